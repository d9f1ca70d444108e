import { describe, expect, it } from "vitest";
import {
  fill,
  freshExpression,
  goodExpression,
  promDuration,
  totalExpression,
  valueExpression,
} from "./promql.ts";
import { planQueries } from "./queries.ts";
import { ALL_GOOD, FIGURE, NOW, P99, RESTARTS, sloOf } from "./testing/slo.ts";
import { parsePlan } from "../plan/parse.ts";
import { quickPlan } from "../engine/testing/plan.ts";

const SLO = sloOf();

describe("PromQL of a ratio", () => {
  it("fills in side and window as values", () => {
    expect(goodExpression(SLO.indicator, "green", 45_000)).toBe('sum(increase(good{color="green"}[45s]))');
    expect(totalExpression(SLO.indicator, "blue", 1_500)).toBe('sum(increase(all{color="blue"}[1500ms]))');
  });

  it("is a percentage where the objective is one", () => {
    expect(valueExpression(SLO, "green", 60_000)).toBe(
      '100 * (sum(increase(good{color="green"}[60s]))) / (sum(increase(all{color="green"}[60s])))',
    );
    const fraction = { ...SLO, objective: { bound: "above" as const, value: 0.999, unit: "" } };
    expect(valueExpression(fraction, "green", 60_000)).toBe(
      '(sum(increase(good{color="green"}[60s]))) / (sum(increase(all{color="green"}[60s])))',
    );
  });

  it("is fresh when its total answers over freshFor", () => {
    expect(freshExpression(SLO, "green")).toBe('sum(increase(all{color="green"}[60s]))');
  });
});

describe("PromQL of a latency", () => {
  const slo = {
    ...P99,
    indicator: { ...P99.indicator, histogram: "ack_seconds", matchers: 'color="$side",qos="1"' },
  } as typeof P99;

  it("counts the bucket at the threshold as good", () => {
    expect(goodExpression(slo.indicator, "green", 60_000)).toBe(
      'sum(increase(ack_seconds_bucket{color="green",qos="1",le="0.1"}[60s]))',
    );
    expect(totalExpression(slo.indicator, "green", 60_000)).toBe(
      'sum(increase(ack_seconds_count{color="green",qos="1"}[60s]))',
    );
  });

  it("finds a bound of whole seconds, however a client writes it", () => {
    const second = { ...slo.indicator, matchers: "", thresholdSeconds: 1 } as typeof slo.indicator;
    expect(goodExpression(second, "green", 60_000)).toBe(
      'sum(increase(ack_seconds_bucket{le=~"1|1\\\\.0"}[60s]))',
    );
  });

  it("shows the percentile in the objective's unit", () => {
    expect(valueExpression(slo, "green", 60_000)).toBe(
      '1000 * histogram_quantile(0.99, sum by (le) (increase(ack_seconds_bucket{color="green",qos="1"}[60s])))',
    );
  });
});

describe("PromQL of events", () => {
  it("counts a series that is born, and stands on up where there is none", () => {
    expect(totalExpression(RESTARTS.indicator, "green", 60_000)).toBe(
      '(sum(increase(restarts_total{color="green"}[60s])) or 0 * sum(up{color="green"})) + ' +
        '(sum(min_over_time(restarts_total{color="green"}[60s]) unless last_over_time(restarts_total{color="green"}[5m] offset 60s)) ' +
        'or 0 * sum(up{color="green"}))',
    );
  });

  it("is a rate in the objective's unit, and fresh while the side is scraped", () => {
    expect(valueExpression(RESTARTS, "green", 1_800_000)).toMatch(/^\(.*\) \* 2$/);
    expect(freshExpression(RESTARTS, "green")).toBe('sum(count_over_time(up{color="green"}[60s]))');
  });
});

describe("PromQL of a plain value", () => {
  it("is the plan's own, and tells its freshness itself unless it has a window", () => {
    expect(valueExpression(FIGURE, "green", 60_000)).toBe('max(lag{color="green"})');
    expect(freshExpression(FIGURE, "green")).toBeUndefined();
    const windowed = {
      ...FIGURE,
      indicator: { kind: "value" as const, expression: 'max_over_time(lag{color="$side"}[$window])' },
    };
    expect(freshExpression(windowed, "blue")).toBe('max_over_time(lag{color="blue"}[60s])');
    expect(goodExpression(FIGURE.indicator, "green", 1_000)).toBeUndefined();
    expect(totalExpression(FIGURE.indicator, "green", 1_000)).toBeUndefined();
  });
});

it("writes durations in whole seconds where they are", () => {
  expect([1_000, 90_000, 1_500].map(promDuration)).toEqual(["1s", "90s", "1500ms"]);
  expect(fill("x[$window:$window]", "green", 2_000)).toBe("x[2s:2s]");
});

describe("the queries of one tick", () => {
  const parsed = parsePlan(quickPlan(), "lenient");
  if (!parsed.ok) throw new Error("the plan is not valid");
  const plan = parsed.value;
  const clock = { at: NOW, evidenceSince: NOW - 40_000, bakeMs: 45_000 };
  const queries = planQueries(plan, clock, [{ stage: "s", name: "g", expression: "vector(1)" }]);

  it("ask each key once, for every SLO and side, the share and the gates", () => {
    const keys = queries.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const slo of plan.slos)
      for (const side of slo.sides) expect(keys).toContain(`${side}/${slo.name}/value`);
    expect(keys).not.toContain("blue/supervisor-restarts/value");
    expect(keys).toEqual(expect.arrayContaining(["blue//share", "green//share", "gate//s/g"]));
  });

  it("leave no variable in", () => {
    for (const { expression } of queries) expect(expression).not.toContain("$");
  });

  it("ask for the evidence, the look-back of a breach and the last 15 s", () => {
    const keys = queries.map(({ key }) => key);
    expect(keys).toContain(`green/${ALL_GOOD.name === "integrity" ? "data-integrity" : ""}/good/40000`);
    expect(keys).toContain("green/data-integrity/good/15000");
  });
});
