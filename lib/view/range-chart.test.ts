import { describe, expect, it } from "vitest";
import { NBSP } from "./format.ts";
import {
  type ChartPoint,
  describeRange,
  drawRange,
  figuresOf,
  pathOf,
  sharesOf,
  spreadMarks,
  valueAt,
} from "./range-chart.ts";

const RANGE = { from: 0, to: 100 };
const LATENCY = { op: "below" as const, value: 100 };
const green: ChartPoint[] = [
  [0, 40],
  [10, 50],
  [20, 400],
  [60, 45],
  [70, 46],
];

describe("a chart of a range", () => {
  it("is broken where nothing is known, rather than joined across it", () => {
    const path = pathOf(green, RANGE, 10, (value) => value);
    expect(path).toBe("M0,40h.1L100,50L200,400M600,45h.1L700,46");
  });

  it("shows all of the data, the objective and what misses it", () => {
    const { top, bottom, objective, band, lines } = drawRange({ green }, RANGE, 10, LATENCY, "ms");
    expect(top).toBeGreaterThan(400);
    expect(bottom).toBe(0);
    expect(objective).toBeCloseTo(100 - 10_000 / top);
    expect(band).toMatchObject({ y: 0 });
    expect(lines.map(({ side }) => side)).toEqual(["green"]);
  });

  it("says the worst, the middle, and how much of the time met the objective", () => {
    expect(figuresOf(green, RANGE, LATENCY)).toEqual({ worst: 400, worstAt: 20, typical: 46, met: 0.8 });
    expect(figuresOf([[5, 99.5]], RANGE, { op: "atLeast", value: 100 })).toMatchObject({
      worst: 99.5,
      met: 0,
    });
    expect(figuresOf(green, { from: 1_000, to: 2_000 }, LATENCY)).toBeUndefined();
  });

  it("knows a value at a time to within a step, and none where nothing is known", () => {
    expect(valueAt(green, 18, 10)).toBe(400);
    expect(valueAt(green, 40, 10)).toBeUndefined();
  });

  it("tells in words what it shows", () => {
    expect(describeRange("P99", { green }, RANGE, LATENCY, "ms").replaceAll(NBSP, " ")).toBe(
      "P99 over time, objective 100 ms: green typically 46 ms, at worst 400 ms",
    );
    expect(describeRange("P99", {}, RANGE, LATENCY, "ms")).toContain("nothing known");
  });

  it("labels no two marks in the same place, and none outside", () => {
    const marks = [{ at: -5 }, { at: 10 }, { at: 12 }, { at: 50 }];
    expect(spreadMarks(marks, RANGE, 0.1).map(({ mark, labelled }) => [mark.at, labelled])).toEqual([
      [10, true],
      [12, false],
      [50, true],
    ]);
  });

  it("has a share only where both sides were known and somebody was connected", () => {
    const answered = (points: ChartPoint[]) => ({ state: "answered" as const, points });
    const sides = {
      blue: answered([
        [1, 90],
        [2, 0],
      ]),
      green: answered([
        [1, 10],
        [2, 0],
        [3, 5],
      ]),
    };
    expect(sharesOf({ sides })).toEqual([[1, 10]]);
  });
});
