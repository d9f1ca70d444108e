import fc from "fast-check";
import { expect, it } from "vitest";
import { Pace } from "./pace.ts";

it("keeps its rate over ticks of any length", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 100 }),
      (perSecond, ticks) => {
        const pace = new Pace(perSecond, 1000);
        const total = ticks.reduce((sum, tick) => sum + pace.due(tick), 0);
        const exact = (perSecond * ticks.reduce((sum, tick) => sum + tick, 0)) / 1000;
        expect(Math.abs(total - exact)).toBeLessThanOrEqual(1.001);
      },
    ),
  );
});

it("does not make up for a pause with a burst", () => {
  const pace = new Pace(200, 20);
  expect(pace.due(60_000)).toBe(20);
});

it("starts none at rate 0", () => {
  expect(new Pace(0, 1).due(60_000)).toBe(0);
});
