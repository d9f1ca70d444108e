import { formatDuration, parseDuration } from "../core/std/duration.ts";

/** A stretch of time, in milliseconds since the epoch. */
export type TimeRange = { from: number; to: number };

/** What is looked at: the whole run, or a part of it. `stepMs` where somebody chose one; `follows` while the end is the present. */
export type Look = { range: TimeRange; whole: boolean; follows: boolean; stepMs?: number };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Steps that people can read, and that different viewers share. */
export const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 6, 12].map((n) => n * HOUR),
];
const GOOD_POINTS = 240;
/** What the server gives at most. */
const MOST_POINTS = 600;
export const LEAST_SPAN_MS = 30 * SECOND;
export const MOST_SPAN_MS = 31 * 24 * HOUR;

const span = ({ from, to }: TimeRange): number => to - from;

/** The finest step that gives a picture of at most 240 points. */
export const stepFor = (spanMs: number): number =>
  STEPS_MS.find((step) => spanMs / step <= GOOD_POINTS) ?? STEPS_MS.at(-1) ?? HOUR;

/** A chosen step where the server would take it, otherwise the one that fits. */
export function stepOf({ range, stepMs }: Look): number {
  const isFit = stepMs !== undefined && span(range) / stepMs <= MOST_POINTS && span(range) / stepMs >= 2;
  return isFit ? stepMs : stepFor(span(range));
}

/** Steps that somebody can choose for this stretch. */
export const stepsFor = (range: TimeRange): number[] =>
  STEPS_MS.filter((step) => span(range) / step <= MOST_POINTS && span(range) / step >= 10);

/** Within what there is to see, as wide as before where it fits. */
export function clampRange(range: TimeRange, bounds: TimeRange): TimeRange {
  const width = Math.min(
    Math.max(span(range), LEAST_SPAN_MS),
    Math.max(span(bounds), LEAST_SPAN_MS),
    MOST_SPAN_MS,
  );
  const from = Math.max(bounds.from, Math.min(range.from, bounds.to - width));
  return { from: Math.round(from), to: Math.round(from + width) };
}

/** `factor` under 1 comes nearer. What stands at `anchor` (0 to 1 of the width) stays there. */
export function zoomRange(range: TimeRange, factor: number, anchor: number, bounds: TimeRange): TimeRange {
  const width = Math.max(LEAST_SPAN_MS, span(range) * factor);
  const at = range.from + span(range) * anchor;
  return clampRange({ from: at - width * anchor, to: at + width * (1 - anchor) }, bounds);
}

/** `share` of the width, later when positive. */
export function panRange(range: TimeRange, share: number, bounds: TimeRange): TimeRange {
  const by = span(range) * share;
  return clampRange({ from: range.from + by, to: range.to + by }, bounds);
}

/** From the first moment to the last one there is to see; of a run of months, its last 31 days. */
export const wholeOf = ({ from, to }: TimeRange): TimeRange => ({
  from: Math.max(from, to - MOST_SPAN_MS),
  to: Math.max(to, from + LEAST_SPAN_MS),
});

const timeIn = (text: string | null): number | undefined => {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
};

/** What the address asks for: `from`, `to` (none: the present), `step`. What cannot be read is the whole run. */
export function lookOf(search: URLSearchParams, bounds: TimeRange): Look {
  const step = parseDuration(search.get("step") ?? "");
  const chosen = step.ok && STEPS_MS.includes(step.value) ? { stepMs: step.value } : {};
  const from = timeIn(search.get("from"));
  const to = timeIn(search.get("to"));
  const isWhole = from === undefined || (to !== undefined && to <= from) || from >= bounds.to;
  const reachesAll = from !== undefined && from <= bounds.from && (to === undefined || to >= bounds.to);
  if (isWhole || reachesAll) return { range: wholeOf(bounds), whole: true, follows: true, ...chosen };
  const range = clampRange({ from, to: to ?? bounds.to }, bounds);
  return { range, whole: false, follows: to === undefined, ...chosen };
}

const written = (at: number): string => new Date(at).toISOString().replace(".000Z", "Z");

/** The address of a look: nothing for the whole run, no `to` while it follows the present. */
export function addressOf(look: Look): string {
  const search = new URLSearchParams();
  if (!look.whole) {
    search.set("from", written(look.range.from));
    if (!look.follows) search.set("to", written(look.range.to));
    search.set("step", formatDuration(stepOf(look)));
  } else if (look.stepMs !== undefined) search.set("step", formatDuration(look.stepMs));
  const text = search.toString().replaceAll("%3A", ":");
  return text === "" ? "" : `?${text}`;
}
