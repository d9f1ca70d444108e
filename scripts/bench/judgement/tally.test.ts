import { describe, expect, it } from "vitest";
import { completed, count, dominates, emptyTally, figuresOf } from "./tally.ts";
import { ALLOWED, countIn, STAGE_SECONDS, TRACE_CLASSES, traceOf } from "./trace.ts";

describe("a rule's figures", () => {
  it("count a rollback before the breach as false, and one after it by the seconds it took", () => {
    const { total, bad, blind } = traceOf("healthy", 1);
    const tally = emptyTally();
    count(tally, { total, bad, blind, breachAt: 100 }, 50);
    count(tally, { total, bad, blind, breachAt: 100 }, 100);
    count(tally, { total, bad, blind, breachAt: 100 }, undefined);
    count(tally, { total, bad, blind }, 7);
    expect(figuresOf(tally)).toEqual({ wrongPct: 50, missedPct: 50, medianS: 1, p95S: 1 });
  });

  it("dominate others only when none of the three is worse and one is better", () => {
    const ours = { wrongPct: 1, missedPct: 0, medianS: 5 };
    expect(dominates({ ...ours }, ours)).toBe(false);
    expect(dominates({ ...ours, medianS: 4 }, ours)).toBe(true);
    expect(dominates({ ...ours, medianS: 4, wrongPct: 2 }, ours)).toBe(false);
    expect(dominates({ wrongPct: 0, missedPct: 100 }, ours)).toBe(false);
  });

  it("of a class without breaches are filled in from all classes, so that a rule that never rolls back wins none", () => {
    const overall = { wrongPct: 3, missedPct: 0, medianS: 5 };
    const ours = completed({ wrongPct: 1 }, overall);
    expect(ours).toEqual({ wrongPct: 1, missedPct: 0, medianS: 5 });
    expect(dominates(completed({ wrongPct: 0 }, { wrongPct: 0, missedPct: 100 }), ours)).toBe(false);
  });
});

describe("generated traces", () => {
  it.each(TRACE_CLASSES)("of %s are the same for the same seed, and differ between seeds", (kind) => {
    expect(traceOf(kind, 3)).toEqual(traceOf(kind, 3));
    expect(traceOf(kind, 3).total).not.toEqual(traceOf(kind, 5).total);
  });

  it.each(TRACE_CLASSES)(
    "of %s spend at most their budget before the breach, and more than it after",
    (kind) => {
      let [healthy, allowed, broken, budget] = [0, 0, 0, 0];
      for (let seed = 0; seed < 30; seed += 1) {
        const trace = traceOf(kind, seed);
        const last = STAGE_SECONDS - 1;
        const before = trace.breachAt === undefined ? last : trace.breachAt - 1;
        healthy += countIn(trace, before, STAGE_SECONDS).bad;
        allowed += ALLOWED * countIn(trace, before, STAGE_SECONDS).total;
        if (trace.breachAt === undefined) continue;
        broken += countIn(trace, last, last - before).bad;
        budget += ALLOWED * countIn(trace, last, last - before).total;
      }
      expect(healthy).toBeLessThan(allowed);
      if (kind !== "healthy") expect(broken).toBeGreaterThan(2 * budget);
    },
  );
});
