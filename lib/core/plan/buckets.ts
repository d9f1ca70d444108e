import type { PlanIssue } from "./issue.ts";
import type { Plan, Slo } from "./plan.ts";

/** Bounds are compared as floats that came through text: `0.1` and `1e-1` are one bound. */
const isSame = (left: number, right: number) =>
  Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));

/**
 * A latency objective is judged by the bucket at its threshold, so the threshold must be a bucket's bound.
 * `buckets` are the bounds (`le`) that the histogram was seen to have, in seconds; infinity may be among
 * them. Empty when it is right, or when nothing has been seen yet, which proves nothing.
 */
export function checkBuckets(plan: Plan, slo: Slo, buckets: readonly number[]): PlanIssue[] {
  if (slo.indicator.kind !== "latency") return [];
  const bounds = [...new Set(buckets)].filter((bound) => Number.isFinite(bound)).sort((a, b) => a - b);
  const { thresholdSeconds, histogram } = slo.indicator;
  if (bounds.length === 0 || bounds.some((bound) => isSame(bound, thresholdSeconds))) return [];
  const { bound, value, unit } = slo.objective;
  const index = plan.slos.findIndex(({ name }) => name === slo.name);
  const message = `must be a bucket bound of ${histogram}, and ${value} ${unit} is none: in seconds they are ${bounds.join(", ")}`;
  return [{ path: `spec.slos[${index}].objective.${bound}`, message }];
}
