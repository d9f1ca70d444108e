import { describe, expect, it } from "vitest";
import type { Json } from "../json.ts";
import { humanDuration } from "./columns.ts";
import { columnFromPath } from "./json-path.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

describe("ages", () => {
  it.each([
    [0, "0s"],
    [119 * SECOND, "119s"],
    [200 * SECOND, "3m20s"],
    [600 * SECOND, "10m"],
    [2 * HOUR, "120m"],
    [5 * HOUR + 1800 * SECOND, "5h30m"],
    [30 * HOUR, "30h"],
    [3 * DAY + 4 * HOUR, "3d4h"],
    [100 * DAY, "100d"],
    [800 * DAY, "2y70d"],
    [-5 * SECOND, "<invalid>"],
  ])("of %d ms are written %s", (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});

describe("printer columns", () => {
  const object = {
    spec: { weight: 10, ratio: 2.5, hosts: ["a", "b"], "dotted.key": "x", on: true },
    status: {
      conditions: [
        { type: "Other", status: "False" },
        { type: "Ready", status: "True" },
      ],
    },
    metadata: { creationTimestamp: "2026-01-01T00:00:00Z" },
  };
  const cell = (jsonPath: string, type: string): Json =>
    columnFromPath({ name: "x", jsonPath, type }).cell(object, Date.parse("2026-01-01T00:01:00Z"));

  it.each<[string, string, Json]>([
    [".spec.weight", "integer", 10],
    [".spec.ratio", "integer", 2],
    [".spec.ratio", "number", 2.5],
    [".spec.on", "boolean", true],
    [".spec.weight", "string", "10"],
    [".spec.hosts", "string", '["a","b"]'],
    [".spec.hosts[1]", "string", "b"],
    [".spec['dotted.key']", "string", "x"],
    ['.status.conditions[?(@.type=="Ready")].status', "string", "True"],
    [".metadata.creationTimestamp", "date", "60s"],
    [".spec.missing", "string", null],
  ])("%s as %s", (path, type, expected) => {
    expect(cell(path, type)).toBe(expected);
  });
});
