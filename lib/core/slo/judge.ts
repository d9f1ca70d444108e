import type { SloJudgement } from "../engine/assessment.ts";
import type { Slo } from "../plan/plan.ts";
import type { Side, SloStatus } from "../status/status.ts";
import { type Counts, countsOf } from "./counts.ts";
import { allowedErrorRate, describeObjective, meets } from "./objective.ts";
import { valueExpression } from "./promql.ts";
import { freshKey, valueKey } from "./queries.ts";
import type { Sample, Samples } from "./samples.ts";
import {
  binomialTails,
  expectedForPass,
  failuresAllowed,
  poissonTails,
  samplesForPass,
  type Tails,
  upperBoundOfNone,
} from "./statistics.ts";
import { type Windows, windowsOf } from "./windows.ts";

/** Tail at the first look, and at every later one: looking every second is not looking once. */
export const FIRST_LOOK_ALPHA = 0.05;
export const LATER_LOOK_ALPHA = 0.01;
export const BREACH_ALPHA = 0.001;
export const BREACH_LEAST_FAILURES = 3;
const GROSS_LEAST_SAMPLES = 20;
/** What a pass at 99.9 % takes without a failure: a 100 % objective can be refuted, never proven. */
const SAMPLES_FOR_ALL_GOOD = 2_995;

export type JudgeContext = {
  at: number;
  evidenceSince: number;
  bakeMs: number;
  /** Whether the bake had reached `atLeast` before this look; always false for a stage without a bake. */
  lookedBefore: boolean;
  /** Whether `bakedFor` has reached `atLeast`: before that a pass is provisional. */
  baked: boolean;
  /** The verdict this evidence had so far; undefined when the evidence began anew. */
  previous: SloStatus | undefined;
};

/**
 * The verdict on one SLO of one side from one tick's samples. `blind` and `insufficient` are told apart by the freshness of the source;
 * a breach needs proof (exact tails), a gross one counts even while the weight settles.
 */
export function judgeSlo(slo: Slo, side: Side, samples: Samples, context: JudgeContext): SloJudgement {
  const ageMs = context.at - context.evidenceSince;
  const windows = windowsOf(slo, ageMs, context.bakeMs);
  const base = {
    name: slo.name,
    side,
    title: slo.title,
    unit: slo.objective.unit,
    objective: describeObjective(slo.objective),
    bound: { op: slo.objective.bound, value: slo.objective.value },
    query: valueExpression(slo, side, windows.evidenceMs),
    provisional: false,
  };
  const value = samples.get(valueKey(side, slo.name));
  const shown = value?.state === "value" ? { value: value.value, asOf: value.at } : {};
  const gross = grossBreach(slo, side, samples, windows);
  if (gross) return { ...base, ...shown, verdict: "breach", ...gross };

  const blind = blindness(slo, side, samples, value, context);
  if (blind) return { ...base, ...shown, verdict: "blind", why: blind };
  if (slo.indicator.kind === "value") return { ...base, ...shown, ...judgeValue(slo, value, ageMs, context) };

  const evidence = countsOf(slo, side, samples, windows.evidenceMs);
  if (ageMs < 0)
    return { ...base, ...shown, verdict: "insufficient", ...emptyCounts(slo), why: "the weight is settling" };
  if (evidence.state !== "counted")
    return { ...base, ...shown, verdict: "insufficient", ...emptyCounts(slo), why: evidence.why };

  const facts = factsOf(slo, evidence, windows, context);
  const proof = provenBreach(slo, side, samples, windows);
  if (proof) return { ...base, ...shown, ...facts, verdict: "breach", ...proof };
  return { ...base, ...shown, ...facts, ...passOrWait(slo, evidence, windows, facts.needed, context) };
}

