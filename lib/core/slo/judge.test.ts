import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Slo } from "../plan/plan.ts";
import { type JudgeContext, judgeSlo } from "./judge.ts";
import { countKeys, valueKey } from "./queries.ts";
import type { Sample } from "./samples.ts";
import {
  ALL_GOOD,
  contextOf,
  FIGURE,
  NOW,
  P99,
  RESTARTS,
  samplesOf,
  type Seen,
  sloOf,
} from "./testing/slo.ts";

const SLO = sloOf();
const judge = (slo: Slo, seen: Seen, change: Partial<JudgeContext> = {}) => {
  const context = contextOf(change);
  return judgeSlo(slo, "green", samplesOf(slo, "green", context, seen), context);
};
const clean = (total: number): Seen => ({ evidence: { total, bad: 0 } });
const previous = (verdict: "pass" | "insufficient", provisional = false) => ({ verdict, provisional });

describe("a pass", () => {
  it("takes 0.05 at the first look and 0.01 at later ones", () => {
    expect(judge(SLO, clean(2_995)).verdict).toBe("pass");
    expect(judge(SLO, clean(2_994))).toMatchObject({
      verdict: "insufficient",
      needed: 2_995,
      samples: 2_994,
    });
    expect(judge(SLO, clean(4_602), { lookedBefore: true })).toMatchObject({
      verdict: "insufficient",
      needed: 4_603,
    });
    expect(judge(SLO, clean(4_603), { lookedBefore: true }).verdict).toBe("pass");
  });

  it("of the first look stands while its tail stays at 0.05, and falls with it", () => {
    const later = { lookedBefore: true, previous: previous("pass") };
    expect(judge(SLO, clean(3_000), later).verdict).toBe("pass");
    expect(judge(SLO, { evidence: { total: 3_100, bad: 1 } }, later)).toMatchObject({
      verdict: "insufficient",
      needed: 4_742,
    });
  });

  it("that has fallen comes back at the level of later looks only", () => {
    const fallen = { lookedBefore: true, previous: previous("insufficient") };
    expect(judge(SLO, { evidence: { total: 4_742, bad: 1 } }, fallen).verdict).toBe("insufficient");
  });

  it("is provisional until the bake is done, and gives no first look that would stand", () => {
    expect(judge(SLO, clean(3_000), { baked: false })).toMatchObject({ verdict: "pass", provisional: true });
    expect(judge(SLO, clean(3_000), { lookedBefore: true, previous: previous("pass", true) }).verdict).toBe(
      "insufficient",
    );
  });

  it("without a bake comes when the samples reach what is needed, and is looked at harder once it fell", () => {
    const noBake = { bakeMs: 0 };
    expect(judge(SLO, clean(2_994), noBake).looked).toBeUndefined();
    expect(judge(SLO, clean(2_995), noBake)).toMatchObject({
      verdict: "pass",
      provisional: false,
      looked: true,
    });
    const fallen = judge(
      SLO,
      { evidence: { total: 3_100, bad: 1 } },
      { ...noBake, previous: { ...previous("pass"), looked: true } },
    );
    expect(fallen).toMatchObject({ verdict: "insufficient", looked: true });
    const back = { ...noBake, previous: { ...previous("insufficient"), looked: true as const } };
    expect(judge(SLO, { evidence: { total: 4_742, bad: 1 } }, back).verdict).toBe("insufficient");
  });

  it("of a P99 counts what is above the threshold", () => {
    expect(judge(P99, clean(299)).verdict).toBe("pass");
    expect(judge(P99, { evidence: { total: 472, bad: 1 } })).toMatchObject({
      verdict: "insufficient",
      needed: 473,
    });
  });

  it("shows how many failures it still allows", () => {
    expect(judge(SLO, { evidence: { total: 5_000, bad: 0 } }).allowed).toBe(1);
    expect(judge(SLO, clean(100)).allowed).toBeUndefined();
  });
});

describe("an objective of 100 %", () => {
  it("passes with 2,995 samples and shows the bound 3/n", () => {
    expect(judge(ALL_GOOD, clean(2_994))).toMatchObject({ verdict: "insufficient", needed: 2_995 });
    const passed = judge(ALL_GOOD, clean(3_000));
    expect(passed.verdict).toBe("pass");
    expect(passed.upperBound).toBeCloseTo(0.1, 10);
  });

  it("is breached by the first violation", () => {
    const found = judge(ALL_GOOD, { evidence: { total: 10, bad: 1 } });
    expect(found).toMatchObject({ verdict: "breach", proof: { rule: "first", failures: 1 } });
    expect(found.upperBound).toBeUndefined();
  });

  it("forgives a violation older than the window to nobody: it never passes on that evidence", () => {
    const found = judge(ALL_GOOD, { evidence: { total: 9_000, bad: 1 }, breach: { total: 3_000, bad: 0 } });
    expect(found.verdict).toBe("insufficient");
  });
});

