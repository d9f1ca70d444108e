import { describe, expect, it } from "vitest";
import { chartWindowMs, recentWindowMs } from "./chart-window.ts";
import { RESTARTS, sloOf } from "./testing/slo.ts";

describe("the window of a chart", () => {
  it("is the last minute, or the SLO's own when that is shorter", () => {
    expect(recentWindowMs(sloOf({ windowMs: 300_000 }))).toBe(60_000);
    expect(recentWindowMs(sloOf({ windowMs: 15_000 }))).toBe(15_000);
    expect(recentWindowMs(sloOf({ windowMs: 1_000 }))).toBe(5_000);
  });

  it("counts events over the time that their objective names", () => {
    expect(recentWindowMs(RESTARTS)).toBe(3_600_000);
  });

  it("covers the whole step, so that no breach falls between two points", () => {
    expect(chartWindowMs(sloOf(), 600_000)).toBe(600_000);
    expect(chartWindowMs(sloOf(), 5_000)).toBe(60_000);
  });
});
