import { err, ok, type Result } from "./result.ts";

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch as RFC 3339 UTC with milliseconds: `2026-11-24T05:46:00.000Z`. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * Reads an RFC 3339 time (any offset, up to nine digits of fraction, cut to milliseconds) into
 * milliseconds since the epoch. Days that do not exist (`02-30`) are refused.
 */
export function parseTime(text: string): Result<number, string> {
  // What this very program wrote is most of what it reads.
  const written = Date.parse(text);
  if (!Number.isNaN(written) && formatTime(written) === text) return ok(written);
  const wrong = err("is not a time: write RFC 3339, such as 2026-01-31T09:30:00.000Z");
  const match = RFC3339.exec(text);
  if (match === null) return wrong;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return wrong;
  // Date rolls 30 February over into March: what comes back must be what was written.
  const asWritten = new Date(Date.UTC(year, month - 1, day));
  if (asWritten.getUTCMonth() !== month - 1 || asWritten.getUTCDate() !== day) return wrong;
  const ms = Date.parse(text.toUpperCase().replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(ms) ? wrong : ok(ms);
}
