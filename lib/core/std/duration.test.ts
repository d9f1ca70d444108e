import fc from "fast-check";
import { expect, it } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

it("reads what Go reads", () => {
  const right: Record<string, number> = {
    "0": 0,
    "0s": 0,
    "90s": 90_000,
    "1h30m": 5_400_000,
    "1.5h": 5_400_000,
    ".5s": 500,
    "1.s": 1_000,
    "-2m": -120_000,
    "+2m": 120_000,
    "250ms": 250,
    "1us": 0.001,
    "1µs": 0.001,
    "1m1m": 120_000,
  };
  for (const [text, ms] of Object.entries(right))
    expect(parseDuration(text), text).toEqual({ ok: true, value: ms });
});

it("refuses what Go refuses, and says what would be right", () => {
  for (const text of [
    "",
    "-",
    "90",
    "1d",
    "s",
    ".s",
    "1 s",
    " 1s",
    "1s ",
    "1h-2m",
    "1e3s",
    "Infinitys",
    "0x1s",
  ]) {
    const parsed = parseDuration(text);
    expect(parsed.ok, text).toBe(false);
    expect(!parsed.ok && parsed.error).toMatch(/90s/);
  }
  expect(parseDuration("2562048h").ok).toBe(false);
});

it("writes the shortest form", () => {
  const written = [0, 250, 1_000, 1_250, 90_000, 3_600_000, 5_400_000, -5_000].map(formatDuration);
  expect(written).toEqual(["0s", "250ms", "1s", "1s250ms", "1m30s", "1h", "1h30m", "-5s"]);
});

it("reads back every whole millisecond that it wrote", () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 42), max: 2 ** 42 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toEqual({ ok: true, value: ms });
    }),
  );
});

it("never throws on any text", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseDuration(text)));
});

it("takes no number for a duration that is none", () => {
  expect(() => formatDuration(Number.NaN)).toThrow(RangeError);
});
