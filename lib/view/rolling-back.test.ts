import { expect, it } from "vitest";
import { formatSpan, NBSP } from "./format.ts";
import { incidentText, retryTargets, toRollingBack } from "./rolling-back.ts";
import { scenes } from "./testing/scenes.ts";
import { toDocument } from "./to-document.ts";

const can = { advance: true, hold: true, rollback: true, approve: true };
const document = (scene: string) => toDocument(scenes[scene]!(), can);
const plain = (text: string) => text.replaceAll(NBSP, " ");

it("counts the clients that are back, and says when the last one will be", () => {
  const view = toRollingBack(document("rolling-back"));
  expect(plain(view.counted)).toBe("745 of 1,972 clients are back on blue.");
  expect(view.progress).toBe(38);
  expect(new Date(view.lastBy ?? 0).toISOString()).toBe("2026-11-24T14:43:29.009Z");
  expect(view.steps.map((step) => step.done)).toEqual([true, false]);
  expect(plain(view.steps[0]?.detail ?? "")).toBe(`read back after ${plain(formatSpan(9))}`);
  expect(view.canDrain.allowed).toBe(true);
});

it("is done when nobody is left, and then there is nothing to close", () => {
  const view = toRollingBack(document("rolled-back"));
  expect(plain(view.counted)).toBe("All 1,972 clients are back on blue.");
  expect(view.lastBy).toBeUndefined();
  expect(view.canDrain).toEqual({ allowed: false, why: "Nobody is on green any more." });
});

it("promises no time where the router keeps connections", () => {
  const input = scenes["rolling-back"]!();
  if (input.plan.ok) {
    const traffic = { ...input.plan.value.traffic, existingConnections: "sticky" as const };
    input.plan = { ok: true, value: { ...input.plan.value, traffic } };
  }
  const view = toRollingBack(toDocument(input, can));
  expect(view.lastBy).toBeUndefined();
  expect(view.lastText).toContain("keeps open connections");
});

it("says so when nobody knows how many are left", () => {
  const input = scenes["rolling-back"]!();
  input.observation.connections.green = { state: "unknown", code: "unreachable", why: "down", at: 0 };
  const view = toRollingBack(toDocument(input, can));
  expect(view.counted).toContain("not known");
  expect(view.progress).toBeUndefined();
});

it("offers the stages that were entered for a retry, the present one first", () => {
  expect(retryTargets(document("rolled-back")).map((target) => target.name)).toEqual([
    "canary-10",
    "canary-1",
    "final-health-checks",
    "deploy-green",
  ]);
});

it("tells the incident in a few lines", () => {
  const text = incidentText(document("rolling-back"));
  expect(text).toContain("Rolled back from 10 % at 2026-11-24T14:42:43.000Z by crossfade");
  expect(text).toContain("P99 publish latency (PUBACK): breach, 412 ms");
});

it("offers the stage whose jobs have to run again first", () => {
  const input = scenes["rolled-back"]!();
  const names = () => retryTargets(toDocument(input, can)).map(({ name }) => name);
  expect(names()[0]).toBe("canary-10");
  input.assessment.gates = [
    { gate: "job/load-test", state: "waiting", why: "not run since the rollback: retry canary-1" },
  ];
  expect(names()[0]).toBe("canary-1");
});