/** Why an SLO is blind, or undefined. */
function blindness(
  slo: Slo,
  side: Side,
  samples: Samples,
  value: Sample | undefined,
  context: JudgeContext,
): string | undefined {
  const fresh = samples.get(freshKey(side, slo.name));
  for (const [key, sample] of samples) {
    if (sample.state === "blind" && key.startsWith(`${side}/${slo.name}/`)) return sample.why;
  }
  if (slo.indicator.kind === "value" && fresh === undefined) {
    if (value?.state === "value") return undefined;
    return value?.state === "nan" ? "the query answers NaN" : "the query answers nothing";
  }
  // A count of 0 is fresh: the series are scraped, nothing happened.
  if (fresh?.state !== "value") return `no sample in the last ${slo.freshForMs / 1000} s`;
  if (context.at - context.evidenceSince < slo.freshForMs) return undefined;
  const total = countsOf(
    slo,
    side,
    samples,
    windowsOf(slo, context.at - context.evidenceSince, context.bakeMs).evidenceMs,
  );
  if (total.state === "empty") return "the query answers nothing";
  if (total.state === "nan" || value?.state !== "value") return "the query answers NaN";
  return undefined;
}

function judgeValue(
  slo: Slo,
  value: Sample | undefined,
  ageMs: number,
  context: JudgeContext,
): Pick<SloJudgement, "verdict" | "why" | "samples" | "needed" | "provisional"> {
  const counts = { samples: value?.state === "value" ? 1 : 0, needed: 1 };
  if (value?.state !== "value")
    return { ...counts, provisional: false, verdict: "insufficient", why: "no sample yet" };
  if (ageMs < 0)
    return { ...counts, provisional: false, verdict: "insufficient", why: "the weight is settling" };
  const good = meets(slo.objective, value.value);
  const why = `${value.value} ${good ? "meets" : "misses"} ${describeObjective(slo.objective)}`;
  return { ...counts, provisional: good && !context.baked, verdict: good ? "pass" : "breach", why };
}

type Facts = Required<Pick<SloJudgement, "samples" | "needed" | "failures">> &
  Pick<SloJudgement, "allowed" | "burn" | "upperBound">;

const alphaOf = (context: JudgeContext): number =>
  context.lookedBefore && !standsAsPassed(context) ? LATER_LOOK_ALPHA : FIRST_LOOK_ALPHA;

/** A pass of the first look stands while the evidence that it rests on still supports it. */
const standsAsPassed = (context: JudgeContext): boolean => context.previous?.verdict === "pass";

function factsOf(slo: Slo, counts: Counts, windows: Windows, context: JudgeContext): Facts {
  const alpha = alphaOf(context);
  if (slo.indicator.kind === "events") {
    const perSecond = slo.objective.value / (slo.indicator.perMs / 1000);
    return {
      // Events are judged by the time watched: the samples are seconds.
      samples: windows.evidenceMs / 1000,
      needed: Math.ceil(expectedForPass(counts.failures, alpha) / perSecond),
      failures: counts.failures,
      burn: counts.failures / (perSecond * (windows.evidenceMs / 1000)),
    };
  }
  const rate = errorRateOf(slo);
  if (rate === 0) {
    return {
      samples: counts.total,
      needed: SAMPLES_FOR_ALL_GOOD,
      failures: counts.failures,
      upperBound: 100 * upperBoundOfNone(counts.total),
    };
  }
  return {
    samples: counts.total,
    needed: samplesForPass(counts.failures, rate, alpha),
    failures: counts.failures,
    allowed: failuresAllowed(counts.total, rate, alpha),
    burn: counts.total === 0 ? 0 : counts.failures / counts.total / rate,
  };
}

const emptyCounts = (slo: Slo): Pick<SloJudgement, "samples" | "needed"> => ({
  samples: 0,
  needed: neededAtFirst(slo),
});

