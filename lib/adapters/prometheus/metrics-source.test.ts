import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Sample } from "../../core/slo/samples.ts";
import type { Clock } from "../../ports/clock.ts";
import { makeSystemClock } from "../system/clock.ts";
import { makeMetricsSource } from "./metrics-source.ts";
import type { PrometheusOptions } from "./request.ts";
import { type FakePrometheus, row, startFakePrometheus, vector } from "./testing-server.ts";

const AT = 1_767_225_600_123;
const queries = [
  { key: "green/availability/value", expression: "good_ratio" },
  { key: "green/latency/value", expression: "latency_quantile" },
];

describe("the metrics source", () => {
  let fake: FakePrometheus;
  let source: ReturnType<typeof makeMetricsSource>;

  const sourceWith = (options: Partial<PrometheusOptions> & { clock?: Clock }) =>
    makeMetricsSource({ url: fake.url, clock: makeSystemClock(), ...options });

  beforeEach(async () => {
    fake = await startFakePrometheus();
    source = sourceWith({ deadlineMs: 400 });
  });
  afterEach(async () => {
    await source.close();
    await fake.stop();
  });

  const combined = (query: string) => query.includes("crossfade_key");

  async function samples(asked = queries): Promise<Record<string, Sample>> {
    const answer = await source.instant(asked, AT);
    if (answer.state !== "answered") throw new Error(answer.why);
    return Object.fromEntries(answer.samples);
  }

  it("asks everything in one request, at one instant", async () => {
    fake.reply = () => vector([row("green/availability/value", "99.97"), row("green/latency/value", "0.05")]);
    expect(await samples()).toEqual({
      "green/availability/value": { state: "value", value: 99.97, at: AT },
      "green/latency/value": { state: "value", value: 0.05, at: AT },
    });
    expect(fake.asked).toHaveLength(1);
    expect(fake.asked[0]).toMatchObject({ path: "/api/v1/query" });
    expect(fake.asked[0]?.parameters.get("time")).toBe("1767225600.123");
  });

  it("says empty for what has no row, never a number (F19)", async () => {
    fake.reply = () => vector([row("green/availability/value", "99.97")]);
    expect((await samples())["green/latency/value"]).toEqual({ state: "empty" });
  });

  it("says nan for NaN and both infinities (F19)", async () => {
    for (const value of ["NaN", "+Inf", "-Inf"]) {
      fake.reply = () => vector([row("green/latency/value", value)]);
      expect((await samples())["green/latency/value"]).toEqual({ state: "nan" });
    }
  });

  it("is blind on two series for one key, and shows their labels (F20)", async () => {
    fake.reply = () =>
      vector([
        row("green/availability/value", "1", { __name__: "x", pod: "a" }),
        row("green/availability/value", "2", { __name__: "x", pod: "b" }),
        row("green/latency/value", "3"),
      ]);
    expect(await samples()).toEqual({
      "green/availability/value": { state: "blind", why: '2 series instead of one: x{pod="a"}, x{pod="b"}' },
      "green/latency/value": { state: "value", value: 3, at: AT },
    });
  });

  it("is blind as a whole when Prometheus is down or slow (F18)", async () => {
    fake.reply = () => "hang";
    expect(await source.instant(queries, AT)).toMatchObject({
      state: "blind",
      why: expect.stringContaining("did not answer in") as string,
    });
    await fake.stop();
    const down = sourceWith({});
    expect(await down.instant(queries, AT)).toMatchObject({ state: "blind", at: AT });
    await down.close();
  });

  it("is blind while its own clock and the server's are far apart: it would ask for another time (F17)", async () => {
    const system = makeSystemClock();
    fake.reply = () => vector([row("green/availability/value", "99.97")]);
    for (const [offMs, word] of [
      [-600_000, "behind"],
      [600_000, "ahead of"],
    ] as const) {
      const off = sourceWith({ clock: { ...system, now: () => system.now() + offMs } });
      const answer = await off.instant(queries, AT);
      await off.close();
      expect(answer).toMatchObject({
        state: "blind",
        why: expect.stringContaining(`s ${word} Prometheus's`),
      });
    }
    const near = sourceWith({ clock: { ...system, now: () => system.now() - 3_000 } });
    expect((await near.instant(queries, AT)).state).toBe("answered");
    await near.close();
  });

  it("stops reading at its limit (F25)", async () => {
    const small = sourceWith({ maxBytes: 100_000 });
    fake.reply = () => "endless";
    expect(await small.instant(queries, AT)).toMatchObject({
      state: "blind",
      why: "the answer is larger than 100000 bytes",
    });
    await small.close();
  });

  it("is blind on what is not an answer of Prometheus, an error in a 200, or a 5xx (F21)", async () => {
    for (const reply of [
      { body: "<html>welcome</html>" },
      { code: 404, body: "not found" },
      { code: 503, body: { status: "error", errorType: "unavailable", error: "starting" } },
      { body: { status: "success", data: { resultType: "matrix", result: [] } } },
      { body: { status: "error", errorType: "execution", error: "no" } },
      { body: { status: "success" } },
      { body: null },
    ]) {
      fake.reply = () => reply;
      const answer = await source.instant(queries, AT);
      const seen =
        answer.state === "blind" ? ["blind"] : [...answer.samples.values()].map(({ state }) => state);
      expect(new Set(seen)).toEqual(new Set(["blind"]));
    }
  });

  it("lets one bad expression blind only its own key (F58)", async () => {
    fake.reply = ({ query }) =>
      combined(query) || query === "latency_quantile"
        ? { code: 400, body: { status: "error", errorType: "bad_data", error: "parse error" } }
        : vector([{ metric: {}, value: [AT / 1000, "99"] }]);
    const expected = {
      "green/availability/value": { state: "value", value: 99, at: AT },
      "green/latency/value": { state: "blind", why: "bad_data: parse error" },
    };
    expect(await samples()).toEqual(expected);
  });

  it("keeps a bad expression apart from then on, so that the others need one request again", async () => {
    fake.reply = ({ query }) =>
      query.includes("latency_quantile")
        ? { code: 400, body: { status: "error", errorType: "bad_data", error: "parse error" } }
        : vector([
            combined(query) ? row("green/availability/value", "99") : { metric: {}, value: [1, "99"] },
          ]);
    await samples();
    fake.asked.length = 0;
    expect((await samples())["green/availability/value"]).toMatchObject({ state: "value" });
    expect(fake.asked.map(({ query }) => combined(query)).sort()).toEqual([false, true]);
  });

  it("is blind on a warning, for the key it is about, and not on a note (F22)", async () => {
    fake.reply = ({ query }) =>
      query.includes("latency_quantile")
        ? vector([{ metric: {}, value: [1, "5"] }], { warnings: ["partial response: store a is down"] })
        : vector([{ metric: {}, value: [AT / 1000, "99"] }], {
            infos: ["metric might not be a counter"],
            warnings: ["PromQL info: metric might not be a counter"],
          });
    expect(await samples()).toEqual({
      "green/availability/value": { state: "value", value: 99, at: AT },
      "green/latency/value": { state: "blind", why: "warning: partial response: store a is down" },
    });
  });

  it("asks an expression that would reach out of its place by itself (A21)", async () => {
    const evil = 'x), "crossfade_key", "green/availability/value", "", "") or label_replace((vector(100)';
    fake.reply = ({ query }) =>
      combined(query) && !query.includes("vector(100)")
        ? vector([row("green/availability/value", "1")])
        : { code: 400, body: { status: "error", errorType: "bad_data", error: "parse error" } };
    expect(
      await samples([queries[0] ?? { key: "", expression: "" }, { key: "evil", expression: evil }]),
    ).toEqual({
      "green/availability/value": { state: "value", value: 1, at: AT },
      evil: { state: "blind", why: "bad_data: parse error" },
    });
  });

  it("has one deadline, however many requests it takes", async () => {
    fake.reply = ({ query }) =>
      combined(query) ? { code: 422, body: { status: "error", errorType: "execution", error: "x" } } : "hang";
    const many = Array.from({ length: 40 }, (_, index) => ({ key: `k${index}`, expression: `e${index}` }));
    expect(await source.instant(many, AT)).toMatchObject({ state: "blind" });
    // The first few took all the time there was: the others were not even asked.
    expect(fake.asked.length).toBeLessThan(many.length / 2);
  });

  it("shows a token, a tenant, and a path below the address, and reads a rotated token", async () => {
    const folder = mkdtempSync(join(tmpdir(), "crossfade-prometheus-"));
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, "first\n");
    const tenant = sourceWith({ url: `${fake.url}/tenants/`, tokenFile, tenant: "mqtt" });
    await tenant.instant(queries, AT);
    writeFileSync(tokenFile, "second\n");
    await tenant.instant(queries, AT);
    expect(
      fake.asked.map(({ path, headers }) => [path, headers.authorization, headers["x-scope-orgid"]]),
    ).toEqual([
      ["/tenants/api/v1/query", "Bearer first", "mqtt"],
      ["/tenants/api/v1/query", "Bearer second", "mqtt"],
    ]);
    rmSync(folder, { recursive: true });
    await tenant.close();
  });

  it("gives series over a range, without what is no number", async () => {
    fake.reply = () => ({
      body: {
        status: "success",
        data: {
          resultType: "matrix",
          result: [
            {
              metric: { color: "green" },
              values: [
                [10, "1"],
                [11, "NaN"],
                [12, "2.5"],
              ],
            },
          ],
        },
      },
    });
    expect(await source.range("x", { from: 10_000, to: 12_000, stepMs: 1_000 })).toEqual({
      state: "answered",
      series: [
        {
          labels: { color: "green" },
          points: [
            { at: 10_000, value: 1 },
            { at: 12_000, value: 2.5 },
          ],
        },
      ],
    });
    expect(fake.asked[0]?.parameters.get("step")).toBe("1.000");
    fake.reply = () => ({ code: 500, body: "" });
    expect(await source.range("x", { from: 0, to: 1, stepMs: 1 })).toMatchObject({ state: "blind" });
  });

  it("knows a histogram's bounds, and that there are none yet", async () => {
    fake.reply = () =>
      vector(["0.1", "+Inf", "0.05", "1.0"].map((le) => ({ metric: { le }, value: [1, "3"] })));
    expect(await source.buckets("x_seconds", 'color="green"')).toEqual([0.05, 0.1, 1]);
    fake.reply = () => vector([]);
    expect(await source.buckets("x_seconds", "")).toBeUndefined();
  });
});