describe("a breach", () => {
  it("takes at least 3 failures, however unlikely fewer are", () => {
    expect(judge(SLO, { evidence: { total: 10, bad: 2 } }).verdict).toBe("insufficient");
    expect(judge(SLO, { evidence: { total: 10, bad: 3 } })).toMatchObject({
      verdict: "breach",
      proof: { rule: "tail", failures: 3, samples: 10 },
    });
  });

  it("takes a tail of 0.001: 3 in 200 of 99.9 %, not 3 in 220", () => {
    // P(K ≥ 3 in 186 at 0.001) = 0.00096, in 190 it is 0.00102.
    expect(judge(SLO, { evidence: { total: 186, bad: 3 } }).verdict).toBe("breach");
    expect(judge(SLO, { evidence: { total: 192, bad: 3 } }).verdict).toBe("insufficient");
  });

  it("is looked for in the window alone, not in all of the evidence", () => {
    const found = judge(SLO, {
      evidence: { total: 100_000, bad: 6 },
      breach: { total: 500, bad: 5 },
    });
    expect(found).toMatchObject({ verdict: "breach", proof: { windowMs: 300_000 } });
  });

  it("of a burn rate needs both windows above the limit with 3 failures in each", () => {
    const aged = { evidenceSince: NOW - 7 * 3_600_000, bakeMs: 6 * 3_600_000 };
    const context = contextOf(aged);
    const samples = samplesOf(SLO, "green", context, {
      evidence: { total: 100_000, bad: 20 },
      breach: { total: 1_000, bad: 2 },
    });
    const set = (windowMs: number, total: number, bad: number) => {
      const keys = countKeys("green", SLO.name, windowMs);
      samples.set(keys.total, { state: "value", value: total, at: NOW });
      samples.set(keys.good, { state: "value", value: total - bad, at: NOW });
    };
    set(3_600_000, 12_000, 200);
    // The short window is as long as the look-back of a breach: 5 m.
    set(300_000, 1_000, 2);
    expect(judgeSlo(SLO, "green", samples, context).verdict).not.toBe("breach");
    set(1_800_000, 1_000, 7);
    set(21_600_000, 72_000, 440);
    expect(judgeSlo(SLO, "green", samples, context)).toMatchObject({
      verdict: "breach",
      proof: { rule: "burn", windowMs: 21_600_000 },
    });
    set(21_600_000, 72_000, 430);
    expect(judgeSlo(SLO, "green", samples, context).verdict).not.toBe("breach");
  });

  it("of events is a Poisson test: 14 in an hour at 5 an hour, not 13", () => {
    const hour = { evidenceSince: NOW - 3_600_000 };
    const slo = { ...RESTARTS, windowMs: 3_600_000 };
    expect(judge(slo, { evidence: { total: 0, bad: 13 } }, hour).verdict).toBe("insufficient");
    expect(judge(slo, { evidence: { total: 0, bad: 14 } }, hour).verdict).toBe("breach");
  });

  it("that is gross counts while the weight settles: half of at least 20 in 15 s", () => {
    const settling = { evidenceSince: NOW + 60_000 };
    const gross = (total: number, bad: number) =>
      judge(SLO, { evidence: { total: 0, bad: 0 }, gross: { total, bad } }, settling);
    expect(gross(20, 10)).toMatchObject({ verdict: "breach", proof: { rule: "gross", windowMs: 15_000 } });
    expect(gross(20, 9).verdict).toBe("insufficient");
    expect(gross(19, 19).verdict).toBe("insufficient");
    expect(judge(SLO, { evidence: { total: 1_000, bad: 300 } }, settling).verdict).toBe("insufficient");
  });

  it("of a 100 % objective is no breach while the weight settles, unless it is gross", () => {
    const settling = { evidenceSince: NOW + 1 };
    expect(judge(ALL_GOOD, { evidence: { total: 100, bad: 5 } }, settling).verdict).toBe("insufficient");
  });
});

