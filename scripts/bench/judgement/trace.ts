import { randomFrom, untilFailure } from "../../../lib/core/slo/testing/random.ts";

/** The objective that all rules judge by, 99.95 %, as the error rate that it allows. */
export const ALLOWED = 0.0005;
/** A stage of half an hour: the slowest documented rule needs 20 minutes of breach. */
export const STAGE_SECONDS = 1_800;
/** The default `window` of an SLO: what its objective is meant over. */
const SLO_WINDOW_SECONDS = 300;

/** One stage of green, second by second. Counts are running totals: index t holds what was counted up to the end of second t. */
export type Trace = {
  total: Float64Array;
  bad: Float64Array;
  /** 1 where the metrics source does not answer at that second. */
  blind: Uint8Array;
  /** The second from which green's true error rate is above what the objective allows; absent where it never is. */
  breachAt?: number;
};

export type TraceClass = (typeof TRACE_CLASSES)[number];
export const TRACE_CLASSES = [
  "healthy",
  "slow degradation",
  "step failure",
  "flapping",
  "low traffic",
  "blind spells",
] as const;

/** What happens in a stage, before chance: `rate(t)` is green's true error rate in second t. */
type Story = { perSecond: number; rate: (t: number) => number; breachAt?: number; blind?: Uint8Array };
type Random = () => number;

/** The same class and seed give the same trace. */
export function traceOf(kind: TraceClass, seed: number): Trace {
  const random = randomFrom(seed * 64 + TRACE_CLASSES.indexOf(kind));
  return play(STORIES[kind](random, seed), random);
}

const between = (random: Random, low: number, high: number): number => low + random() * (high - low);
/** Evenly on a logarithmic scale. */
const scaled = (random: Random, low: number, high: number): number => low * (high / low) ** random();
/** A green that meets its objective, anywhere from without a failure to exactly at it. */
const healthyRate = (random: Random): number => random() * ALLOWED;
const busy = (random: Random): number => between(random, 100, 200);

const STORIES: Record<TraceClass, (random: Random, seed: number) => Story> = {
  healthy: (random) => {
    const rate = healthyRate(random);
    return { perSecond: busy(random), rate: () => rate };
  },
  "slow degradation": (random) => {
    const before = healthyRate(random);
    const from = between(random, 60, 480);
    const takes = between(random, 300, 900);
    const worst = ALLOWED * scaled(random, 10, 100);
    const rate = (t: number) => (t < from ? before : before + ((worst - before) * (t - from)) / takes);
    const breachAt = Math.ceil(from + (takes * (ALLOWED - before)) / (worst - before));
    return { perSecond: busy(random), rate, breachAt };
  },
  "step failure": (random) => ({ perSecond: busy(random), ...stepAt(random, scaled(random, 0.003, 0.6)) }),
  flapping: (random, seed) => flapping(random, seed % 2 === 0),
  "low traffic": (random, seed) => {
    const perSecond = scaled(random, 0.5, 5);
    const rate = healthyRate(random);
    if (seed % 2 === 0) return { perSecond, rate: () => rate };
    return { perSecond, ...stepAt(random, scaled(random, 0.02, 0.6)) };
  },
  "blind spells": (random, seed) => {
    const blind = blindSpells(random);
    const rate = healthyRate(random);
    const perSecond = busy(random);
    if (seed % 2 === 0) return { perSecond, blind, rate: () => rate };
    return { perSecond, blind, ...stepAt(random, scaled(random, 0.003, 0.6)) };
  },
};

function stepAt(random: Random, after: number): Pick<Story, "rate" | "breachAt"> {
  const before = healthyRate(random);
  const breachAt = Math.round(between(random, 120, 480));
  return { rate: (t) => (t < breachAt ? before : after), breachAt };
}

/**
 * Bursts of errors between quiet times. Half of the greens spend 3 to 20 times their budget on them; the others meet their objective in the
 * worst five minutes, anywhere from without a failure to exactly at it, however a burst looks by itself.
 */
function flapping(random: Random, isHealthy: boolean): Story {
  const period = between(random, 40, 240);
  const burst = between(random, 5, 20);
  const first = Math.round(between(random, 300, 480));
  const burstsInWorst = Math.ceil(SLO_WINDOW_SECONDS / period);
  const spent = isHealthy ? healthyRate(random) : ALLOWED * scaled(random, 3, 20);
  const within = Math.min(1, (spent * SLO_WINDOW_SECONDS) / (burstsInWorst * burst));
  const rate = (t: number) => (t >= first && (t - first) % period < burst ? within : 0);
  return { perSecond: busy(random), rate, ...(!isHealthy && { breachAt: first }) };
}

/** Three to six times of 5 to 90 s in which the source does not answer. */
function blindSpells(random: Random): Uint8Array {
  const blind = new Uint8Array(STAGE_SECONDS);
  const spells = Math.round(between(random, 3, 6));
  for (let spell = 0; spell < spells; spell += 1) {
    const from = Math.round(between(random, 60, STAGE_SECONDS - 100));
    blind.fill(1, from, from + Math.round(between(random, 5, 90)));
  }
  return blind;
}

function play(story: Story, random: Random): Trace {
  const total = new Float64Array(STAGE_SECONDS);
  const bad = new Float64Array(STAGE_SECONDS);
  let [samples, failures] = [0, 0];
  for (let t = 0; t < STAGE_SECONDS; t += 1) {
    const count = arrivals(random, story.perSecond);
    samples += count;
    failures += failed(random, count, Math.min(1, story.rate(t)));
    total[t] = samples;
    bad[t] = failures;
  }
  const blind = story.blind ?? new Uint8Array(STAGE_SECONDS);
  return { total, bad, blind, ...(story.breachAt !== undefined && { breachAt: story.breachAt }) };
}

/** Poisson for the sparse, a fifth up or down for the busy. */
function arrivals(random: Random, perSecond: number): number {
  if (perSecond > 20) return Math.round(perSecond * between(random, 0.8, 1.2));
  let count = -1;
  for (let product = 1; product > Math.exp(-perSecond); product *= random()) count += 1;
  return count;
}

/** Binomial, by the gaps between failures. */
function failed(random: Random, count: number, rate: number): number {
  if (rate <= 0) return 0;
  if (rate >= 1) return count;
  let failures = 0;
  for (let at = untilFailure(random, rate); at <= count; at += untilFailure(random, rate)) failures += 1;
  return failures;
}

/** Samples and failures of the `windowS` seconds up to second t; a window never reaches back before the stage. */
export function countIn(trace: Trace, t: number, windowS: number): { total: number; bad: number } {
  const before = t - windowS;
  const since = (totals: Float64Array) => (totals[t] ?? 0) - (before < 0 ? 0 : (totals[before] ?? 0));
  return { total: since(trace.total), bad: since(trace.bad) };
}
