import { parseDuration } from "../std/duration.ts";

/** A duration that the schema has let through, in milliseconds; `defaultMs` where there is none. */
export function durationMs<D extends number | undefined>(
  written: string | undefined,
  defaultMs: D,
): number | D {
  if (written === undefined) return defaultMs;
  const parsed = parseDuration(written);
  if (!parsed.ok) throw new TypeError(`an unchecked duration: ${written}`);
  return parsed.value;
}