describe("events", () => {
  const after = (hours: number, bad: number, change: Partial<JudgeContext> = {}) =>
    judge(
      RESTARTS,
      { evidence: { total: 0, bad }, breach: { total: 0, bad: 0 } },
      { evidenceSince: NOW - hours * 3_600_000, ...change },
    );

  it("pass by the time watched, in seconds", () => {
    expect(after(0.59, 0)).toMatchObject({ verdict: "insufficient", samples: 2_124, needed: 2_158 });
    expect(after(0.6, 0).verdict).toBe("pass");
    expect(after(0.94, 1).verdict).toBe("insufficient");
    expect(after(0.95, 1).verdict).toBe("pass");
    expect(after(1.26, 2).verdict).toBe("pass");
  });
});

describe("a plain value", () => {
  const at = (value: number, change: Partial<JudgeContext> = {}) => {
    const context = contextOf(change);
    const samples = new Map<string, Sample>([[valueKey("green", "lag"), { state: "value", value, at: NOW }]]);
    return judgeSlo(FIGURE, "green", samples, context);
  };

  it("is judged by one sample, at its bound", () => {
    expect(at(10)).toMatchObject({ verdict: "pass", samples: 1, needed: 1, value: 10 });
    expect(at(10.1)).toMatchObject({ verdict: "breach", samples: 1, needed: 1, proof: { rule: "value" } });
  });

  it("waits while the weight settles", () => {
    expect(at(99, { evidenceSince: NOW + 1 }).verdict).toBe("insufficient");
    expect(at(99, { evidenceSince: NOW }).verdict).toBe("insufficient");
  });

  it("is blind without an answer, whatever the kind of nothing (F19)", () => {
    const nothings: (Sample | undefined)[] = [
      undefined,
      { state: "empty" },
      { state: "nan" },
      { state: "value", value: Number.POSITIVE_INFINITY, at: NOW },
      { state: "value", value: Number.NaN, at: NOW },
      { state: "blind", why: "2 series instead of one" },
    ];
    for (const sample of nothings) {
      const samples = new Map(sample ? [[valueKey("green", "lag"), sample]] : []);
      const found = judgeSlo(FIGURE, "green", samples, contextOf());
      expect(found.verdict).toBe("blind");
      expect(found.value).toBeUndefined();
    }
  });
});

describe("bad evidence", () => {
  const fresh = (age: number) => ({ evidenceSince: NOW - age });
  const without = (age: number, key: "total" | "good", sample: Sample): string => {
    const context = contextOf(fresh(age));
    const samples = samplesOf(SLO, "green", context, clean(5_000));
    samples.set(countKeys("green", SLO.name, age)[key], sample);
    return judgeSlo(SLO, "green", samples, context).verdict;
  };

  it("is blind when the source has no sample in freshFor (F23)", () => {
    expect(judge(SLO, { ...clean(5_000), fresh: { state: "empty" } })).toMatchObject({
      verdict: "blind",
      why: "no sample in the last 60 s",
    });
    expect(judge(SLO, { ...clean(5_000), fresh: "none" }).verdict).toBe("blind");
    expect(judge(SLO, { ...clean(5_000), fresh: { state: "empty" } }, fresh(1_000)).verdict).toBe("blind");
  });

  it("that is empty or NaN is too little while the evidence is younger than freshFor, blind from then on", () => {
    for (const sample of [{ state: "empty" }, { state: "nan" }] as const) {
      for (const key of ["total", "good"] as const) {
        expect(without(59_000, key, sample)).toBe("insufficient");
        expect(without(60_000, key, sample)).toBe("blind");
      }
    }
  });

  it("with no series of successes proves no breach: unknown is not bad either (F19)", () => {
    const context = contextOf();
    const samples = samplesOf(SLO, "green", context, clean(5_000));
    for (const key of samples.keys()) if (key.includes("/good/")) samples.set(key, { state: "empty" });
    expect(judgeSlo(SLO, "green", samples, context).verdict).toBe("blind");
  });

  it("with more series than one, an error or a warning is blind at once, and says why (F20, F21, F22)", () => {
    const context = contextOf(fresh(1_000));
    const samples = samplesOf(SLO, "green", context, clean(50));
    samples.set(valueKey("green", SLO.name), { state: "blind", why: "2 series instead of one: {a}, {b}" });
    expect(judgeSlo(SLO, "green", samples, context)).toMatchObject({
      verdict: "blind",
      why: "2 series instead of one: {a}, {b}",
    });
  });

  it("of no traffic at all is blind, and of little traffic says how much is missing (F24)", () => {
    expect(judge(SLO, { ...clean(0), value: { state: "nan" } }).verdict).toBe("blind");
    expect(judge(SLO, clean(4))).toMatchObject({ verdict: "insufficient", why: "4 of 2,995" });
  });

  it("of another SLO or side blinds nobody else (F58)", () => {
    const context = contextOf();
    const samples = samplesOf(SLO, "green", context, clean(5_000));
    samples.set("blue/availability/value", { state: "blind", why: "down" });
    samples.set("green/availability-2/value", { state: "blind", why: "down" });
    expect(judgeSlo(SLO, "green", samples, context).verdict).toBe("pass");
  });
});

