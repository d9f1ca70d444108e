import type { Slo } from "../plan/plan.ts";
import type { Side } from "../status/status.ts";
import { isUpperBound } from "./objective.ts";
import { countKeys } from "./queries.ts";
import type { Samples } from "./samples.ts";

const MOST_COUNTED = 1e12;

/** Whole counts of one window. For `events`, `failures` and `total` are both the events. */
export type Counts = { state: "counted"; total: number; failures: number };
export type NoCounts = { state: "empty" | "nan" | "blind"; why: string };

/**
 * `n = round(total)`, `k = round(max(0, total − good))`: `increase()` extrapolates, so both come as fractions. Successes that answer nothing
 * are not "none succeeded": a bucket that does not exist or a series not yet born would look the same, and unknown proves no breach either.
 */
export function countsOf(slo: Slo, side: Side, samples: Samples, windowMs: number): Counts | NoCounts {
  if (slo.indicator.kind === "value") return { state: "counted", total: 1, failures: 0 };
  const keys = countKeys(side, slo.name, windowMs);
  const total = number(samples, keys.total, "");
  if (typeof total !== "number") return total;
  if (slo.indicator.kind === "events") {
    const events = Math.max(0, Math.round(total));
    return { state: "counted", total: events, failures: events };
  }
  const good = number(samples, keys.good, " of good samples");
  if (typeof good !== "number") return good;
  // A ratio with an upper bound counts what it bounds: its numerator is the failures.
  const bad = slo.indicator.kind === "ratio" && isUpperBound(slo.objective) ? good : total - good;
  const n = Math.max(0, Math.round(total));
  return { state: "counted", total: n, failures: Math.min(n, Math.round(Math.max(0, bad))) };
}

function number(samples: Samples, key: string, of: string): number | NoCounts {
  const sample = samples.get(key);
  if (sample === undefined || sample.state === "empty")
    return { state: "empty", why: `the query${of} answers nothing` };
  if (sample.state === "blind") return { state: "blind", why: sample.why };
  if (sample.state === "nan" || !Number.isFinite(sample.value))
    return { state: "nan", why: `the query${of} answers NaN` };
  // No count: beyond this the exact tests lose their digits, and a search for the samples needed its end.
  if (Math.abs(sample.value) > MOST_COUNTED)
    return { state: "nan", why: `the query${of} answers ${sample.value}, which is no count` };
  return sample.value;
}
