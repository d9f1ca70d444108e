import { describe, expect, it } from "vitest";
import { Cycles } from "./cycles.ts";

describe("an availability cycle", () => {
  it("succeeds once", () => {
    const cycles = new Cycles(100);
    cycles.start(1, 0);
    const [cycle] = cycles.takeWaiting();
    if (cycle === undefined) throw new Error("no cycle");
    expect(cycles.succeed(cycle)).toBe(true);
    expect(cycles.succeed(cycle)).toBe(false);
    expect(cycles.expire(1000)).toEqual([]);
  });

  it("fails at its deadline, also when no session ever took it", () => {
    const cycles = new Cycles(100);
    cycles.start(2, 0);
    expect(cycles.expire(99)).toEqual([]);
    expect(cycles.expire(100)).toHaveLength(2);
    expect(cycles.takeWaiting()).toEqual([]);
  });

  it("goes to another session when its own ends, and keeps its deadline", () => {
    const cycles = new Cycles(100);
    cycles.start(1, 0);
    const [cycle] = cycles.takeWaiting();
    if (cycle === undefined) throw new Error("no cycle");
    cycles.putBack(cycle);
    expect(cycles.takeWaiting()).toEqual([cycle]);
    expect(cycles.expire(100)).toEqual([cycle]);
    expect(cycles.succeed(cycle)).toBe(false);
  });
});
