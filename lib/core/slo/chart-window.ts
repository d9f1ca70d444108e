import type { Slo } from "../plan/plan.ts";

/** A window shorter than this is mostly empty between two scrapes. */
const LEAST_MS = 5_000;
/** What "lately" means to somebody who watches a chart: long enough to be a figure, short enough to show a breach at once. */
const LATELY_MS = 60_000;

/**
 * The window of a chart's moving figure, in milliseconds: the last minute, or the SLO's own window when that is shorter. Events are counted over the
 * time that the objective names, since one restart in a minute is no 60 an hour.
 */
export function recentWindowMs({ indicator, windowMs }: Slo): number {
  if (indicator.kind === "events") return Math.max(LEAST_MS, indicator.perMs);
  return Math.max(LEAST_MS, Math.min(windowMs, LATELY_MS));
}

/** The same where points are `stepMs` apart: a window never shorter than the step, so that nothing falls between two points. */
export const chartWindowMs = (slo: Slo, stepMs: number): number => Math.max(recentWindowMs(slo), stepMs);
