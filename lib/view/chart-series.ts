import type { SloDocument } from "./document.ts";
import type { SeriesAnswer } from "./history-answer.ts";

/** One row of a chart: a time, and a value for each side that has one. */
export type ChartRow = { at: number; blue?: number; green?: number };

/** A change of the weight, marked in every chart. */
export type StageMark = { at: number; label: string };

export const MAX_POINTS = 60;

/** Seeds a chart from the series of the past. What both sides had at one time is one row. */
export function toRows({ sides }: SeriesAnswer): ChartRow[] {
  const rows = new Map<number, ChartRow>();
  for (const side of ["blue", "green"] as const) {
    const series = sides[side];
    if (series?.state !== "answered") continue;
    for (const [at, value] of series.points) {
      rows.set(at, { ...(rows.get(at) ?? { at }), [side]: value });
    }
  }
  return [...rows.values()].sort((one, other) => one.at - other.at).slice(-MAX_POINTS);
}

/** Green's share of the live connections over time, in percent, where both sides were known. */
export function toShares({ sides }: SeriesAnswer): { at: number; value: number }[] {
  const rows = toRows({ sides });
  return rows.flatMap(({ at, blue, green }) =>
    blue === undefined || green === undefined || blue + green === 0
      ? []
      : [{ at, value: (100 * green) / (blue + green) }],
  );
}

type Seen = Pick<SloDocument, "side" | "value" | "recent" | "verdict">;

/**
 * Adds what a document says to a chart: at most one row in each step of the clock, so that a chart redraws seldom and never grows; `phaseMs` shifts where steps begin. While the evidence
 * begins anew there is no value, and the line goes on to the next one; while a side is blind there is a gap. Returns the same array
 * when nothing changed.
 */
export function appendRow(
  rows: readonly ChartRow[],
  slos: readonly Seen[],
  at: number,
  { stepMs, phaseMs }: { stepMs: number; phaseMs: number },
): readonly ChartRow[] {
  const last = rows.at(-1);
  const step = (time: number) => Math.floor((time + phaseMs) / stepMs);
  if (last && step(at) <= step(last.at)) return rows;
  const row: ChartRow = { at };
  for (const { side, value, recent, verdict } of slos) {
    const shown = recent ?? value;
    if (shown !== undefined && Number.isFinite(shown) && verdict !== "blind") row[side] = shown;
  }
  const isEmpty = row.blue === undefined && row.green === undefined;
  if (isEmpty && !slos.some((slo) => slo.verdict === "blind")) return rows;
  return [...rows, row].slice(-MAX_POINTS);
}

/** The range of values to draw: all of the data and the objective, with air, and never beyond what a percentage can be. */
export function valueRange(rows: readonly ChartRow[], objective: number, unit: string): [number, number] {
  const values = rows.flatMap((row) => [row.blue, row.green]).filter((value) => value !== undefined);
  const low = Math.min(objective, ...values);
  const high = Math.max(objective, ...values);
  if (unit === "%") {
    const span = Math.max(high - low, (100 - objective) * 2, 0.05);
    return [Math.max(0, Math.min(low, 100 - span) - span * 0.1), 100];
  }
  return [0, high * 1.2 || 1];
}

/** The part of the range that would be a breach. */
export function badBand(
  bound: SloDocument["bound"],
  [low, high]: [number, number],
): [number, number] | undefined {
  const above = bound.op === "above" || bound.op === "atLeast";
  const band: [number, number] = above ? [low, bound.value] : [bound.value, high];
  return band[0] < band[1] ? band : undefined;
}
