import type { Slo } from "../../plan/plan.ts";
import type { Side } from "../../status/status.ts";
import type { JudgeContext } from "../judge.ts";
import { countKeys, freshKey, valueKey } from "../queries.ts";
import type { Sample } from "../samples.ts";
import { windowsOf } from "../windows.ts";

const RATIO: Slo["indicator"] = {
  kind: "ratio",
  good: 'sum(increase(good{color="$side"}[$window]))',
  total: 'sum(increase(all{color="$side"}[$window]))',
};

export function sloOf(change: Partial<Slo> = {}): Slo {
  return {
    name: "availability",
    title: "Availability",
    objective: { bound: "above", value: 99.9, unit: "%" },
    indicator: RATIO,
    windowMs: 300_000,
    freshForMs: 60_000,
    sides: ["blue", "green"],
    onBreach: "rollback",
    ...change,
  };
}

export const P99: Slo = sloOf({
  name: "latency",
  title: "P99",
  objective: { bound: "below", value: 100, unit: "ms" },
  indicator: { kind: "latency", histogram: "h", matchers: "", percentile: 99, thresholdSeconds: 0.1 },
});
export const ALL_GOOD: Slo = sloOf({
  name: "integrity",
  title: "Integrity",
  objective: { bound: "atLeast", value: 100, unit: "%" },
});
export const RESTARTS: Slo = sloOf({
  name: "restarts",
  title: "Restarts",
  objective: { bound: "below", value: 5, unit: "/h" },
  indicator: { kind: "events", total: "restarts_total", matchers: 'color="$side"', perMs: 3_600_000 },
});
export const FIGURE: Slo = sloOf({
  name: "lag",
  title: "Lag",
  objective: { bound: "atMost", value: 10, unit: "s" },
  indicator: { kind: "value", expression: 'max(lag{color="$side"})' },
});

export const NOW = Date.parse("2026-01-05T00:00:00Z");

/** Ten minutes of evidence in a baked stage, at its first look; `change` says what differs. */
export function contextOf(change: Partial<JudgeContext> = {}): JudgeContext {
  return {
    at: NOW,
    evidenceSince: NOW - 600_000,
    bakeMs: 3_600_000,
    baked: true,
    lookedBefore: false,
    previous: undefined,
    ...change,
  };
}

type Window = { total: number; bad: number };
export type Seen = {
  /** Counts of the whole evidence, of the look-back of a breach, of the last 15 s, and of each burn window. */
  evidence: Window;
  breach?: Window;
  gross?: Window;
  burn?: Window;
  value?: Sample;
  fresh?: Sample | "none";
};

const NONE: Window = { total: 0, bad: 0 };

/** The answers to the queries of one SLO, from counts of failures. */
export function samplesOf(slo: Slo, side: Side, context: JudgeContext, seen: Seen): Map<string, Sample> {
  const windows = windowsOf(slo, context.at - context.evidenceSince, context.bakeMs);
  const samples = new Map<string, Sample>();
  const value = (number: number): Sample => ({ state: "value", value: number, at: context.at });
  const put = (windowMs: number, { total, bad }: Window) => {
    const keys = countKeys(side, slo.name, windowMs);
    samples.set(keys.total, value(slo.indicator.kind === "events" ? bad : total));
    if (slo.indicator.kind !== "events") samples.set(keys.good, value(total - bad));
  };
  for (const { longMs, shortMs } of windows.burn)
    for (const ms of [longMs, shortMs]) put(ms, seen.burn ?? NONE);
  put(windows.grossMs, seen.gross ?? NONE);
  put(windows.breachMs, seen.breach ?? seen.evidence);
  put(windows.evidenceMs, seen.evidence);
  samples.set(valueKey(side, slo.name), seen.value ?? value(99.99));
  if (seen.fresh !== "none") samples.set(freshKey(side, slo.name), seen.fresh ?? value(1));
  return samples;
}
