import type { z } from "zod";
import { PlanSchema, type PlanSpec } from "./schema.ts";

/** A value with everything optional, all the way down: what is left of a spec without its wrong parts. */
export type Sieved<T> = T extends readonly (infer Item)[]
  ? (Sieved<Item> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: Sieved<T[K]> | undefined }
    : T;

/**
 * The spec without the values that the schema refused, so that rules which cross fields can still judge
 * the rest of it, and a person gets every problem at once. List items keep their places.
 */
export function sieve(spec: unknown, issues: readonly z.core.$ZodIssue[]): Sieved<PlanSpec> {
  const parsed = PlanSchema.safeParse(spec);
  if (parsed.success) return parsed.data;
  const rest = structuredClone(spec);
  for (const issue of issues) remove(rest, issue.path);
  // A root of the wrong type leaves nothing to judge.
  return typeof rest === "object" && rest !== null && !Array.isArray(rest) ? rest : {};
}

function remove(root: unknown, path: readonly PropertyKey[]): void {
  const last = path.at(-1);
  let holder = root;
  for (const part of path.slice(0, -1)) {
    if (typeof holder !== "object" || holder === null) return;
    holder = (holder as Record<PropertyKey, unknown>)[part];
  }
  if (last !== undefined && typeof holder === "object" && holder !== null) {
    (holder as Record<PropertyKey, unknown>)[last] = undefined;
  }
}
