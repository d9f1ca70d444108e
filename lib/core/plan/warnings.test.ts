import { expect, it } from "vitest";
import { checkBuckets } from "./buckets.ts";
import { planHash } from "./hash.ts";
import { parsePlan } from "./parse.ts";
import type { PlanSpec } from "./schema.ts";
import { exampleSpec } from "./testing/example.ts";
import { planWarnings } from "./warnings.ts";

function planOf(spec: PlanSpec) {
  const parsed = parsePlan(spec, "strict");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

it("has nothing to say against the example", () => {
  expect(planWarnings(planOf(exampleSpec()))).toEqual([]);
});

it("warns of what is likely a mistake, without refusing it", () => {
  const spec = exampleSpec();
  spec.slos = [
    {
      name: "up",
      title: "Up",
      objective: { atLeast: 99 },
      indicator: { ratio: { good: "up", total: "up" } },
    },
  ];
  spec.traffic = { istioEndpoints: { serviceEntry: "mqtt" } };
  spec.rollback = {};
  spec.topologyWaiver = { reason: "none needed" };
  spec.risks = [];
  expect(planWarnings(planOf(spec)).map((issue) => issue.path)).toEqual([
    "spec.slos[0].indicator",
    "spec.slos[0].indicator",
    "spec.traffic.share",
    "spec.rollback.drain",
    "spec.topologyWaiver",
  ]);
});

it("refuses a latency objective between two buckets, once the buckets are known", () => {
  const plan = planOf(exampleSpec());
  const slo = plan.slos[2];
  if (!slo) throw new Error("the example has changed");
  expect(checkBuckets(plan, slo, [0.05, 0.1, 0.25, Number.POSITIVE_INFINITY])).toEqual([]);
  expect(checkBuckets(plan, slo, [])).toEqual([]);
  expect(checkBuckets(plan, slo, [0.25, 0.05, 0.05])).toEqual([
    {
      path: "spec.slos[2].objective.below",
      message:
        "must be a bucket bound of mqtt_probe_publish_ack_duration_seconds, and 100 ms is none: in seconds they are 0.05, 0.25",
    },
  ]);
});

it("hashes the spec as stored: the same for another order of keys, another for another plan", () => {
  const spec = exampleSpec();
  const turned = Object.fromEntries(Object.entries(spec).reverse());
  expect(planHash(spec)).toMatch(/^[0-9a-f]{64}$/);
  expect(planHash(turned)).toBe(planHash(spec));
  expect(planHash({ ...spec, title: "Another" })).not.toBe(planHash(spec));
});
