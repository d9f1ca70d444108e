import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  binomialTails,
  expectedForPass,
  failuresAllowed,
  poissonTails,
  samplesForPass,
  upperBoundOfNone,
} from "./statistics.ts";
import { randomFrom, untilFailure } from "./testing/random.ts";

const P_9995 = 0.0005;

describe("samples needed for a pass at 0.05 with k = 0 to 5 failures", () => {
  it.each([
    ["99.95 %", P_9995, [5_990, 9_486, 12_590, 15_505, 18_305, 21_024]],
    ["99.9 %", 0.001, [2_995, 4_742, 6_294, 7_752, 9_151, 10_511]],
    ["99 %, a P99", 0.01, [299, 473, 628, 773, 913, 1_049]],
  ])("of %s", (_objective, p0, needed) => {
    expect(needed.map((_, k) => samplesForPass(k, p0, 0.05))).toEqual(needed);
  });
});

describe("breach of 99.95 % at 0.05", () => {
  it.each([
    [1_000, 3],
    [2_000, 4],
    [10_000, 10],
  ])("in %i samples takes %i failures", (n, k) => {
    expect(binomialTails(k, n, P_9995).breach).toBeLessThanOrEqual(0.05);
    expect(binomialTails(k - 1, n, P_9995).breach).toBeGreaterThan(0.05);
  });
});

describe("restarts below 5 an hour", () => {
  it.each([
    [0, 0.6],
    [1, 0.95],
    [2, 1.26],
  ])("pass with %i after %f h", (events, hours) => {
    expect(expectedForPass(events, 0.05) / 5).toBeCloseTo(hours, 2);
    expect(poissonTails(events, 5 * (hours + 0.005)).pass).toBeLessThanOrEqual(0.05);
    expect(poissonTails(events, 5 * (hours - 0.01)).pass).toBeGreaterThan(0.05);
  });

  it("are breached by 10 in an hour, not by 9", () => {
    expect(poissonTails(10, 5).breach).toBeLessThanOrEqual(0.05);
    expect(poissonTails(9, 5).breach).toBeGreaterThan(0.05);
  });
});

it("bounds the failure rate after n clean samples by 3/n, which the exact test confirms", () => {
  expect(upperBoundOfNone(2_995)).toBeCloseTo(0.001, 5);
  expect(upperBoundOfNone(0)).toBe(1);
  expect(upperBoundOfNone(2)).toBe(1);
  for (const n of [300, 2_995, 50_000]) {
    // The rule is an approximation from above: at its bound the exact tail is just under 5 %.
    expect(binomialTails(0, n, upperBoundOfNone(n)).pass).toBeLessThan(0.05);
    expect(binomialTails(0, n, upperBoundOfNone(n)).pass).toBeGreaterThan(0.048);
  }
});

describe("looking at every failure", () => {
  /** Whether a green with error rate `p` is declared in breach of `p0` within `n` samples, looked at after each failure. */
  function isBreached(random: () => number, p: number, n: number, alpha: number, least: number): boolean {
    let at = 0;
    for (let k = 1; ; k += 1) {
      at += untilFailure(random, p);
      if (at > n) return false;
      if (k >= least && binomialTails(k, at, P_9995).breach <= alpha) return true;
    }
  }
  function percent(p: number, n: number, alpha: number, least: number, runs: number): number {
    const random = randomFrom(n + runs);
    let hits = 0;
    for (let run = 0; run < runs; run += 1) if (isBreached(random, p, n, alpha, least)) hits += 1;
    return (100 * hits) / runs;
  }

  // The published ranges, widened by three standard deviations of a simulation of this many runs.
  it.each([
    ["exactly at the objective", 1, 19, 32, 3],
    ["at half its error rate", 2, 3, 5, 1.5],
    ["at a quarter of it", 4, 1, 2, 0.8],
  ])("at 0.05 rolls back wrongly %s", (_, divisor, low, high, margin) => {
    for (const n of [6_000, 24_000]) {
      const wrong = percent(P_9995 / divisor, n, 0.05, 1, 2_000);
      expect(wrong).toBeGreaterThan(low - margin);
      expect(wrong).toBeLessThan(high + margin);
    }
  });

  it.each([
    ["exactly at the objective", 1, 0.5, 1.4, 0.5],
    ["at half its error rate", 2, 0, 0.03, 0.1],
    ["at a quarter of it", 4, 0, 0, 0.05],
  ])("at 0.001 with at least 3 failures hardly ever does %s", (_, divisor, low, high, margin) => {
    for (const n of [6_000, 24_000]) {
      const wrong = percent(P_9995 / divisor, n, 0.001, 3, 4_000);
      expect(wrong).toBeGreaterThanOrEqual(Math.max(0, low - margin));
      expect(wrong).toBeLessThan(high + margin);
    }
  });

  it.each([
    [0.1, 27],
    [0.02, 142],
    [0.005, 653],
    [0.002, 3_613],
    [0.001, 21_193],
  ])("at 0.001 an error rate of %f is declared after a median of %i samples", (p, median) => {
    const random = randomFrom(7);
    const runs = 801;
    const taken = Array.from({ length: runs }, () => {
      let at = 0;
      for (let k = 1; ; k += 1) {
        at += untilFailure(random, p);
        if (k >= 3 && binomialTails(k, at, P_9995).breach <= 0.001) return at;
      }
    }).sort((a, b) => a - b);
    const found = taken[(runs - 1) / 2] ?? 0;
    expect(found / median).toBeGreaterThan(0.85);
    expect(found / median).toBeLessThan(1.15);
  });
});

