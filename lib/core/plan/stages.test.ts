import { expect, it } from "vitest";
import { parsePlan } from "./parse.ts";
import {
  gateRefs,
  hasIrreversibleBefore,
  hasIrreversibleUpTo,
  nextStage,
  stageNamed,
  stagesOf,
  weightBefore,
} from "./stages.ts";
import { exampleSpec } from "./testing/example.ts";

const parsed = parsePlan(exampleSpec(), "strict");
if (!parsed.ok) throw new Error("the example is wrong");
const plan = parsed.value;

it("numbers the stages through the whole plan, each with its phase", () => {
  expect(
    stagesOf(plan).map((stage) => `${stage.index} ${stage.phase}/${stage.name} ${stage.weight}`),
  ).toEqual([
    "0 setup/deploy-green 0",
    "1 setup/final-health-checks 0",
    "2 canary/canary-1 1",
    "3 canary/canary-10 10",
    "4 canary/canary-25 25",
    "5 canary/canary-50 50",
    "6 canary/full 100",
    "7 decommission/observe 100",
    "8 decommission/disable-dual-write 100",
    "9 decommission/decommission-blue 100",
  ]);
});

it("leads from pending through every stage to the end, over the borders of phases", () => {
  const walked: string[] = [];
  for (let stage = nextStage(plan, ""); stage !== undefined; stage = nextStage(plan, stage.name)) {
    walked.push(stage.name);
  }
  expect(walked).toEqual(stagesOf(plan).map((stage) => stage.name));
  expect(nextStage(plan, "nope")).toBeUndefined();
  expect(stageNamed(plan, "")).toBeUndefined();
});

it("knows the weight that a stage's entry starts from", () => {
  expect(
    ["deploy-green", "canary-1", "canary-10", "full", "nope"].map((name) => weightBefore(plan, name)),
  ).toEqual([0, 0, 1, 50, 0]);
});

it("knows from where there is no way back", () => {
  expect(hasIrreversibleUpTo(plan, "observe")).toBe(false);
  expect(hasIrreversibleUpTo(plan, "disable-dual-write")).toBe(true);
  expect(hasIrreversibleBefore(plan, "disable-dual-write")).toBe(false);
  expect(hasIrreversibleBefore(plan, "decommission-blue")).toBe(true);
  expect(hasIrreversibleUpTo(plan, "")).toBe(false);
});

it("names gates as they stand in documents", () => {
  expect(stageNamed(plan, "final-health-checks")?.gates.flatMap(gateRefs)).toEqual([
    "job/contract-tests",
    "job/load-test",
    "job/row-count-validation",
    "slo/availability",
    "slo/connection-success",
    "slo/publish-latency",
    "slo/end-to-end-latency",
    "slo/data-integrity",
    "slo/supervisor-restarts",
    "approval/go-live",
  ]);
  expect(stageNamed(plan, "deploy-green")?.gates.flatMap(gateRefs)).toEqual(["ready/green"]);
});
