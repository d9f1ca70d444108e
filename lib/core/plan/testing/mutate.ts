import { pathParts } from "../issue.ts";
import type { Mutation } from "./mutations.ts";

/** Puts the mutation's value into the spec, in place. */
export function mutate(spec: unknown, { put, value }: Mutation): void {
  const parts = pathParts(put).slice(1);
  const last = parts.pop();
  let holder = spec;
  for (const part of parts) holder = (holder as Record<string | number, unknown>)[part];
  if (last === undefined || typeof holder !== "object" || holder === null) throw new Error(`no ${put}`);
  if (value === undefined) delete (holder as Record<string | number, unknown>)[last];
  else (holder as Record<string | number, unknown>)[last] = structuredClone(value);
}