describe("properties of the exact tests", () => {
  const n = fc.integer({ min: 1, max: 50_000 });
  const p0 = fc.constantFrom(P_9995, 0.001, 0.01, 0.05, 0.5);
  const alpha = fc.constantFrom(0.05, 0.01, 0.001);

  it("more failures never make a pass likelier nor a breach less likely", () => {
    fc.assert(
      fc.property(n, p0, fc.nat(200), (total, rate, k) => {
        const fewer = Math.min(k, total - 1);
        const less = binomialTails(fewer, total, rate);
        const more = binomialTails(fewer + 1, total, rate);
        expect(more.pass).toBeGreaterThanOrEqual(less.pass);
        expect(more.breach).toBeLessThanOrEqual(less.breach);
      }),
    );
  });

  it("what is too small to have its digits is 0", () => {
    expect(binomialTails(3, 14_344, 0.05).pass).toBe(0);
    expect(binomialTails(3, 14_345, 0.05).pass).toBe(0);
    expect(binomialTails(3, 10_000, 0.05).pass).toBeGreaterThan(0);
  });

  it("more clean samples never make a pass less likely", () => {
    fc.assert(
      fc.property(n, p0, fc.nat(20), (total, rate, k) => {
        const failures = Math.min(k, total);
        expect(binomialTails(failures, total + 1, rate).pass).toBeLessThanOrEqual(
          binomialTails(failures, total, rate).pass,
        );
      }),
    );
  });

  it("the samples needed are the least that pass, and rise with each failure", () => {
    fc.assert(
      fc.property(p0, alpha, fc.nat(30), (rate, level, k) => {
        const needed = samplesForPass(k, rate, level);
        expect(binomialTails(k, needed, rate).pass).toBeLessThanOrEqual(level);
        if (needed > k + 1) expect(binomialTails(k, needed - 1, rate).pass).toBeGreaterThan(level);
        expect(samplesForPass(k + 1, rate, level)).toBeGreaterThan(needed);
      }),
    );
  });

  it("the failures allowed are the most that pass", () => {
    fc.assert(
      fc.property(n, p0, alpha, (total, rate, level) => {
        const allowed = failuresAllowed(total, rate, level);
        if (allowed >= 0) expect(binomialTails(allowed, total, rate).pass).toBeLessThanOrEqual(level);
        if (allowed < total) expect(binomialTails(allowed + 1, total, rate).pass).toBeGreaterThan(level);
      }),
    );
  });

  it("are right at a million samples: tails are probabilities, and the whole adds up to one", () => {
    const { pass } = binomialTails(499, 1_000_000, P_9995);
    const { breach } = binomialTails(500, 1_000_000, P_9995);
    expect(pass + breach).toBeCloseTo(1, 10);
    expect(binomialTails(0, 1_000_000, P_9995).breach).toBe(1);
  });
});
