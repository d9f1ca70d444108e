import type { Side } from "../core/status/status.ts";

/** `points`: [milliseconds since the epoch, value in the objective's unit]. `query` is what Prometheus was asked. */
export type SideSeries =
  | { state: "answered"; points: [number, number][]; query?: string }
  | { state: "blind"; why: string; query?: string };
export type SeriesAnswer = { sides: Partial<Record<Side, SideSeries>> };

/** Points are `stepMs` apart, at whole steps; times in milliseconds since the epoch. */
export type SeriesRange = { from: number; to: number; stepMs: number };

/** All charts of a run over one range. `windowMs`: what each point covers. `share` has the live connections of each side. */
export type HistoryAnswer = {
  range: SeriesRange;
  slos: (SeriesAnswer & { name: string; windowMs: number })[];
  share?: SeriesAnswer;
};
