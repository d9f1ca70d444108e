import { expect, it } from "vitest";
import { NBSP } from "./format.ts";
import { formatClock, formatUtc } from "./format-time.ts";

const at = (text: string) => Date.parse(text);
const NEAR = at("2026-11-24T14:43:00Z");

it("times are in the zone of whoever looks", () => {
  expect(formatClock(NEAR, "UTC", "minute", NEAR)).toBe("14:43");
  expect(formatClock(NEAR, "Europe/Berlin", "second", NEAR)).toBe("15:43:00");
});

it("the day is said when it is another one there", () => {
  const late = at("2026-11-24T23:30:00Z");
  expect(formatClock(late, "UTC", "day", NEAR)).toBe("23:30");
  expect(formatClock(late, "Europe/Berlin", "day", NEAR)).toBe(`Wed${NBSP}00:30`);
  expect(formatClock(at("2026-12-24T10:00:00Z"), "UTC", "day", NEAR)).toBe(`24 Dec${NBSP}10:00`);
});

it("a log has seconds, and the day of what is not of today", () => {
  expect(formatClock(NEAR, "UTC", "log", NEAR)).toBe("14:43:00");
  expect(formatClock(at("2026-11-22T21:06:59Z"), "UTC", "log", NEAR)).toBe("Sun 21:06:59");
});

it("UTC is written in full", () => {
  expect(formatUtc(NEAR)).toContain("14:43:00 UTC");
});
