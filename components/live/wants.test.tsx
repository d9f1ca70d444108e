import { expect, it } from "vitest";
import { createWants, streamUrl } from "./wants.ts";

it("listens to one Migration's stream while every page wants only that", () => {
  expect(streamUrl(["mqtt/a", "mqtt/a"])).toBe("/api/v1/migrations/mqtt/a/stream");
});

it("listens to the stream of all as soon as pages want different things", () => {
  expect(streamUrl(["mqtt/a", "mqtt/b"])).toBe("/api/v1/stream");
  expect(streamUrl(["mqtt/a", "all"])).toBe("/api/v1/stream");
});

it("forgets a tab that has been silent for long", () => {
  const wants = createWants(100);
  wants.hear("one", "all", 0);
  wants.hear("two", "mqtt/a", 90);
  expect(wants.all(150)).toEqual(["mqtt/a"]);
});
