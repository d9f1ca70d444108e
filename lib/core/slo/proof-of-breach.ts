import type { SloJudgement } from "../engine/assessment.ts";
import type { Slo } from "../plan/plan.ts";
import type { Side } from "../status/status.ts";
import { type Counts, countsOf } from "./counts.ts";
import { allowsNone, errorRateOf, tailsOf } from "./rates.ts";
import type { Samples } from "./samples.ts";
import type { Windows } from "./windows.ts";

/** Small enough that looking every second does not make it a matter of time (see the tests of repeated looks). */
export const BREACH_ALPHA = 0.001;
export const BREACH_LEAST_FAILURES = 3;
const GROSS_LEAST_SAMPLES = 20;

export type Proven = Required<Pick<SloJudgement, "why" | "proof">>;

/** An ordinary breach: an exact tail, a burn rate on both windows, or the first violation of a 100 % objective. */
export function provenBreach(slo: Slo, side: Side, samples: Samples, windows: Windows): Proven | undefined {
  const counts = countsOf(slo, side, samples, windows.breachMs);
  if (counts.state !== "counted") return undefined;
  if (allowsNone(slo)) return counts.failures >= 1 ? proven("first", counts, windows.breachMs) : undefined;
  if (
    counts.failures >= BREACH_LEAST_FAILURES &&
    tailsOf(slo, counts, windows.breachMs).breach <= BREACH_ALPHA
  )
    return proven("tail", counts, windows.breachMs);
  return burning(slo, side, samples, windows);
}

function burning(slo: Slo, side: Side, samples: Samples, windows: Windows): Proven | undefined {
  if (slo.indicator.kind === "events") return undefined;
  const rate = errorRateOf(slo);
  for (const { longMs, shortMs, limit } of windows.burn) {
    const both = [longMs, shortMs].map((windowMs) => countsOf(slo, side, samples, windowMs));
    const over = both.every(
      (counts) =>
        counts.state === "counted" &&
        counts.failures >= BREACH_LEAST_FAILURES &&
        counts.failures / counts.total / rate > limit,
    );
    const long = both[0];
    if (over && long?.state === "counted") return proven("burn", long, longMs);
  }
  return undefined;
}

/** Half or more of at least 20 samples bad in the last 15 s: counts even while the weight settles. */
export function grossBreach(slo: Slo, side: Side, samples: Samples, windows: Windows): Proven | undefined {
  if (slo.indicator.kind !== "ratio" && slo.indicator.kind !== "latency") return undefined;
  const counts = countsOf(slo, side, samples, windows.grossMs);
  if (counts.state !== "counted" || counts.total < GROSS_LEAST_SAMPLES) return undefined;
  return counts.failures * 2 >= counts.total ? proven("gross", counts, windows.grossMs) : undefined;
}

function proven(rule: Proven["proof"]["rule"], counts: Counts, windowMs: number): Proven {
  const seconds = windowMs / 1000;
  const why = `${counts.failures.toLocaleString("en-US")} of ${counts.total.toLocaleString("en-US")} bad in ${seconds} s`;
  return { why, proof: { rule, failures: counts.failures, samples: counts.total, windowMs } };
}
