import type { Slo } from "../plan/plan.ts";
import type { Counts } from "./counts.ts";
import { allowedErrorRate } from "./objective.ts";
import { binomialTails, poissonTails, type Tails } from "./statistics.ts";

/** Error rate that the objective allows, as a fraction: 1 − objective for a ratio, 1 − percentile for a latency. */
export function errorRateOf(slo: Slo): number {
  if (slo.indicator.kind === "latency") return Number((1 - slo.indicator.percentile / 100).toFixed(12));
  return allowedErrorRate(slo.objective);
}

/** An objective of 100 %: one failure refutes it, and no number of samples proves it. */
export const allowsNone = (slo: Slo): boolean =>
  (slo.indicator.kind === "ratio" || slo.indicator.kind === "latency") && errorRateOf(slo) === 0;

/** Exact tails of what was counted in a window of `windowMs`. */
export function tailsOf(slo: Slo, counts: Counts, windowMs: number): Tails {
  if (slo.indicator.kind === "events")
    return poissonTails(counts.failures, (slo.objective.value * windowMs) / slo.indicator.perMs);
  if (counts.total === 0) return { pass: 1, breach: 1 };
  return binomialTails(Math.min(counts.failures, counts.total), counts.total, errorRateOf(slo));
}
