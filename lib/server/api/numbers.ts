import { z } from "zod";
import { err, ok, type Result } from "../../core/std/result.ts";

/** A whole number of the query, `fallback` when absent. The error begins with the parameter's name. */
export function wholeNumber(
  search: URLSearchParams,
  name: string,
  { least, most, fallback }: { least: number; most: number; fallback: number },
): Result<number, string> {
  const text = search.get(name);
  if (text === null) return ok(fallback);
  const parsed = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .safeParse(text);
  return parsed.success ? ok(parsed.data) : err(`${name}: must be a whole number from ${least} to ${most}`);
}
