import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sloOf } from "./testing/slo.ts";
import { windowsOf } from "./windows.ts";

const HOUR = 3_600_000;
const SLO = sloOf({ windowMs: 300_000 });

describe("the windows of a look", () => {
  it("are the whole evidence for a pass, and at most the SLO's own for a breach", () => {
    expect(windowsOf(SLO, 60_000, HOUR)).toMatchObject({ evidenceMs: 60_000, breachMs: 60_000 });
    expect(windowsOf(SLO, 2 * HOUR, HOUR)).toMatchObject({ evidenceMs: 2 * HOUR, breachMs: 300_000 });
  });

  it("are never below 1 s, also while the weight settles", () => {
    for (const age of [-90_000, 0, 400])
      expect(windowsOf(SLO, age, HOUR)).toMatchObject({ evidenceMs: 1_000, breachMs: 1_000, burn: [] });
  });

  it("of burn rates are those of the SRE workbook in a bake of six hours", () => {
    expect(windowsOf(SLO, 24 * HOUR, 6 * HOUR).burn).toEqual([
      { longMs: HOUR, shortMs: HOUR / 12, limit: 14.4 },
      { longMs: 6 * HOUR, shortMs: HOUR / 2, limit: 6 },
    ]);
  });

  it("of burn rates shrink with a shorter bake, and wait until the evidence is as long", () => {
    const scaled = windowsOf(SLO, 24 * HOUR, HOUR).burn;
    expect(scaled).toEqual([
      { longMs: 600_000, shortMs: 50_000, limit: 14.4 },
      { longMs: HOUR, shortMs: 300_000, limit: 6 },
    ]);
    expect(windowsOf(SLO, 600_000 - 1, HOUR).burn).toEqual([]);
    expect(windowsOf(SLO, 600_000, HOUR).burn).toHaveLength(1);
  });

  it("are whole seconds, so that a query is the same text for a second", () => {
    fc.assert(
      fc.property(fc.integer({ min: -HOUR, max: 48 * HOUR }), fc.nat(24 * HOUR), (age, bake) => {
        const { evidenceMs, breachMs, grossMs, burn } = windowsOf(SLO, age, bake);
        for (const ms of [evidenceMs, breachMs, grossMs, ...burn.flatMap((one) => [one.longMs, one.shortMs])])
          expect(ms % 1_000).toBe(0);
        for (const one of burn) expect(one.longMs).toBeGreaterThanOrEqual(2 * one.shortMs);
      }),
    );
  });
});