it("a ratio with an upper bound counts its numerator as failures", () => {
  const slo = sloOf({ objective: { bound: "below", value: 1, unit: "%" } });
  const context = contextOf();
  const samples = samplesOf(slo, "green", context, { evidence: { total: 1_000, bad: 1_000 } });
  // `good` is what samplesOf calls total − bad: no failures at all.
  expect(judgeSlo(slo, "green", samples, context)).toMatchObject({ verdict: "pass", failures: 0 });
});

it("counts are rounded as the contract says: fractions of increase() are no failures", () => {
  const context = contextOf();
  const samples = samplesOf(ALL_GOOD, "green", context, clean(3_000));
  for (const [key] of samples)
    if (key.includes("/good/") && key.endsWith("600000"))
      samples.set(key, { state: "value", value: 2_999.6, at: NOW });
  expect(judgeSlo(ALL_GOOD, "green", samples, context)).toMatchObject({ verdict: "pass", failures: 0 });
});

describe("properties of verdicts", () => {
  const RANK = { breach: 0, blind: 1, insufficient: 1, pass: 2 } as const;
  const anySlo = fc.constantFrom(SLO, P99, ALL_GOOD, RESTARTS);
  const anyLook = fc.record({
    baked: fc.boolean(),
    lookedBefore: fc.boolean(),
    bakeMs: fc.constantFrom(0, 3_600_000),
  });

  it("more failures never turn a breach into a pass, nor improve any verdict", () => {
    fc.assert(
      fc.property(
        anySlo,
        anyLook,
        fc.integer({ min: 1, max: 30_000 }),
        fc.nat(60),
        fc.nat(60),
        (slo, look, total, k, more) => {
          const bad = Math.min(k, total);
          const worse = Math.min(bad + more, total);
          const one = judge(slo, { evidence: { total, bad } }, look);
          const other = judge(slo, { evidence: { total, bad: worse } }, look);
          expect(RANK[other.verdict]).toBeLessThanOrEqual(RANK[one.verdict]);
        },
      ),
    );
  });

  it("more clean samples never take a pass away", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(SLO, P99, ALL_GOOD),
        anyLook,
        fc.nat(30_000),
        fc.nat(30_000),
        (slo, look, total, more) => {
          if (judge(slo, clean(total), look).verdict !== "pass") return;
          expect(judge(slo, clean(total + more), look).verdict).toBe("pass");
        },
      ),
    );
  });

  it("a pass always has the samples it says are needed, and what is insufficient has not", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(SLO, P99, ALL_GOOD),
        anyLook,
        fc.integer({ min: 1, max: 60_000 }),
        fc.nat(10),
        (slo, look, total, k) => {
          const found = judge(
            slo,
            { evidence: { total, bad: Math.min(k, total) }, breach: { total: 0, bad: 0 } },
            look,
          );
          const { samples = 0, needed = 0, failures = 0 } = found;
          if (found.verdict === "pass") expect(samples).toBeGreaterThanOrEqual(needed);
          if (found.verdict === "insufficient" && !(slo === ALL_GOOD && failures > 0))
            expect(samples).toBeLessThan(needed);
        },
      ),
    );
  });

  it("whatever the source answers, the verdict is one of four, and pass only on finite counts", () => {
    const sample: fc.Arbitrary<Sample> = fc.oneof(
      fc.double().map((value) => ({ state: "value" as const, value, at: NOW })),
      fc.constantFrom<Sample>({ state: "empty" }, { state: "nan" }, { state: "blind", why: "x" }),
    );
    fc.assert(
      fc.property(
        anySlo,
        anyLook,
        fc.array(sample, { minLength: 20, maxLength: 20 }),
        (slo, look, answers) => {
          const context = contextOf(look);
          const keys = [...samplesOf(slo, "green", context, clean(1)).keys()];
          const samples = new Map(keys.map((key, index) => [key, answers[index % 20] as Sample]));
          const found = judgeSlo(slo, "green", samples, context);
          expect(Object.keys(RANK)).toContain(found.verdict);
          if (found.verdict !== "pass") return;
          for (const one of samples.values()) expect(one.state).not.toBe("blind");
          expect(Number.isFinite(found.value)).toBe(true);
        },
      ),
    );
  });
});
