import type { SloJudgement } from "../engine/assessment.ts";
import type { Slo } from "../plan/plan.ts";
import type { SloStatus } from "../status/status.ts";
import type { Counts } from "./counts.ts";
import { allowsNone, errorRateOf, tailsOf } from "./rates.ts";
import { expectedForPass, failuresAllowed, samplesForPass, upperBoundOfNone } from "./statistics.ts";

/** Tail at the first look, and at every later one: looking every second is not looking once. */
export const FIRST_LOOK_ALPHA = 0.05;
export const LATER_LOOK_ALPHA = 0.01;
/** What a pass at 99.9 % takes without a failure: a 100 % objective can be refuted, never proven. */
export const SAMPLES_FOR_ALL_GOOD = 2_995;

export type Look = {
  bakeMs: number;
  /** Whether `bakedFor` has reached `atLeast`: before that a pass is provisional. Always true without a bake. */
  baked: boolean;
  /** Whether the bake had reached `atLeast` before this look. Of no meaning without a bake. */
  lookedBefore: boolean;
  /** What this evidence was judged as before; undefined when the evidence began anew. */
  previous: Pick<SloStatus, "verdict" | "provisional" | "looked"> | undefined;
};

/** Without a bake the first look is taken when the samples reach `needed`, so it is the first that passes. */
export const hadFirstLook = ({ bakeMs, lookedBefore, previous }: Look): boolean =>
  bakeMs > 0 ? lookedBefore : previous?.looked === true;

/** A pass of the first look stands while the evidence still carries it at the level of that look. */
export function alphaOf(look: Look): number {
  const stands = look.previous?.verdict === "pass" && !look.previous.provisional;
  return hadFirstLook(look) && !stands ? LATER_LOOK_ALPHA : FIRST_LOOK_ALPHA;
}

type Facts = Required<Pick<SloJudgement, "samples" | "needed" | "failures">> &
  Pick<SloJudgement, "allowed" | "upperBound">;

/** The figures shown with a verdict. Events are judged by the time watched: their samples are seconds. */
export function factsOf(slo: Slo, counts: Counts, windowMs: number, alpha: number): Facts {
  const { failures, total: samples } = counts;
  if (slo.indicator.kind === "events") {
    const perSecond = slo.objective.value / (slo.indicator.perMs / 1000);
    return {
      samples: windowMs / 1000,
      needed: Math.ceil(expectedForPass(failures, alpha) / perSecond),
      failures,
    };
  }
  if (allowsNone(slo))
    return {
      samples,
      needed: SAMPLES_FOR_ALL_GOOD,
      failures,
      ...(failures === 0 && { upperBound: 100 * upperBoundOfNone(samples) }),
    };
  const rate = errorRateOf(slo);
  const allowed = failuresAllowed(samples, rate, alpha);
  return {
    samples,
    needed: samplesForPass(failures, rate, alpha),
    failures,
    ...(allowed >= 0 && { allowed }),
  };
}

/** What a pass takes before anything was seen. */
export function neededAtFirst(slo: Slo): number {
  if (slo.indicator.kind === "value") return 1;
  return factsOf(slo, { state: "counted", total: 0, failures: 0 }, 0, FIRST_LOOK_ALPHA).needed;
}

export function passes(slo: Slo, counts: Counts, windowMs: number, alpha: number): boolean {
  if (allowsNone(slo)) return counts.failures === 0 && counts.total >= SAMPLES_FOR_ALL_GOOD;
  return tailsOf(slo, counts, windowMs).pass <= alpha;
}

/** Error rate over the one that the objective allows; undefined where there is no such rate. */
export function burnOf(slo: Slo, counts: Counts, windowMs: number): number | undefined {
  if (allowsNone(slo)) return undefined;
  if (slo.indicator.kind === "events")
    return (counts.failures * slo.indicator.perMs) / (slo.objective.value * windowMs);
  return counts.total === 0 ? 0 : counts.failures / counts.total / errorRateOf(slo);
}
