import { DEFAULTS } from "./defaults.ts";
import { durationMs } from "./duration-ms.ts";
import { SIDES } from "./fields.ts";
import type { Indicator, Objective, Slo } from "./plan.ts";
import { OBJECTIVE_BOUNDS } from "./schema-slos.ts";
import type { PlanSpec } from "./schema.ts";

export type WrittenSlo = NonNullable<PlanSpec["slos"]>[number];

/** Seconds in one of a latency objective's unit; Prometheus histograms of durations are in seconds. */
export const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6 };

export function normaliseSlo(slo: WrittenSlo): Slo {
  const objective = normaliseObjective(slo.objective, slo.indicator.ratio ? "%" : "");
  return {
    name: slo.name,
    title: slo.title,
    objective,
    indicator: normaliseIndicator(slo.indicator, objective),
    windowMs: durationMs(slo.window, DEFAULTS.windowMs),
    freshForMs: durationMs(slo.freshFor, DEFAULTS.freshForMs),
    // In the order of SIDES and once each, however they were written.
    sides: SIDES.filter((side) => slo.sides?.includes(side) ?? true),
    onBreach: slo.onBreach ?? "rollback",
  };
}

/** `unit` stands in where the plan gives none. */
export function normaliseObjective(written: WrittenSlo["objective"], unit = ""): Objective {
  for (const bound of OBJECTIVE_BOUNDS) {
    const value = written[bound];
    if (value !== undefined) return { bound, value, unit: written.unit ?? unit };
  }
  throw new TypeError("an unchecked objective");
}

function normaliseIndicator(written: WrittenSlo["indicator"], objective: Objective): Indicator {
  if (written.ratio) return { kind: "ratio", ...written.ratio };
  if (written.latency) {
    const { histogram, matchers, percentile } = written.latency;
    const perUnit = SECONDS_PER_UNIT[objective.unit];
    if (perUnit === undefined) throw new TypeError("an unchecked unit of latency");
    // Rounded to a nanosecond's digits: 0.1 and not 0.1 plus the noise of a product of floats.
    const thresholdSeconds = Number((objective.value * perUnit).toPrecision(12));
    return { kind: "latency", histogram, matchers: matchers ?? "", percentile, thresholdSeconds };
  }
  if (written.events) {
    const { total, matchers, per } = written.events;
    return { kind: "events", total, matchers: matchers ?? "", perMs: durationMs(per, 0) };
  }
  if (written.value !== undefined) return { kind: "value", expression: written.value };
  throw new TypeError("an unchecked indicator");
}
