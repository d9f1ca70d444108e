import { expect, it } from "vitest";
import { watchSilence } from "./silence.ts";

const LOST = { state: "unknown", why: "connect ECONNREFUSED" } as const;

it("two calls without an answer are a silence, since the first of them began", () => {
  const heard = watchSilence();
  heard.take(LOST, 1_000);
  expect(heard.silence()).toBeUndefined();
  heard.take(LOST, 1_200);
  heard.take(LOST, 5_000);
  expect(heard.silence()).toEqual({ since: 1_000, why: "connect ECONNREFUSED" });
});

it("any answer ends it, a refusal too", () => {
  const heard = watchSilence();
  heard.take(LOST, 1_000);
  heard.take(LOST, 1_200);
  heard.take({ state: "forbidden", why: "no" }, 2_000);
  expect(heard.silence()).toBeUndefined();
  heard.take(LOST, 3_000);
  expect(heard.silence()).toBeUndefined();
});
