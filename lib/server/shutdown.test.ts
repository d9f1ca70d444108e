import { describe, expect, test } from "vitest";
import { runSteps } from "./shutdown.ts";
import { stallBetween } from "./stall-watch.ts";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

describe("the end of the process", () => {
  test("F53 a step that fails or hangs keeps nothing from the next", async () => {
    const done: string[] = [];
    await runSteps(
      quiet,
      [
        { name: "fails", run: () => Promise.reject(new Error("no")) },
        {
          name: "throws",
          run: () => {
            throw new Error("no");
          },
        },
        { name: "hangs", run: () => new Promise<void>(() => {}) },
        { name: "last", run: () => void done.push("last") },
      ],
      20,
    );
    expect(done).toEqual(["last"]);
  });
});

describe("a stall of the event loop", () => {
  test("F44 is what a look came late by", () => {
    expect(stallBetween(0, 250)).toBe(0);
    expect(stallBetween(0, 100)).toBe(0);
    expect(stallBetween(0, 2_250)).toBe(2_000);
  });
});
