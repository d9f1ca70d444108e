import { describe, expect, it } from "vitest";
import {
  addressOf,
  clampRange,
  LEAST_SPAN_MS,
  type Look,
  lookOf,
  MOST_SPAN_MS,
  panRange,
  stepFor,
  stepOf,
  stepsFor,
  wholeOf,
  zoomRange,
} from "./history-range.ts";

const HOUR = 3_600_000;
const RUN = { from: Date.UTC(2026, 10, 24, 10), to: Date.UTC(2026, 10, 24, 14) };
const part = { from: RUN.from + HOUR, to: RUN.from + 2 * HOUR };
const read = (text: string) => lookOf(new URLSearchParams(text), RUN);

describe("a look at a run", () => {
  it("is the whole run when the address says nothing, or what cannot be read", () => {
    for (const text of [
      "",
      "from=x",
      "from=2026-11-24T12:00:00Z&to=2026-11-24T11:00:00Z",
      "from=2030-01-01T00:00:00Z",
      "from=2020-01-01T00:00:00Z",
    ])
      expect(read(text)).toEqual({ range: RUN, whole: true, follows: true });
  });

  it("comes back from its own address", () => {
    const looks: Look[] = [
      { range: part, whole: false, follows: false, stepMs: 15_000 },
      { range: { from: part.from, to: RUN.to }, whole: false, follows: true, stepMs: 60_000 },
      { range: RUN, whole: true, follows: true },
    ];
    for (const look of looks) expect(read(addressOf(look).slice(1))).toEqual(look);
  });

  it("has the step in its address, also where nobody chose it", () => {
    expect(addressOf({ range: part, whole: false, follows: false })).toBe(
      "?from=2026-11-24T11:00:00Z&to=2026-11-24T12:00:00Z&step=15s",
    );
  });

  it("takes a step that gives a picture, and a chosen one only where the server would", () => {
    expect(stepFor(HOUR)).toBe(15_000);
    expect(stepFor(31 * 24 * HOUR)).toBe(6 * HOUR);
    expect(stepOf({ range: part, whole: false, follows: false, stepMs: 1_000 })).toBe(15_000);
    expect(stepOf({ range: part, whole: false, follows: false, stepMs: 10_000 })).toBe(10_000);
    expect(stepsFor(part)).toContain(60_000);
    expect(stepsFor(part)).not.toContain(1_000);
  });

  it("zooms about what is pointed at, and never beyond the run or below half a minute", () => {
    const near = zoomRange(part, 0.5, 0.25, RUN);
    expect(near.to - near.from).toBe(HOUR / 2);
    expect(near.from + (HOUR / 2) * 0.25).toBe(part.from + HOUR * 0.25);
    expect(zoomRange(part, 100, 0.5, RUN)).toEqual(RUN);
    let closest = part;
    for (let n = 0; n < 20; n += 1) closest = zoomRange(closest, 0.5, 0.5, RUN);
    expect(closest.to - closest.from).toBe(LEAST_SPAN_MS);
  });

  it("moves, and stops at the ends of the run with its width", () => {
    expect(panRange(part, 0.5, RUN)).toEqual({ from: part.from + HOUR / 2, to: part.to + HOUR / 2 });
    expect(panRange(part, -5, RUN)).toEqual({ from: RUN.from, to: RUN.from + HOUR });
    expect(clampRange({ from: 0, to: HOUR }, RUN)).toEqual({ from: RUN.from, to: RUN.from + HOUR });
  });

  it("shows the last 31 days of a run of months", () => {
    expect(wholeOf({ from: RUN.to - 3 * MOST_SPAN_MS, to: RUN.to })).toEqual({
      from: RUN.to - MOST_SPAN_MS,
      to: RUN.to,
    });
  });
});
