import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OwnTime } from "./own-time.ts";

describe("the prober's own time", () => {
  it("runs with real time while the ticks come", () => {
    const time = new OwnTime(25, 50, 0);
    for (let now = 25; now <= 1000; now += 25) time.tick(now);
    expect(time.nowMs).toBe(1000);
    expect(time.stalledSince(0, 1000)).toBe(false);
  });

  it("gives a pause of three seconds the weight of one late tick", () => {
    const time = new OwnTime(25, 50, 0);
    time.tick(25);
    time.tick(3025);
    expect(time.nowMs).toBe(100);
  });

  it("marks what was under way during a pause, and nothing that began after it", () => {
    const time = new OwnTime(25, 50, 0);
    time.tick(25);
    time.tick(525);
    time.tick(550);
    expect(time.stalledSince(20, 551)).toBe(true);
    expect(time.stalledSince(530, 551)).toBe(false);
  });

  it("notices a pause before the late tick has come", () => {
    const time = new OwnTime(25, 50, 0);
    time.tick(25);
    expect(time.stalledSince(30, 99)).toBe(false);
    expect(time.stalledSince(30, 101)).toBe(true);
  });

  it("never runs backwards and never faster than real time", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 5000 })), (steps) => {
        const time = new OwnTime(25, 50, 0);
        let real = 0;
        let forward = 0;
        for (const step of steps) {
          const before = time.nowMs;
          real += step;
          forward += Math.max(0, step);
          time.tick(real);
          expect(time.nowMs).toBeGreaterThanOrEqual(before);
          expect(time.nowMs).toBeLessThanOrEqual(forward);
        }
      }),
    );
  });
});
