import { beforeEach, describe, expect, it } from "vitest";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { shareRanges } from "./shared-ranges.ts";

type Answer = Awaited<ReturnType<MetricsSource["range"]>>;

const RANGE = { from: 0, to: 60_000, stepMs: 1_000 };
const EMPTY: Answer = { state: "answered", series: [] };

let now: number;
let asked: string[];
let pending: ((answer: Answer) => void)[];
let shared: MetricsSource;

beforeEach(() => {
  now = 60_000;
  asked = [];
  pending = [];
  shared = shareRanges(
    {
      instant: () => Promise.resolve({ state: "blind", why: "", at: 0 }),
      buckets: () => Promise.resolve(undefined),
      range(expression) {
        asked.push(expression);
        return new Promise<Answer>((resolve) => pending.push(resolve));
      },
    },
    { now: () => now, monotonic: () => now },
  );
});

const settle = async (answer: Answer) => {
  while (pending.length > 0) {
    pending.shift()?.(answer);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe("ranges that are shared", () => {
  it("cost a thousand viewers what they cost one, while the question runs and after it", async () => {
    const all = Array.from({ length: 1_000 }, () => shared.range("up", RANGE));
    await settle(EMPTY);
    expect(await Promise.all(all)).toHaveLength(1_000);
    await shared.range("up", RANGE);
    expect(asked).toEqual(["up"]);
  });

  it("are asked for anew when they can have changed", async () => {
    const first = shared.range("up", RANGE);
    await settle(EMPTY);
    await first;
    now += 10_000;
    void shared.range("up", RANGE);
    expect(asked).toHaveLength(2);
  });

  it("are kept longer when they lie in the past", async () => {
    now += 3_600_000;
    const first = shared.range("up", RANGE);
    await settle(EMPTY);
    await first;
    now += 60_000;
    await shared.range("up", RANGE);
    expect(asked).toHaveLength(1);
  });

  it("ask a Prometheus that is down again only after a few seconds", async () => {
    const first = shared.range("up", RANGE);
    await settle({ state: "blind", why: "down" });
    expect(await first).toEqual({ state: "blind", why: "down" });
    await shared.range("up", RANGE);
    expect(asked).toHaveLength(1);
    now += 3_000;
    void shared.range("up", RANGE);
    expect(asked).toHaveLength(2);
  });

  it("are asked a few at a time, all of them in the end", async () => {
    const all = Array.from({ length: 10 }, (_, index) => shared.range(`q${index}`, RANGE));
    expect(asked).toHaveLength(4);
    await settle(EMPTY);
    await Promise.all(all);
    expect(asked).toHaveLength(10);
  });

  it("keep nobody waiting for a Prometheus that hangs longer than the first who asked", async () => {
    const all = Array.from({ length: 13 }, (_, index) => shared.range(`q${index}`, RANGE));
    now += 5_000;
    await settle({ state: "blind", why: "did not answer in 5000 ms" });
    expect(new Set((await Promise.all(all)).map(({ state }) => state))).toEqual(new Set(["blind"]));
    expect(asked).toHaveLength(4);
  });

  it("are refused when far too many wait, rather than never answered", async () => {
    const all = Array.from({ length: 405 }, (_, index) => shared.range(`q${index}`, RANGE));
    expect(await all.at(-1)).toMatchObject({ state: "blind" });
  });
});