function neededAtFirst(slo: Slo): number {
  if (slo.indicator.kind === "value") return 1;
  if (slo.indicator.kind === "events")
    return Math.ceil(
      (expectedForPass(0, FIRST_LOOK_ALPHA) * slo.indicator.perMs) / 1000 / slo.objective.value,
    );
  const rate = errorRateOf(slo);
  return rate === 0 ? SAMPLES_FOR_ALL_GOOD : samplesForPass(0, rate, FIRST_LOOK_ALPHA);
}

function passOrWait(
  slo: Slo,
  counts: Counts,
  windows: Windows,
  needed: number,
  context: JudgeContext,
): Pick<SloJudgement, "verdict" | "why" | "provisional"> {
  const passed = passes(slo, counts, windows, alphaOf(context));
  const told = `${counts.failures} of ${counts.total} ${slo.indicator.kind === "events" ? "events" : "failed"}`;
  if (passed) return { verdict: "pass", provisional: context.bakeMs > 0 && !context.baked, why: told };
  const seen = slo.indicator.kind === "events" ? windows.evidenceMs / 1000 : counts.total;
  const unit = slo.indicator.kind === "events" ? " s" : "";
  return {
    verdict: "insufficient",
    provisional: false,
    why: `${seen.toLocaleString("en-US")} of ${needed.toLocaleString("en-US")}${unit}`,
  };
}

function passes(slo: Slo, counts: Counts, windows: Windows, alpha: number): boolean {
  if (slo.indicator.kind !== "events" && errorRateOf(slo) === 0)
    return counts.failures === 0 && counts.total >= SAMPLES_FOR_ALL_GOOD;
  return counts.total + windows.evidenceMs > 0 && tailsOf(slo, counts, windows.evidenceMs).pass <= alpha;
}

function tailsOf(slo: Slo, counts: Counts, windowMs: number): Tails {
  if (slo.indicator.kind === "events")
    return poissonTails(counts.failures, (slo.objective.value * windowMs) / slo.indicator.perMs);
  if (counts.total === 0) return { pass: 1, breach: 1 };
  return binomialTails(Math.min(counts.failures, counts.total), counts.total, errorRateOf(slo));
}

/** 1 − objective for a ratio, 1 − percentile for a latency. */
function errorRateOf(slo: Slo): number {
  if (slo.indicator.kind === "latency") return Number((1 - slo.indicator.percentile / 100).toFixed(12));
  return allowedErrorRate(slo.objective);
}

type Proven = Required<Pick<SloJudgement, "why" | "proof">>;

function provenBreach(slo: Slo, side: Side, samples: Samples, windows: Windows): Proven | undefined {
  const counts = countsOf(slo, side, samples, windows.breachMs);
  if (counts.state !== "counted") return undefined;
  if (slo.indicator.kind !== "events" && errorRateOf(slo) === 0) {
    return counts.failures >= 1 ? proven("first", counts, windows.breachMs) : undefined;
  }
  if (
    counts.failures >= BREACH_LEAST_FAILURES &&
    tailsOf(slo, counts, windows.breachMs).breach <= BREACH_ALPHA
  ) {
    return proven("tail", counts, windows.breachMs);
  }
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

/** Half or more of at least 20 samples bad in the last 15 s. */
function grossBreach(slo: Slo, side: Side, samples: Samples, windows: Windows): Proven | undefined {
  if (slo.indicator.kind !== "ratio" && slo.indicator.kind !== "latency") return undefined;
  const counts = countsOf(slo, side, samples, windows.grossMs);
  if (counts.state !== "counted" || counts.total < GROSS_LEAST_SAMPLES) return undefined;
  return counts.failures * 2 >= counts.total ? proven("gross", counts, windows.grossMs) : undefined;
}

function proven(rule: NonNullable<SloJudgement["proof"]>["rule"], counts: Counts, windowMs: number): Proven {
  const why = `${counts.failures.toLocaleString("en-US")} of ${counts.total.toLocaleString("en-US")} bad in ${windowMs / 1000} s`;
  return { why, proof: { rule, failures: counts.failures, samples: counts.total, windowMs } };
}
