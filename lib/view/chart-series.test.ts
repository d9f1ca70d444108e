import { describe, expect, it } from "vitest";
import {
  appendRow,
  badBand,
  type ChartRow,
  MAX_POINTS,
  toRows,
  toShares,
  valueRange,
} from "./chart-series.ts";

const seen = (value: number) => ({ side: "green" as const, value, verdict: "pass" as const });

describe("a chart", () => {
  it("has one row for what both sides had at one time", () => {
    const answer = {
      sides: {
        blue: {
          state: "answered" as const,
          points: [[1, 10] as [number, number], [2, 11] as [number, number]],
        },
        green: { state: "answered" as const, points: [[2, 20] as [number, number]] },
      },
    };
    expect(toRows(answer)).toEqual([
      { at: 1, blue: 10 },
      { at: 2, blue: 11, green: 20 },
    ]);
  });

  it("begins empty where the source is blind", () => {
    expect(toRows({ sides: { green: { state: "blind", why: "down" } } })).toEqual([]);
  });

  it("takes one point a step, and never grows beyond its bound", () => {
    let rows: readonly ChartRow[] = [];
    for (let at = 0; at < 1_000; at += 1) rows = appendRow(rows, [seen(at)], at, { stepMs: 2, phaseMs: 0 });
    expect(rows).toHaveLength(MAX_POINTS);
    expect(rows.at(-1)?.at).toBe(998);
  });

  it("stays the same array while there is nothing new, so that nothing is drawn", () => {
    const rows = appendRow([], [seen(1)], 0, { stepMs: 1_000, phaseMs: 0 });
    expect(appendRow(rows, [seen(2)], 500, { stepMs: 1_000, phaseMs: 0 })).toBe(rows);
  });

  it("steps at its own phase, so that charts do not all redraw at once", () => {
    const rows = appendRow([], [seen(1)], 0, { stepMs: 1_000, phaseMs: 300 });
    expect(appendRow(rows, [seen(2)], 600, { stepMs: 1_000, phaseMs: 300 })).toBe(rows);
    expect(appendRow(rows, [seen(2)], 700, { stepMs: 1_000, phaseMs: 300 })).toHaveLength(2);
  });

  it("has a gap while it is blind, and none while evidence begins anew", () => {
    const blind = { side: "green" as const, verdict: "blind" as const, value: 5 };
    expect(appendRow([], [blind], 0, { stepMs: 1, phaseMs: 0 })).toEqual([{ at: 0 }]);
    expect(appendRow([], [{ side: "green", verdict: "insufficient" }], 0, { stepMs: 1, phaseMs: 0 })).toEqual(
      [],
    );
  });

  it("shows the objective and all of the data, and no percentage above 100", () => {
    const [low, high] = valueRange([{ at: 0, green: 99.2 }], 99.9, "%");
    expect(high).toBe(100);
    expect(low).toBeLessThan(99.2);
    expect(valueRange([{ at: 0, green: 412 }], 100, "ms")[1]).toBeGreaterThan(412);
  });

  it("shades what would be a breach", () => {
    expect(badBand({ op: "above", value: 99.9 }, [99, 100])).toEqual([99, 99.9]);
    expect(badBand({ op: "below", value: 100 }, [0, 120])).toEqual([100, 120]);
  });
});

it("a share is what green has of both", () => {
  const answer = {
    sides: {
      blue: { state: "answered" as const, points: [[1, 90] as [number, number], [2, 0] as [number, number]] },
      green: {
        state: "answered" as const,
        points: [[1, 10] as [number, number], [2, 0] as [number, number]],
      },
    },
  };
  expect(toShares(answer)).toEqual([{ at: 1, value: 10 }]);
});

it("a chart draws the last minute where it is known, though the figure of all the evidence is another", () => {
  const long = { side: "green" as const, verdict: "pass" as const, value: 99.99, recent: 42 };
  expect(appendRow([], [long], 0, { stepMs: 1, phaseMs: 0 })).toEqual([{ at: 0, green: 42 }]);
});
