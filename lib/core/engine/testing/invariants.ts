import { expect } from "vitest";
import { verify } from "../../journal/chain.ts";
import type { Entry } from "../../journal/entry.ts";
import { fromWire, toWire } from "../../status/wire.ts";
import type { Status } from "../../status/status.ts";
import type { Decision } from "../decision.ts";
import { jsonBytes } from "../evidence.ts";
import type { World } from "./world.ts";

/** What `decide` alone can show of the invariants, asserted of every decision that is made in a world. */
export function guard(world: World): World {
  world.watch = (before, decision) => {
    const { next } = decision;
    bounded(next);
    consistent(next, decision);
    writesAreRight(world, next, decision);
    oneEntryEach([
      ...world.entries.filter((one) => one.seq <= next.journal.length),
      ...unwritten(world, next),
    ]);
    rollbackHolds(before, next);
    expect(next.bakedMs - before.bakedMs).toBeLessThanOrEqual(Math.max(0, world.elapsed ?? 1_000));
    expect(fromWire(JSON.parse(JSON.stringify(toWire(next))))).toEqual(next);
  };
  return world;
}

const unwritten = (world: World, { journal }: Status): Entry[] =>
  journal.pending.filter((entry) => entry.seq > world.entries.length);

function bounded(next: Status): void {
  expect(next.journal.pending.length).toBeLessThanOrEqual(16);
  expect(next.recent.length).toBeLessThanOrEqual(64);
  expect(jsonBytes(toWire(next))).toBeLessThanOrEqual(262_144);
  for (const entry of next.journal.pending)
    expect(jsonBytes(entry.evidence ?? 0)).toBeLessThanOrEqual(16_384);
}

function consistent(next: Status, { assessment }: Decision): void {
  const { state } = next;
  expect(next.hold !== undefined, `hold in ${state}`).toBe(state === "Held");
  if (state === "Baking" || state === "Ready") expect(next.intent).toBeUndefined();
  if (state === "Entering") expect(next.intent?.kind).toMatch(/start|advance|retry|resume/);
  if (state === "RollingBack") expect(next.intent?.kind).toBe("rollback");
  if (["Pending", "RolledBack", "Completed", "Aborted"].includes(state)) expect(next.intent).toBeUndefined();
  // Without metrics (a rollback, a hold) nothing new is concluded of it.
  if (state === "Ready" || state === "Baking")
    expect(assessment.advance.allowed, "Ready exactly when allowed").toBe(state === "Ready");
  if (next.oneWay) expect(assessment.rollback.allowed).toBe(false);
  if (next.oneWay) expect(state).not.toBe("RollingBack");
}

/** I2, I3, I5, I6: a weight rises only while a stage is entered, on gates that pass now; none is written that is there; each carries a fence. */
function writesAreRight(world: World, next: Status, { effects, assessment }: Decision): void {
  const writes = effects.filter((effect) => effect.kind === "set-weight" || effect.kind === "mark-route");
  expect(writes.length).toBeLessThanOrEqual(1);
  for (const write of writes) {
    expect(write.fence.resourceVersion).not.toBe("");
    expect(write.mark).toMatchObject({ namespace: "n", name: "m", epoch: next.epoch });
    if (write.kind !== "set-weight") continue;
    expect(write.weight).not.toBe(write.fence.weight);
    expect(Number.isInteger(write.weight) && write.weight >= 0 && write.weight <= 100).toBe(true);
    if (write.weight < write.fence.weight) {
      expect(next.state).toBe("RollingBack");
      continue;
    }
    expect(next.state).toBe("Entering");
    expect(next.drift).toBeUndefined();
    expect(next.intent?.seq).toBe(write.mark.seq);
    // The intent is durable before its effect: its entry is an object, or in the status that is written first.
    expect(next.journal.length).toBeGreaterThanOrEqual(write.mark.seq);
    if (next.intent?.kind !== "advance") continue;
    const failing = assessment.gates.filter((gate) => gate.state !== "pass");
    expect(failing.filter((gate) => !/^(approval\/|bake)/.test(gate.gate))).toEqual([]);
    expect(world.metricsDown).toBeUndefined();
  }
}

/** I8: the chain verifies, a command has one entry, weights are numbers. */
function oneEntryEach(entries: readonly Entry[]): void {
  expect(verify(entries)).toMatchObject({ ok: true });
  const ids = entries.flatMap((entry) => (entry.commandId === undefined ? [] : [entry.commandId]));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { kind, from, to } of entries) {
    const isWeight = kind === "weight" || kind === "drift";
    for (const end of [from, to])
      if (end !== undefined) expect(typeof end, `${kind} entry`).toBe(isWeight ? "number" : "string");
  }
}

/** I1: what a rollback has begun ends rolled back, held by a person's weight, or begun again; nothing else leads out of it. */
function rollbackHolds(before: Status, next: Status): void {
  if (before.state === "RollingBack")
    expect(["RollingBack", "RolledBack", "Pending", "Held", "Aborted"]).toContain(next.state);
  if (before.state === "RollingBack" && next.state === "Held") expect(next.hold?.code).toBe("drift");
  if (before.state === "RolledBack")
    expect(["RolledBack", "RollingBack", "Entering", "Aborted"]).toContain(next.state);
  if (before.state === "Aborted") expect(["Aborted", "RollingBack"]).toContain(next.state);
}
