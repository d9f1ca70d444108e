import fc from "fast-check";
import { expect, it } from "vitest";
import { formatTime, parseTime } from "./time.ts";

it("writes RFC 3339 in UTC with milliseconds", () => {
  expect(formatTime(0)).toBe("1970-01-01T00:00:00.000Z");
});

it("reads every offset and fraction, cut to milliseconds", () => {
  const at = Date.UTC(2026, 10, 24, 5, 46, 1);
  for (const [text, ms] of [
    ["2026-11-24T05:46:01Z", at],
    ["2026-11-24t05:46:01.5z", at + 500],
    ["2026-11-24T07:46:01.123456789+02:00", at + 123],
    ["2026-11-23T23:46:01.000-06:00", at],
  ] as const) {
    expect(parseTime(text), text).toEqual({ ok: true, value: ms });
  }
});

it("refuses times that are none", () => {
  const wrong = [
    "",
    "2026-11-24",
    "2026-11-24T05:46Z",
    "2026-11-24T05:46:01",
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-24T24:00:00Z",
    "2026-11-24T05:60:00Z",
    "2026-11-24 05:46:01Z",
    "now",
  ];
  for (const text of wrong) expect(parseTime(text).ok, text).toBe(false);
});

it("reads back every time that it wrote", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0) }), (ms) => {
      expect(parseTime(formatTime(ms))).toEqual({ ok: true, value: ms });
    }),
  );
});
