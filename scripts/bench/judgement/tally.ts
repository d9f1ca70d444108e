import { quantile } from "../table.ts";
import type { Trace } from "./trace.ts";

/** What a rule made of the traces of one class. */
export type Tally = { traces: number; wrong: number; breaches: number; missed: number; times: number[] };

export const emptyTally = (): Tally => ({ traces: 0, wrong: 0, breaches: 0, missed: 0, times: [] });

/** A rollback before the breach is a wrong one, and the breach was never there to be found. */
export function count(tally: Tally, trace: Trace, rolledBackAt: number | undefined): void {
  const { breachAt } = trace;
  tally.traces += 1;
  if (rolledBackAt !== undefined && (breachAt === undefined || rolledBackAt < breachAt)) {
    tally.wrong += 1;
    return;
  }
  if (breachAt === undefined) return;
  tally.breaches += 1;
  if (rolledBackAt === undefined) tally.missed += 1;
  // A rule that decides at the end of the second in which it begins has taken that second.
  else tally.times.push(rolledBackAt - breachAt + 1);
}

export function merge(into: Tally, from: Tally): void {
  into.traces += from.traces;
  into.wrong += from.wrong;
  into.breaches += from.breaches;
  into.missed += from.missed;
  into.times.push(...from.times);
}

/** The three figures that rules are compared by, and the tail of the third. Percent and seconds; absent where no breach was left to find. */
export type Figures = { wrongPct: number; missedPct?: number; medianS?: number; p95S?: number };

export function figuresOf(tally: Tally): Figures {
  const medianS = quantile(tally.times, 0.5);
  const p95S = quantile(tally.times, 0.95);
  return {
    wrongPct: (100 * tally.wrong) / tally.traces,
    ...(tally.breaches > 0 && { missedPct: (100 * tally.missed) / tally.breaches }),
    ...(medianS !== undefined && { medianS }),
    ...(p95S !== undefined && { p95S }),
  };
}

/**
 * A class without a breach says nothing of what a rule misses and how long it takes, and a rule that never rolls back would win it. So there the
 * two are taken from all classes together.
 */
export const completed = (figures: Figures, overall: Figures): Figures =>
  figures.missedPct === undefined ? { ...overall, wrongPct: figures.wrongPct } : figures;

/** Whether `theirs` is at least as good in all three and better in one. A rule that found no breach has no time: the worst there is. */
export function dominates(theirs: Figures, ours: Figures): boolean {
  const pairs = [
    [theirs.wrongPct, ours.wrongPct],
    [theirs.missedPct ?? Infinity, ours.missedPct ?? Infinity],
    [theirs.medianS ?? Infinity, ours.medianS ?? Infinity],
  ] as const;
  return pairs.every(([their, our]) => their <= our) && pairs.some(([their, our]) => their < our);
}
