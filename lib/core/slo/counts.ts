import type { Slo } from "../plan/plan.ts";
import type { Side } from "../status/status.ts";
import { isUpperBound } from "./objective.ts";
import { countKeys } from "./queries.ts";
import type { Samples } from "./samples.ts";

/** Whole counts of one window. For `events`, `failures` and `total` are both the events. */
export type Counts = { state: "counted"; total: number; failures: number };
export type NoCounts = { state: "empty" | "nan" | "blind"; why: string };

/** `n = round(total)`, `k = round(max(0, total − good))`: `increase()` extrapolates, so both come as fractions. */
export function countsOf(slo: Slo, side: Side, samples: Samples, windowMs: number): Counts | NoCounts {
  if (slo.indicator.kind === "value") return { state: "counted", total: 1, failures: 0 };
  const keys = countKeys(side, slo.name, windowMs);
  const total = number(samples, keys.total);
  if (typeof total !== "number") return total;
  if (slo.indicator.kind === "events") {
    const events = Math.max(0, Math.round(total));
    return { state: "counted", total: events, failures: events };
  }
  const good = number(samples, keys.good);
  if (typeof good !== "number") {
    // No series of successes beside counted attempts: all of them failed.
    if (good.state !== "empty") return good;
    return { state: "counted", total: Math.round(total), failures: Math.round(total) };
  }
  // A ratio with an upper bound counts what it bounds: its numerator is the failures.
  const bad = slo.indicator.kind === "ratio" && isUpperBound(slo.objective) ? good : total - good;
  return { state: "counted", total: Math.round(total), failures: Math.round(Math.max(0, bad)) };
}

function number(samples: Samples, key: string): number | NoCounts {
  const sample = samples.get(key);
  if (sample === undefined || sample.state === "empty") return { state: "empty", why: "no samples yet" };
  if (sample.state === "nan") return { state: "nan", why: "the query answers NaN" };
  if (sample.state === "blind") return { state: "blind", why: sample.why };
  return sample.value;
}
