import type { z } from "zod";

/** One thing that is wrong with a plan: where (`spec.phases[0].stages[1].weight`), and what would be right. */
export type PlanIssue = { path: string; message: string };

export type PathPart = string | number;

/** `["phases", 0, "name"]` as `spec.phases[0].name`. Keys that are no names are quoted. */
export function pathText(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === "number") return `${path}[${part}]`;
    const key = String(part);
    return /^[A-Za-z_][-A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
  }, "spec");
}

/** The way back from `pathText`: `spec.phases[0].name` as `["spec", "phases", 0, "name"]`. */
export function pathParts(path: string): PathPart[] {
  return [...path.matchAll(/[^.[\]"]+|\["((?:[^"\\]|\\.)*)"\]/g)].map((match) => {
    const [whole, quoted] = match;
    if (quoted !== undefined) return JSON.parse(`"${quoted}"`) as string;
    return path[match.index - 1] === "[" ? Number(whole) : whole;
  });
}

/** What stands at a path of unchecked input. */
export function valueAt(root: unknown, parts: readonly PropertyKey[]): unknown {
  return parts.reduce<unknown>((held, part) => {
    if (typeof held !== "object" || held === null || !Object.hasOwn(held, part)) return undefined;
    return (held as Record<PropertyKey, unknown>)[part];
  }, root);
}

/** A value as a person would recognise it in their plan, cut short. */
export function show(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  const text = JSON.stringify(String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

export function toPlanIssue(issue: z.core.$ZodIssue, spec: unknown): PlanIssue {
  const value = valueAt(spec, issue.path);
  const path = pathText(issue.path);
  if (value === undefined) return { path, message: `is required, and ${expected(issue)}` };
  return { path, message: `${expected(issue)}, not ${show(value)}` };
}

/** The schema's own words, and for what it leaves to zod (wrong types of objects) words of the same kind. */
function expected(issue: z.core.$ZodIssue): string {
  if (!/^Invalid|^Too |^Unrecognized|^Expected/.test(issue.message)) return issue.message;
  if (issue.code !== "invalid_type") return `is not right (${issue.message})`;
  const nouns: Record<string, string> = {
    object: "an object",
    array: "a list",
    string: "text",
    int: "a whole number",
  };
  return `must be ${nouns[issue.expected] ?? issue.expected}`;
}
