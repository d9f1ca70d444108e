import type { Side } from "../core/status/status.ts";
import { badBand, valueRange } from "./chart-series.ts";
import type { SloDocument } from "./document.ts";
import { formatValue } from "./format.ts";
import type { SeriesAnswer } from "./history-answer.ts";
import type { TimeRange } from "./history-range.ts";

export type ChartPoint = [at: number, value: number];
export type ChartSides = Partial<Record<Side, readonly ChartPoint[]>>;

/** A chart as it is drawn. `x` and `y` are 0 to 1000 and 0 to 100, `y` downwards. */
export type RangeDrawing = {
  lines: { side: Side; path: string }[];
  /** Value at the upper and at the lower edge. */
  top: number;
  bottom: number;
  objective: number;
  band?: { y: number; height: number };
};

export const CHART_WIDTH = 1_000;
export const CHART_HEIGHT = 100;
/** Points further apart than this many steps are not joined: nothing is known between them. */
const JOINED_STEPS = 1.6;

type Bound = SloDocument["bound"];

/** The points of each side that was answered. */
export function sidesOf({ sides }: SeriesAnswer): ChartSides {
  const found: ChartSides = {};
  for (const side of ["blue", "green"] as const) {
    const series = sides[side];
    if (series?.state === "answered") found[side] = series.points;
  }
  return found;
}

const within = (points: readonly ChartPoint[], { from, to }: TimeRange, slackMs: number) =>
  points.filter(([at]) => at >= from - slackMs && at <= to + slackMs);

export function drawRange(
  sides: ChartSides,
  range: TimeRange,
  stepMs: number,
  bound: Bound,
  unit: string,
): RangeDrawing {
  const seen = (["blue", "green"] as const).map((side) => ({
    side,
    points: within(sides[side] ?? [], range, stepMs),
  }));
  const rows = seen.flatMap(({ side, points }) => points.map(([at, value]) => ({ at, [side]: value })));
  const [low, high] = valueRange(rows, bound.value, unit);
  const y = (value: number) => CHART_HEIGHT - (CHART_HEIGHT * (value - low)) / (high - low);
  const band = badBand(bound, [low, high]);
  return {
    lines: seen
      .filter(({ points }) => points.length > 0)
      .map(({ side, points }) => ({ side, path: pathOf(points, range, stepMs, y) })),
    top: high,
    bottom: low,
    objective: y(bound.value),
    ...(band ? { band: { y: y(band[1]), height: y(band[0]) - y(band[1]) } } : {}),
  };
}

const fixed = (value: number): number => Number(value.toFixed(1));
export const xOf = (at: number, { from, to }: TimeRange): number => (CHART_WIDTH * (at - from)) / (to - from);

/** A line that is broken where nothing is known; a lone point is a short stroke, so that it can be seen. */
export function pathOf(
  points: readonly ChartPoint[],
  range: TimeRange,
  stepMs: number,
  y: (value: number) => number,
): string {
  return points
    .map(([at, value], index) => {
      const before = points[index - 1];
      const joined = before !== undefined && at - before[0] <= JOINED_STEPS * stepMs;
      return `${joined ? "L" : "M"}${fixed(xOf(at, range))},${fixed(y(value))}${joined ? "" : "h.1"}`;
    })
    .join("");
}

/** Rates are extrapolated between scrapes: this much is missing of 100 % without a failure. */
const NOISE = 0.001;
const withoutNoise = (value: number, { op }: Bound): number =>
  (op === "above" || op === "atLeast") && Math.abs(100 - value) < NOISE ? 100 : value;

/** Worst and middle figure of one side over a time, and how much of it met the objective, 0 to 1. */
export type Figures = { worst: number; worstAt: number; typical: number; met: number };

export function figuresOf(
  points: readonly ChartPoint[],
  range: TimeRange,
  bound: Bound,
): Figures | undefined {
  const seen = within(points, range, 0);
  const [first] = seen;
  if (!first) return undefined;
  const wantsMore = bound.op === "above" || bound.op === "atLeast";
  const worst = seen.reduce(
    (bad, point) => ((wantsMore ? point[1] < bad[1] : point[1] > bad[1]) ? point : bad),
    first,
  );
  const sorted = seen.map(([, value]) => value).sort((one, other) => one - other);
  return {
    worst: withoutNoise(worst[1], bound),
    worstAt: worst[0],
    typical: withoutNoise(sorted[Math.floor((sorted.length - 1) / 2)] ?? worst[1], bound),
    met: seen.filter(([, value]) => meets(bound, value)).length / seen.length,
  };
}

function meets({ op, value: limit }: Bound, value: number): boolean {
  switch (op) {
    case "above":
      return value > limit;
    case "atLeast":
      return value >= limit - NOISE;
    case "below":
      return value < limit;
    case "atMost":
      return value <= limit;
  }
}

/** What a side had at a time, where it is known to within a step. */
export function valueAt(points: readonly ChartPoint[], at: number, stepMs: number): number | undefined {
  let best: ChartPoint | undefined;
  for (const point of points) {
    if (best === undefined || Math.abs(point[0] - at) < Math.abs(best[0] - at)) best = point;
  }
  return best !== undefined && Math.abs(best[0] - at) <= stepMs ? best[1] : undefined;
}

/** For somebody who does not see the picture. */
export function describeRange(
  title: string,
  sides: ChartSides,
  range: TimeRange,
  bound: Bound,
  unit: string,
): string {
  const said = (["green", "blue"] as const).flatMap((side) => {
    const figures = figuresOf(sides[side] ?? [], range, bound);
    if (!figures) return [];
    const { worst, typical } = figures;
    return [`${side} typically ${formatValue(typical, unit)}, at worst ${formatValue(worst, unit)}`];
  });
  return `${title} over time, objective ${formatValue(bound.value, unit)}: ${said.join("; ") || "nothing known"}`;
}

/** Marks that have room beside each other, as 0 to 1 of the width; the later one of two that collide is left without its label. */
export function spreadMarks<T extends { at: number }>(
  marks: readonly T[],
  range: TimeRange,
  roomShare: number,
): { mark: T; left: number; labelled: boolean }[] {
  let last = Number.NEGATIVE_INFINITY;
  return marks
    .filter(({ at }) => at >= range.from && at <= range.to)
    .map((mark) => {
      const left = xOf(mark.at, range) / CHART_WIDTH;
      const labelled = left - last >= roomShare && left <= 1 - roomShare / 2;
      if (labelled) last = left;
      return { mark, left, labelled };
    });
}

/** Green's share of the live connections, in percent, where both sides were known. */
export function sharesOf(answer: SeriesAnswer): ChartPoint[] {
  const { blue = [], green = [] } = sidesOf(answer);
  const blues = new Map(blue);
  return green.flatMap(([at, value]): ChartPoint[] => {
    const other = blues.get(at);
    return other === undefined || other + value === 0 ? [] : [[at, (100 * value) / (other + value)]];
  });
}
