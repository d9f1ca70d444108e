import type { Slo } from "../plan/plan.ts";

/** Nothing shorter can hold two scrapes. */
const LEAST_WINDOW_MS = 1_000;
/** Length of the window in which a gross breach is looked for. */
export const GROSS_WINDOW_MS = 15_000;
const HOUR_MS = 3_600_000;
/** Shorter than this a burn rate rests on a handful of scrapes, and fires on noise. */
const LEAST_BURN_SHORT_MS = 30_000;

/** Window lengths in whole seconds, as milliseconds. */
export type Windows = { evidenceMs: number; breachMs: number; grossMs: number; burn: BurnWindow[] };

/** Both windows must exceed the limit. Google SRE Workbook, chapter 5. */
export type BurnWindow = { longMs: number; shortMs: number; limit: number };

const BURN: readonly BurnWindow[] = [
  { longMs: HOUR_MS, shortMs: HOUR_MS / 12, limit: 14.4 },
  { longMs: 6 * HOUR_MS, shortMs: HOUR_MS / 2, limit: 6 },
];

/**
 * `ageMs`: time since the evidence began, negative while the weight settles. The burn windows shrink with a bake shorter than six hours and
 * are left out while the evidence is shorter than they are.
 */
export function windowsOf(slo: Slo, ageMs: number, bakeMs: number): Windows {
  const evidenceMs = Math.max(LEAST_WINDOW_MS, wholeSeconds(ageMs));
  const scale = bakeMs > 0 ? Math.min(1, bakeMs / (6 * HOUR_MS)) : 1;
  const burn = BURN.map(({ longMs, shortMs, limit }) => {
    const short = wholeSeconds(Math.max(LEAST_BURN_SHORT_MS, shortMs * scale));
    return { shortMs: short, longMs: Math.max(2 * short, wholeSeconds(longMs * scale)), limit };
  }).filter(({ longMs }) => longMs <= ageMs);
  return {
    evidenceMs,
    breachMs: Math.min(evidenceMs, wholeSeconds(slo.windowMs)),
    grossMs: GROSS_WINDOW_MS,
    burn,
  };
}

const wholeSeconds = (ms: number): number => Math.max(1, Math.floor(ms / 1000)) * 1000;
