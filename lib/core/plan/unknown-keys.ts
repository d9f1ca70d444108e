import { z } from "zod";
import { type PathPart, type PlanIssue, pathText } from "./issue.ts";

/**
 * Every key of `value` that the schema does not know. A walk of its own, because one schema serves two
 * readings: commands and pasted plans refuse unknown keys, stored objects may come from a newer version.
 */
export function unknownKeys(schema: z.core.$ZodType, value: unknown, at: PathPart[] = []): PlanIssue[] {
  if (schema instanceof z.ZodOptional) return unknownKeys(schema.unwrap(), value, at);
  if (schema instanceof z.ZodArray) {
    if (!Array.isArray(value)) return [];
    return value.flatMap((item, index) => unknownKeys(schema.element, item, [...at, index]));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return [];
  const shape: Record<string, z.core.$ZodType> = schema.shape;
  return Object.entries(value).flatMap(([key, held]) => {
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (known) return unknownKeys(known, held, [...at, key]);
    return [
      { path: pathText([...at, key]), message: `is not a field: ${suggestion(key, Object.keys(shape))}` },
    ];
  });
}

function suggestion(key: string, known: string[]): string {
  const near = known.find((name) => isNear(key.toLowerCase(), name.toLowerCase()));
  return near === undefined ? `known here are ${known.join(", ")}` : `did you mean ${near}?`;
}

/** One letter too many, missing, wrong or swapped with its neighbour. */
function isNear(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false;
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  const [a, b] = [left.slice(at), right.slice(at)];
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  );
}
