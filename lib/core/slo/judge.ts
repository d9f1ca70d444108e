import type { SloJudgement } from "../engine/assessment.ts";
import type { Slo } from "../plan/plan.ts";
import type { Side } from "../status/status.ts";
import { blindness } from "./blindness.ts";
import { type Counts, countsOf } from "./counts.ts";
import { alphaOf, burnOf, factsOf, hadFirstLook, type Look, neededAtFirst, passes } from "./look.ts";
import { describeObjective, meets } from "./objective.ts";
import { grossBreach, provenBreach } from "./proof-of-breach.ts";
import { valueExpression } from "./promql.ts";
import { recentKey, valueKey } from "./queries.ts";
import type { Sample, Samples } from "./samples.ts";
import { type Windows, windowsOf } from "./windows.ts";

export type JudgeContext = Look & { at: number; evidenceSince: number };

/** A verdict with its figures, without what is the same for all verdicts. */
type Found = Pick<SloJudgement, "verdict" | "why"> &
  Partial<Pick<SloJudgement, "provisional" | "looked" | "proof" | "samples" | "needed">> &
  Partial<Pick<SloJudgement, "failures" | "allowed" | "burn" | "upperBound">>;

/**
 * The verdict on one SLO of one side from one tick's samples. `blind` and `insufficient` are told apart by the freshness of the source;
 * a breach needs proof (exact tails), a gross one counts even while the weight settles.
 */
export function judgeSlo(slo: Slo, side: Side, samples: Samples, context: JudgeContext): SloJudgement {
  const ageMs = context.at - context.evidenceSince;
  const windows = windowsOf(slo, ageMs, context.bakeMs);
  const value = samples.get(valueKey(side, slo.name));
  const recent = samples.get(recentKey(side, slo.name));
  return {
    name: slo.name,
    side,
    title: slo.title,
    unit: slo.objective.unit,
    objective: describeObjective(slo.objective),
    bound: { op: slo.objective.bound, value: slo.objective.value },
    query: valueExpression(slo, side, windows.evidenceMs),
    provisional: false,
    ...(value?.state === "value" && Number.isFinite(value.value) && { value: value.value, asOf: value.at }),
    ...(recent?.state === "value" && Number.isFinite(recent.value) && { recent: recent.value }),
    ...find(slo, side, samples, value, windows, context),
  };
}

function find(
  slo: Slo,
  side: Side,
  samples: Samples,
  value: Sample | undefined,
  windows: Windows,
  context: JudgeContext,
): Found {
  const ageMs = context.at - context.evidenceSince;
  const gross = grossBreach(slo, side, samples, windows);
  if (gross) return { verdict: "breach", ...gross };
  const blind = blindness(slo, side, samples, value, windows, ageMs);
  if (blind !== undefined) return { verdict: "blind", why: blind };
  // Nothing of before counts: not even the one second that a window is at least long.
  if (ageMs <= 0) {
    const why = ageMs < 0 ? "the weight is settling" : "the evidence begins";
    return { verdict: "insufficient", why, samples: 0, needed: neededAtFirst(slo) };
  }
  if (slo.indicator.kind === "value") return findByValue(slo, value, context);
  const counts = countsOf(slo, side, samples, windows.evidenceMs);
  if (counts.state !== "counted")
    return { verdict: "insufficient", why: counts.why, samples: 0, needed: neededAtFirst(slo) };
  const facts = factsOf(slo, counts, windows.evidenceMs, alphaOf(context));
  const lately = countsOf(slo, side, samples, windows.breachMs);
  const burn = lately.state === "counted" ? burnOf(slo, lately, windows.breachMs) : undefined;
  const shown = {
    ...facts,
    ...(burn !== undefined && { burn }),
    ...(context.bakeMs === 0 && hadFirstLook(context) && { looked: true as const }),
  };
  const proof = provenBreach(slo, side, samples, windows);
  if (proof) return { ...shown, verdict: "breach", ...proof };
  return { ...shown, ...passOrWait(slo, counts, windows, facts, context) };
}

/** One figure against its objective: no statistics, so the first miss is a breach. */
function findByValue(slo: Slo, value: Sample | undefined, context: JudgeContext): Found {
  if (value?.state !== "value" || !Number.isFinite(value.value))
    return { verdict: "insufficient", why: "no sample yet", samples: 0, needed: 1 };
  const good = meets(slo.objective, value.value);
  const why = `${value.value} ${good ? "meets" : "misses"} ${describeObjective(slo.objective)}`;
  const shown = { why, samples: 1, needed: 1 };
  if (good) return { ...shown, verdict: "pass", provisional: !context.baked };
  return { ...shown, verdict: "breach", proof: { rule: "value", failures: 1, samples: 1, windowMs: 0 } };
}

function passOrWait(
  slo: Slo,
  counts: Counts,
  windows: Windows,
  facts: { samples: number; needed: number },
  context: JudgeContext,
): Found {
  const isEvents = slo.indicator.kind === "events";
  if (passes(slo, counts, windows.evidenceMs, alphaOf(context))) {
    const why = isEvents
      ? `${counts.failures} events in ${facts.samples} s`
      : `${counts.failures} of ${counts.total} failed`;
    const looked = context.bakeMs > 0 ? {} : { looked: true as const };
    return { verdict: "pass", why, provisional: !context.baked, ...looked };
  }
  const why = `${facts.samples.toLocaleString("en-US")} of ${facts.needed.toLocaleString("en-US")}${isEvents ? " s" : ""}`;
  return { verdict: "insufficient", why };
}
