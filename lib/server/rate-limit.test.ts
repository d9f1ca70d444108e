import { describe, expect, test } from "vitest";
import { makeRateLimiter } from "./rate-limit.ts";

describe("a rate limit", () => {
  test("A36 holds over any window, for each user apart", () => {
    let now = 0;
    const limiter = makeRateLimiter(3, 60_000, () => now);
    for (const at of [0, 10_000, 20_000]) {
      now = at;
      expect(limiter.take("jane")).toEqual({ ok: true });
    }
    now = 59_999;
    expect(limiter.take("jane")).toEqual({ ok: false, retryAfterS: 1 });
    expect(limiter.take("john")).toEqual({ ok: true });
    now = 60_000;
    expect(limiter.take("jane")).toEqual({ ok: true });
    expect(limiter.take("jane")).toEqual({ ok: false, retryAfterS: 10 });
  });

  test("a refused use does not count", () => {
    let now = 0;
    const limiter = makeRateLimiter(1, 1_000, () => now);
    limiter.take("jane");
    for (now = 100; now < 1_000; now += 100) expect(limiter.take("jane").ok).toBe(false);
    expect(limiter.take("jane").ok).toBe(true);
  });

  test("looking counts nothing", () => {
    const limiter = makeRateLimiter(1, 1_000, () => 0);
    limiter.look("jane");
    expect(limiter.take("jane").ok).toBe(true);
  });
});
