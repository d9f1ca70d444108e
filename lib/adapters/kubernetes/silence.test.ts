import { expect, it } from "vitest";
import { watchSilence } from "./silence.ts";

const LOST = { state: "unknown", why: "connect ECONNREFUSED" } as const;

it("two calls without an answer are a silence, since the first of them began", () => {
  const heard = watchSilence();
  heard.take(LOST, 1_000, 1_100);
  expect(heard.silence()).toBeUndefined();
  heard.take(LOST, 1_200, 1_300);
  heard.take(LOST, 5_000, 8_000);
  expect(heard.silence()).toEqual({ since: 1_000, why: "connect ECONNREFUSED" });
});

it("any answer ends it, a refusal too", () => {
  const heard = watchSilence();
  heard.take(LOST, 1_000, 1_100);
  heard.take(LOST, 1_200, 1_300);
  heard.take({ state: "forbidden", why: "no" }, 2_000, 2_100);
  expect(heard.silence()).toBeUndefined();
  heard.take(LOST, 3_000, 6_000);
  expect(heard.silence()).toBeUndefined();
});

it("a call that began before the last answer and was lost after it makes no silence of before", () => {
  const heard = watchSilence();
  heard.take({ state: "ok" }, 2_000, 2_100);
  heard.take(LOST, 1_000, 4_000);
  heard.take(LOST, 1_200, 4_200);
  expect(heard.silence()?.since).toBe(2_100);
});
