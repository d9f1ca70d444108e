import { parseDuration } from "../../core/std/duration.ts";
import { err, ok, type Result } from "../../core/std/result.ts";
import { parseTime } from "../../core/std/time.ts";
import type { SeriesRange } from "../../view/history-answer.ts";

const MOST_POINTS = 600;
const LONGEST_MS = 31 * 24 * 3_600_000;

/** A time as RFC 3339 or milliseconds since the epoch. */
function timeOf(search: URLSearchParams, name: string, fallback: number): Result<number, string> {
  const text = search.get(name);
  if (text === null) return ok(fallback);
  if (/^\d{10,14}$/.test(text)) return ok(Number(text));
  const time = parseTime(text);
  return time.ok ? time : err(`${name}: ${time.error}`);
}

function stepOf(search: URLSearchParams, spanMs: number): Result<number, string> {
  const text = search.get("step");
  const step =
    text === null ? ok(Math.max(1_000, Math.ceil(spanMs / 120 / 1_000) * 1_000)) : parseDuration(text);
  if (!step.ok) return err(`step: ${step.error}`);
  if (step.value < 1_000) return err("step: must be 1s or more");
  return spanMs / step.value > MOST_POINTS ? err(`step: gives more than ${MOST_POINTS} points`) : step;
}

/** `from` (ten minutes before `to`), `to` (now), `step` (120 points): at most 600 points and 31 days. */
export function parseRange(search: URLSearchParams, now: number): Result<SeriesRange, string> {
  const to = timeOf(search, "to", now);
  const from = timeOf(search, "from", (to.ok ? to.value : now) - 10 * 60_000);
  if (!to.ok) return to;
  if (!from.ok) return from;
  const span = to.value - from.value;
  if (span <= 0 || span > LONGEST_MS) return err("from: must be before `to`, and at most 31 days");
  const step = stepOf(search, span);
  return step.ok ? ok({ from: from.value, to: to.value, stepMs: step.value }) : step;
}
