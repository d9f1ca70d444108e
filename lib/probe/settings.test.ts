import { expect, it } from "vitest";
import { readSettings } from "./settings.ts";

const sides = { PROBE_BLUE: "blue:1883", PROBE_GREEN: "[::1]:1884" };

it("needs the two sides and has a default for the rest", () => {
  const read = readSettings(sides);
  if (!read.ok) throw new Error(read.problem);
  expect(read.settings.green).toEqual({ host: "::1", port: 1884 });
  expect(read.settings.metricsPort).toBe(9377);
  expect(read.settings.gateway).toBeUndefined();
});

it("has rates that prove every objective in a bake of 45 s", () => {
  const read = readSettings(sides);
  if (!read.ok) throw new Error(read.problem);
  const { connectRate, cycleRate, messageRate } = read.settings;
  // The samples that 99.95 %, 99.9 % and 100 % need at the stricter level of 0.01.
  expect(45 * connectRate).toBeGreaterThanOrEqual(9209);
  expect(45 * cycleRate).toBeGreaterThanOrEqual(4603);
  expect(45 * (cycleRate + messageRate)).toBeGreaterThanOrEqual(3500);
});

it.each([
  [{ PROBE_GREEN: "g:1" }, /^PROBE_BLUE is missing/],
  [{ ...sides, PROBE_BLUE: "" }, /^PROBE_BLUE is missing/],
  [{ ...sides, PROBE_GATEWAY: "gateway" }, /^PROBE_GATEWAY must be HOST:PORT/],
  [{ ...sides, PROBE_BLUE: "b:99999" }, /^PROBE_BLUE port must be/],
  [{ ...sides, PROBE_CONNECT_RATE: "many" }, /^PROBE_CONNECT_RATE /],
  [{ ...sides, PROBE_TOPIC_PREFIX: "a/#" }, /^PROBE_TOPIC_PREFIX must be a topic/],
  [{ ...sides, PROBE_PASSWORD_FILE: "/nowhere" }, /^PROBE_PASSWORD_FILE cannot be read/],
])("names the setting that is wrong, in one line: %j", (environment, problem) => {
  const read = readSettings(environment);
  if (read.ok) throw new Error("was accepted");
  expect(read.problem).toMatch(problem);
  expect(read.problem).not.toContain("\n");
});
