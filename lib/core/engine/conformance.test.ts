import { describe, expect, it } from "vitest";
import { link } from "../journal/chain.ts";
import { COMMAND_KINDS } from "../journal/entry.ts";
import { STATES } from "../status/status.ts";
import { toWire } from "../status/wire.ts";
import { jsonBytes, storableEvidence } from "./evidence.ts";
import { bodyDigest, replay } from "./handle-command.ts";
import { guard } from "./testing/invariants.ts";
import { stageOf } from "./testing/plan.ts";
import { approveAll, at, connect, fresh, walkTo } from "./testing/reach.ts";
import type { World } from "./testing/world.ts";

/** A rollback that lowered the route, and whose record is lost. */
function rollBackUnrecorded(world: World): void {
  const before = structuredClone(world.status);
  const known = world.entries.length;
  world.send("rollback");
  world.status = before;
  world.entries = world.entries.slice(0, known);
}

/** An advance to the first weight is decided, and its write has not arrived. */
function advanceUnderWay(): { world: World; late: World["paused"] } {
  const world = at("final-health-checks");
  world.tick(60);
  approveAll(world);
  world.paused = [];
  world.sendOnly("advance");
  world.look();
  return { world, late: world.paused };
}

const back = (world: World): World => {
  world.send("rollback");
  world.connections = { blue: 200, green: 0 };
  world.tick(2);
  expect(world.status.state).toBe("RolledBack");
  return world;
};
const codes = (answer: { reasons: { code: string }[] }): string[] => answer.reasons.map(({ code }) => code);
const lastOf = (world: World, kind: string) => world.entries.findLast((entry) => entry.kind === kind);

describe("holds", () => {
  it("by a person during an advance move the fence, and the advance goes on under a new number", () => {
    const world = at("canary-1");
    world.tick(60);
    world.paused = [];
    world.send("advance");
    expect(world.status.state).toBe("Entering");
    const late = world.paused;
    world.paused = undefined;
    world.send("hold");
    expect(world.route.owner?.seq).toBe(lastOf(world, "hold")?.seq);
    world.paused = late;
    world.wake();
    expect(world.route.weight).toBe(1);
    expect(world.send("resume").outcome).toBe("done");
    world.settle();
    expect(world.route.weight).toBe(10);
    expect(world.route.owner?.seq).toBe(lastOf(world, "resume")?.seq);
  });

  it("recognise the write that was faster than they, and adopt it (F03)", () => {
    const world = at("canary-1");
    world.tick(60);
    world.paused = [];
    world.send("advance");
    const [write] = world.paused;
    world.paused = undefined;
    if (write?.kind !== "set-weight") throw new Error("no write");
    world.route = { ...world.route, weight: 10, owner: write.mark, resourceVersion: "900" };
    world.send("hold");
    expect(world.status.drift).toBeUndefined();
    expect(lastOf(world, "weight")).toMatchObject({ from: 1, to: 10 });
  });

  it("for blindness cannot be resumed while blind, and end by themselves under a new number", () => {
    const world = at("canary-10");
    world.metricsDown = "down";
    world.tick(65);
    expect(codes(world.send("resume"))).toContain("held");
    world.metricsDown = undefined;
    world.tick(32);
    expect(world.status.state).toBe("Baking");
    expect(
      world.entries.filter((entry) => entry.kind === "resume" && entry.actor === "crossfade"),
    ).toHaveLength(1);
  });

  it("other than a person's are not resumed while blue is not ready", () => {
    const world = at(
      "canary-10",
      (spec) => (stageOf(spec, "canary-10").bake = { atLeast: "45s", atMost: "50s" }),
    );
    world.weather.green.perSecond = 1;
    world.tick(60);
    expect(world.status.hold?.code).toBe("overdue");
    world.blue = { ...world.blue, ready: 0 };
    expect(codes(world.send("resume"))).toContain("blue-not-ready");
    world.blue = { ...world.blue, ready: 3 };
    expect(world.send("resume").outcome).toBe("done");
    world.tick(10);
    expect(world.status.state).toBe("Baking");
  });

  it("for conflicts do not stand after a resume that finds none", () => {
    const world = at("canary-1");
    world.tick(60);
    world.send("hold");
    world.send("resume");
    world.tick(1);
    const seq = () => world.status.intent?.seq ?? 0;
    world.paused = [];
    world.send("advance");
    for (let times = 0; times < 5; times += 1)
      world.reports.push({ of: "route", seq: seq(), result: "conflict", message: "409", at: world.now });
    world.tick(1);
    expect(world.status.hold?.code).toBe("conflicts");
    world.paused = undefined;
    expect(world.send("resume").outcome).toBe("done");
    world.settle();
    expect(world.route.weight).toBe(10);
  });

  it("never stop a rollback, nor bring what is over back to life", () => {
    const world = back(at("canary-10"));
    world.inheritMore(3);
    world.tick(1);
    expect(world.status.state).toBe("RolledBack");
    expect(world.status.hold).toBeUndefined();
  });
});

describe("taking over", () => {
  it("moves the epoch, and the fence of an advance that may still be in flight (F14)", () => {
    const world = at("canary-1");
    world.tick(60);
    world.paused = [];
    world.send("advance");
    const late = world.paused;
    world.paused = undefined;
    const { epoch } = world.status;
    world.restart();
    world.look();
    expect(world.status.epoch).toBe(epoch + 1);
    expect(world.route.owner?.epoch).toBe(epoch + 1);
    expect(world.route.weight).toBe(1);
    // Each look sends it again: the first is the one that was in flight.
    world.paused = late.slice(0, 1);
    world.wake();
    expect(world.route.weight).toBe(1);
    world.settle();
    expect(world.route.weight).toBe(10);
  });

  it("decides an advance anew, gates and all, and goes back when they fail (F04)", () => {
    const world = at("canary-1");
    world.tick(60);
    world.paused = [];
    world.send("advance", { id: "forward" });
    world.paused = undefined;
    world.restart();
    world.metricsDown = "down";
    world.tick(2);
    expect(world.status).toMatchObject({ state: "Baking", stage: "canary-1" });
    expect(world.route.weight).toBe(1);
    expect(world.status.recent.find((one) => one.id === "forward")?.outcome).toBe("refused");
    expect(world.status.enteredBy).toBe("operator");
    expect(world.status.stages.find((one) => one.name === "canary-1")?.leftAt).toBeUndefined();
  });

  it("finishes a rollback (F04)", () => {
    const world = at("canary-10");
    world.paused = [];
    world.send("rollback");
    world.paused = undefined;
    world.restart();
    world.tick(1);
    expect(world.route.weight).toBe(0);
  });

  it("finishes a rollback whose status was never written", () => {
    const world = at("canary-10");
    world.tick(3);
    rollBackUnrecorded(world);
    world.tick(5);
    expect(world.status.state).toBe("Baking");
    expect(world.kinds()).not.toContain("drift");
    world.tick(10);
    expect(["RollingBack", "RolledBack"]).toContain(world.status.state);
    expect(lastOf(world, "rollback")?.actor).toBe("crossfade");
  });

  it("raises nothing over a weight that a rollback has lowered and not recorded yet", () => {
    const world = at("canary-10");
    world.tick(100);
    expect(world.status.state).toBe("Ready");
    rollBackUnrecorded(world);
    world.tick(1);
    expect(world.status.state).toBe("Baking");
    expect(world.sendOnly("advance")).toMatchObject({
      outcome: "refused",
      reasons: [{ code: "state", message: expect.stringContaining("a rollback is on its way") as string }],
    });
    world.tick(15);
    expect(world.route.weight).toBe(0);
    expect(["RollingBack", "RolledBack"]).toContain(world.status.state);
  });

  it("finishes at once what this very process lowered and could not record", () => {
    const world = at("canary-10");
    world.tick(3);
    rollBackUnrecorded(world);
    world.lowered = world.route.owner?.seq;
    world.look();
    expect(world.status.state).toBe("RollingBack");
  });
});

describe("going back from an advance", () => {
  it("keeps that the stage was entered before, so that it can be retried", () => {
    const world = back(at("canary-10"));
    world.tick(60);
    world.paused = [];
    world.send("retry", { to: "canary-10" });
    world.paused = undefined;
    world.metricsDown = "down";
    world.tick(2);
    expect(world.status).toMatchObject({ state: "RolledBack", stage: "canary-10" });
    expect(world.status.rollback).toBeDefined();
    world.metricsDown = undefined;
    world.tick(60);
    expect(world.send("retry", { to: "canary-10" }).outcome).toBe("done");
  });

  it("opens a one-way door again for a rollback, as long as nothing was done", () => {
    const world = at("observe");
    world.tick(80);
    approveAll(world);
    world.paused = [];
    const { outcome } = world.sendOnly("advance");
    expect(outcome).toBe("unknown");
    expect(world.status.oneWay).toBe(true);
    expect(codes(world.sendOnly("rollback"))).toEqual(["one-way"]);
    world.metricsDown = "down";
    world.paused = undefined;
    world.tick(1);
    expect(world.status).toMatchObject({ stage: "observe", oneWay: false });
    expect(world.blue.template).toBe("b1");
  });
});

describe("the journal that cannot be written (F54)", () => {
  it("refuses an advance, and a rollback proceeds with its entry to follow", () => {
    const world = guard(at("canary-1"));
    world.tick(60);
    world.journalDown = true;
    world.sendOnly("advance", { id: "forward" });
    world.tick(7);
    expect(world.status.recent.find((one) => one.id === "forward")?.outcome).toBe("refused");
    expect(world.route.weight).toBe(1);
    world.tick(6);
    expect(world.send("advance").outcome).not.toBe("done");
    expect(world.send("rollback", { id: "back" }).outcome).toBe("done");
    expect(world.route.weight).toBe(0);
    world.journalDown = false;
    world.tick(2);
    expect(world.entries.filter((entry) => entry.commandId === "back")).toHaveLength(1);
    expect(world.chain()).toMatchObject({ ok: true });
  });

  it("is never too full for a rollback, however many commands came before", () => {
    const world = guard(at("canary-10"));
    world.journalDown = true;
    for (let times = 0; times < 30; times += 1) world.send("note", { reason: "again" });
    expect(world.send("rollback").outcome).toBe("done");
    expect(world.route.weight).toBe(0);
    for (let times = 0; times < 10; times += 1) {
      world.setWeight(10, "kubectl");
      world.tick(1);
      world.send("rollback");
    }
    expect(world.route.weight).toBe(0);
    world.journalDown = false;
    world.tick(3);
    expect(world.chain()).toMatchObject({ ok: true });
  });
});

describe("evidence", () => {
  it("is at most 16 KiB, the longest part giving way first", () => {
    const kept = storableEvidence({ small: "s", router: "x".repeat(40_000) }, []);
    expect(kept).toEqual({ small: "s", router: { clipped: "40002 bytes" } });
    expect(jsonBytes(storableEvidence("y".repeat(20_000), []))).toBeLessThan(100);
  });

  it("says what JSON cannot: NaN, infinities and halves of pairs never stop a rollback", () => {
    expect(storableEvidence({ a: Number.NaN, b: Number.POSITIVE_INFINITY, c: "\ud800" }, [])).toEqual({
      a: "NaN",
      b: "Infinity",
      c: "\ufffd",
    });
    const world = at("canary-10");
    expect(world.send("rollback", { reason: "half \ud800" }).outcome).toBe("done");
    expect(world.chain()).toMatchObject({ ok: true });
  });

  it("of a huge route leaves the status below 256 KiB while entries wait", () => {
    const world = guard(at("canary-10"));
    world.journalDown = true;
    world.route = { ...world.route, object: { big: "z".repeat(15_000) } };
    for (let times = 0; times < 12; times += 1) {
      world.setWeight(times % 2 ? 10 : 25, "kubectl");
      world.tick(1);
    }
    world.send("rollback");
    expect(jsonBytes(toWire(world.status))).toBeLessThan(262_144);
  });
});

describe("approvals", () => {
  const asked = () => {
    const world = at("final-health-checks");
    world.tick(60);
    return world;
  };

  it("that only the status knows do not count, nor those whose entry says something else (A44)", () => {
    const world = asked();
    const forged = {
      name: "go-live",
      stage: "final-health-checks",
      by: "mallory",
      at: world.now,
      digest: world.last?.assessment.evidence ?? "",
      expires: world.now + 86_400_000,
      entry: world.entries.length,
    };
    world.status.approvals = [forged];
    world.look();
    expect(world.status.state).toBe("Baking");
    world.send("approve", { actor: "approver" });
    expect(world.status.state).toBe("Ready");
    const [first] = world.status.approvals.slice(-1);
    if (!first) throw new Error("no approval");
    world.status.approvals = [{ ...first, expires: first.expires + 1 }];
    world.look();
    expect(world.status.state).toBe("Baking");
  });

  it("expire", () => {
    const world = at("final-health-checks", (spec) => {
      const stage = stageOf(spec, "final-health-checks");
      const others = (stage.gates ?? []).filter((gate) => !Object.hasOwn(gate as object, "approval"));
      stage.gates = [...others, { approval: { name: "go-live", quorum: 1, expires: "30s" } }];
    });
    world.tick(60);
    expect(world.send("approve", { actor: "approver" }).outcome).toBe("done");
    expect(world.status.state).toBe("Ready");
    world.tick(31);
    expect(world.status.state).toBe("Baking");
  });

  it("make the stage ready in the same answer, count once for each person, and can be taken back", () => {
    const world = asked();
    expect(world.sendOnly("approve", { actor: "approver" }).outcome).toBe("done");
    expect(world.status.state).toBe("Ready");
    expect(codes(world.send("approve", { actor: "approver" }))).toEqual(["state"]);
    expect(world.send("revoke-approval", { actor: "approver2" }).outcome).toBe("refused");
    expect(world.send("revoke-approval", { actor: "approver" }).outcome).toBe("done");
    expect(world.status.state).toBe("Baking");
  });

  it("given after a rollback do not count for a retry by who gave them", () => {
    const world = back(at("full"));
    world.tick(60);
    const gates = world.last?.assessment.gates ?? [];
    expect(gates.find((gate) => gate.gate === "job/chaos-kill-pod")?.why).toContain("retry canary-50");
    expect(codes(world.send("retry", { to: "full" }))).toEqual(
      expect.arrayContaining(["gate", "own-request"]),
    );
  });

  it("of an earlier entry of a stage do not count in a later one", () => {
    const world = asked();
    world.send("approve", { actor: "approver" });
    world.send("advance");
    const used = world.status.approvals;
    back(world);
    world.send("retry", { to: "final-health-checks" });
    world.tick(60);
    expect(world.status).toMatchObject({ state: "Baking", stage: "final-health-checks" });
    world.status.approvals = used.map(({ usedAt: _, ...one }) => one);
    world.look();
    expect(world.status.state).toBe("Baking");
  });

  it("are used once", () => {
    const world = asked();
    world.send("approve", { actor: "approver" });
    world.send("advance");
    expect(world.status.stage).toBe("canary-1");
    expect(world.status.approvals.every((one) => one.usedAt !== undefined)).toBe(true);
  });

  it("are void with a new image, which begins the bake anew, a skipped one too (F55)", () => {
    const world = asked();
    world.send("approve", { actor: "approver" });
    world.green = { ...world.green, template: "g2" };
    world.tick(1);
    expect(world.status.approvals).toEqual([]);
    expect(world.status.state).toBe("Baking");
  });
});

describe("skip-bake", () => {
  it("needs its approval by somebody else and a reason, and ends the bake", () => {
    const world = at("canary-10");
    world.tick(3);
    expect(world.send("skip-bake", { reason: "late" }).outcome).toBe("refused");
    world.send("approve", { actor: "approver", approval: "skip-bake" });
    expect(codes(world.send("skip-bake"))).toEqual(["bake"]);
    expect(codes(world.send("skip-bake", { actor: "approver", reason: "late" }))).toEqual(["gate"]);
    expect(world.send("skip-bake", { reason: "late" }).outcome).toBe("done");
    expect(world.last?.assessment.gates.find((gate) => gate.gate === "bake")?.state).toBe("pass");
  });
});

describe("drift", () => {
  it("by the same tool for the second time names it and the rule it needs (F28)", () => {
    const world = at("canary-10");
    for (let times = 0; times < 2; times += 1) {
      world.setWeight(50, "argocd-controller");
      world.tick(1);
      world.setWeight(10, "argocd-controller");
      world.tick(1);
      if (times === 0) world.send("resume");
    }
    const drifts = world.entries.filter((entry) => entry.kind === "drift" && entry.reason !== "put back");
    expect(drifts[0]?.reason).not.toContain("ignore");
    expect(drifts[1]?.reason).toContain(
      "second time: tell argocd-controller to ignore .spec.tcp[].route[].weight",
    );
  });

  it("that lowers the weight while it is being raised is resumed from there", () => {
    const world = at("canary-10");
    world.tick(60);
    world.paused = [];
    world.send("advance");
    world.setWeight(0, "kubectl");
    world.wake();
    world.tick(1);
    expect(world.status).toMatchObject({ state: "Held", drift: { to: 0 } });
    expect(world.route.weight).toBe(0);
    world.tick(60);
    expect(["done", "unknown"]).toContain(world.send("resume").outcome);
    world.tick(1);
    expect(world.route.weight).toBe(25);
  });

  it("upwards after a rollback was down is not fought, and resumed into the rollback", () => {
    const world = at("canary-10");
    world.connections = { blue: 180, green: 20 };
    world.send("rollback");
    world.tick(1);
    world.setWeight(10, "kubectl");
    world.tick(3);
    expect(world.route.weight).toBe(10);
    expect(world.status.hold?.code).toBe("drift");
    world.setWeight(0, "kubectl");
    world.tick(1);
    expect(world.send("resume").outcome).toBe("done");
    // Its clients have been sent back meanwhile, so that it is at its end.
    expect(world.status.state).toBe("RolledBack");
    expect(world.route.weight).toBe(0);
  });

  it("is not seen in a reading older than what is known (F08)", () => {
    const world = at("canary-25");
    world.routeReading = {
      state: "known",
      value: { ...world.route, weight: 0, resourceVersion: "1" },
      at: world.now,
    };
    world.tick(2);
    expect(world.status.drift).toBeUndefined();
    expect(world.sendOnly("rollback").outcome).toBe("unknown");
    expect(world.last?.effects.find((effect) => effect.kind === "set-weight")).toMatchObject({ weight: 0 });
  });
});

describe("a rollback", () => {
  const steps = (spec: { rollback: Record<string, unknown> }) => {
    spec.rollback["steps"] = [50, 10];
  };

  it("goes down in the plan's steps, and straight down when it is asked for again", () => {
    const world = at("full", steps);
    world.send("rollback");
    expect(world.route.weight).toBe(50);
    world.tick(2);
    expect(world.route.weight).toBe(10);
    const other = at("full", steps);
    other.send("rollback");
    other.send("rollback");
    expect(other.route.weight).toBe(0);
  });

  it("goes on when somebody lowers the weight between two steps", () => {
    const world = guard(at("full", steps));
    world.send("rollback");
    world.setWeight(20, "kubectl");
    world.tick(5);
    expect(world.route.weight).toBe(0);
  });

  it("drains green 5 s after weight 0 was read back, only while it has connections", () => {
    const world = at("canary-10");
    world.connections = { blue: 180, green: 20 };
    world.send("rollback");
    world.tick(4);
    expect(world.performed.some((effect) => effect.kind === "restart")).toBe(false);
    world.tick(2);
    expect(world.performed.filter((effect) => effect.kind === "restart")).toHaveLength(1);
    world.tick(3);
    expect(world.status.state).toBe("RolledBack");
    const empty = at("canary-10");
    empty.connections = { blue: 200, green: 0 };
    empty.send("rollback");
    empty.tick(8);
    expect(empty.performed.some((effect) => effect.kind === "restart")).toBe(false);
  });

  it("lasts drainTime and settle where the share is unknown", () => {
    const world = at("canary-10");
    world.connectionsKnown = false;
    world.send("rollback");
    world.tick(5);
    expect(world.status.state).toBe("RollingBack");
    world.tick(2);
    expect(world.status.state).toBe("RolledBack");
  });

  it.each([
    ["canary-10", () => undefined, 10],
    ["full", steps, 15],
  ] as const)("from %s waits for no clock that is minutes ahead", (stage, change, seconds) => {
    const world = at(stage, change);
    world.connectionsKnown = false;
    world.send("rollback");
    world.metricsDown = "this clock is ten minutes behind the one that began";
    world.now -= 600_000;
    world.tick(seconds);
    expect(world.route.weight).toBe(0);
    expect(world.status.state).toBe("RolledBack");
  });

  it("answers the advance that it voids", () => {
    const world = at("canary-1");
    world.tick(60);
    world.paused = [];
    world.sendOnly("advance", { id: "forward" });
    world.sendOnly("rollback");
    expect(world.status.recent.find((one) => one.id === "forward")).toMatchObject({ outcome: "refused" });
  });

  it("at weight 0 writes no weight, moves the fence of what was under way, and ends rolled back", () => {
    const { world, late } = advanceUnderWay();
    world.paused = undefined;
    world.connections = { blue: 200, green: 0 };
    expect(world.send("rollback").outcome).toBe("done");
    world.paused = late;
    world.wake();
    world.tick(2);
    expect(world.route.weight).toBe(0);
    expect(world.status.state).toBe("RolledBack");
    expect(world.performed.some((effect) => effect.kind === "set-weight" && effect.weight === 0)).toBe(false);
  });

  it("goes on to fence what is under way for its full time, though a clock that is ahead began it", () => {
    const { world, late } = advanceUnderWay();
    world.connections = { blue: 200, green: 0 };
    world.now += 40_000;
    world.sendOnly("rollback");
    world.now -= 40_000;
    world.tick(10);
    expect(world.status.state).toBe("RollingBack");
    world.paused = undefined;
    world.tick(1);
    world.paused = late;
    world.wake();
    world.tick(2);
    expect(world.route.weight).toBe(0);
    expect(world.status.state).toBe("RolledBack");
  });

  it("with the same id is executed again once a stage was entered, with one entry for the id (F60)", () => {
    const world = guard(at("canary-10"));
    world.send("rollback", { id: "same" });
    world.connections = { blue: 200, green: 0 };
    world.tick(62);
    world.send("retry", { to: "canary-10" });
    expect(world.route.weight).toBe(10);
    expect(world.send("rollback", { id: "same" }).outcome).toBe("done");
    expect(world.route.weight).toBe(0);
    expect(world.entries.filter((entry) => entry.commandId === "same")).toHaveLength(1);
    expect(world.kinds().filter((kind) => kind === "rollback")).toHaveLength(2);
  });
});

describe("breaches", () => {
  it("of blue count though green merely warns", () => {
    const world = at("canary-10", (spec) => {
      for (const slo of spec.slos) slo.onBreach = "warn";
    });
    world.tick(10);
    world.weather.green.failing = 0.2;
    world.tick(3);
    expect(world.status.state).toBe("Baking");
    const baked = world.status.bakedMs;
    world.tick(5);
    expect(world.status.bakedMs).toBe(baked);
    world.weather.blue.failing = 0.2;
    world.tick(3);
    expect(world.status.hold?.code).toBe("common-cause");
  });

  it("are a common cause by the same window on both sides, however long the evidence is", () => {
    const world = at("canary-10");
    world.tick(300);
    // Blue shows it a little less: no breach of its own yet.
    world.weather = { blue: { perSecond: 200, failing: 0.015 }, green: { perSecond: 200, failing: 0.02 } };
    world.affected = ["availability"];
    world.tick(3);
    expect(
      world.status.slos.find((one) => one.name === "availability" && one.side === "blue")?.verdict,
    ).not.toBe("breach");
    expect(world.status.hold?.code).toBe("common-cause");
    expect(world.route.weight).toBe(10);
  });

  it("are journalled on their way in and out, at most once a minute", () => {
    const world = at("canary-10", (spec) => {
      for (const slo of spec.slos) slo.onBreach = "warn";
    });
    world.tick(10);
    for (let times = 0; times < 8; times += 1) {
      world.weather.green.failing = times % 2 === 0 ? 0.2 : 0;
      world.tick(15);
    }
    world.weather.green.failing = 0;
    world.tick(90);
    const told = world.entries.filter(
      (entry) => entry.kind === "verdict" && entry.reason?.startsWith("Availability on green"),
    );
    const times = told.map((entry) => Date.parse(entry.at));
    for (const [index, one] of times.slice(1).entries())
      expect(one - (times[index] ?? 0)).toBeGreaterThanOrEqual(60_000);
    expect(told.length).toBeGreaterThan(1);
    expect(told.at(-1)?.reason).not.toContain("→ breach");
  });
});

describe("behind a one-way door", () => {
  it("blue is not judged, for it is no way back", () => {
    const world = at("disable-dual-write");
    world.weather.blue.failing = 0.6;
    world.tick(5);
    expect(world.status.hold).toBeUndefined();
    expect(world.status.slos.some((slo) => slo.side === "blue")).toBe(false);
  });
});

describe("an advance", () => {
  it("waits where a rollback has marked the route and its status is still on its way", () => {
    const world = at("canary-1");
    world.tick(60);
    world.paused = [];
    world.sendOnly("advance");
    world.paused = undefined;
    const seq = (world.status.intent?.seq ?? 0) + 1;
    world.route = {
      ...world.route,
      owner: { namespace: "n", name: "m", epoch: 0, seq },
      resourceVersion: "77",
    };
    world.tick(2);
    expect(world.route.weight).toBe(1);
    expect(world.status.state).toBe("Entering");
  });
});

describe("the same id again", () => {
  const command = {
    body: { id: "x", kind: "rollback" as const, stage: "s", planHash: "h" },
    actor: "a",
    at: 1,
  };
  const recent = {
    id: "x",
    kind: "rollback",
    actor: "a",
    body: bodyDigest(command),
    outcome: "done" as const,
    reasons: [],
    entry: 7,
    at: 1,
    run: 3,
  };

  it("gives the same answer, to the same person for the same body", () => {
    expect(replay(recent, command, 3)).toEqual({ outcome: "done", reasons: [], entry: 7 });
    expect(replay(recent, { ...command, actor: "b" }, 3)?.reasons[0]?.code).toBe("id-reused");
    const other = { ...command, body: { ...command.body, reason: "another" } };
    expect(replay(recent, other, 3)?.reasons[0]?.code).toBe("id-reused");
    expect(replay(undefined, command, 3)).toBeUndefined();
  });

  it("executes a rollback again once a stage was entered, and no other command (F60)", () => {
    expect(replay(recent, command, 4)).toBeUndefined();
    const hold = { ...command, body: { ...command.body, kind: "hold" as const } };
    expect(replay({ ...recent, kind: "hold", body: bodyDigest(hold) }, hold, 4)).toMatchObject({ entry: 7 });
  });
});

describe("jobs", () => {
  it("with every run again, and what passed stands until a repetition fails", () => {
    const world = at("observe", (spec) => {
      const stage = stageOf(spec, "observe");
      stage.gates = [
        {
          job: {
            name: "row-count-validation",
            template: "dual-write-validator",
            every: "20s",
            timeout: "10m",
          },
        },
      ];
    });
    world.tick(3);
    world.jobResult = () => "running";
    world.tick(25);
    const gate = () => world.last?.assessment.gates.find((one) => one.gate === "job/row-count-validation");
    expect(world.jobs.filter((job) => job.stage === "observe")).toHaveLength(2);
    expect(gate()?.state).toBe("pass");
    world.jobResult = () => "failed";
    world.tick(2);
    expect(gate()?.state).toBe("failed");
  });

  it("of the plan before do not count under an adopted one", () => {
    const world = at("final-health-checks");
    world.tick(5);
    const runs = world.jobs.length;
    const spec = structuredClone(world.spec) as Parameters<typeof stageOf>[0];
    stageOf(spec, "canary-10").bake = { atLeast: "45s", atMost: "20m" };
    world.offered = spec;
    world.tick(1);
    expect(world.status.conditions.find((one) => one.type === "PlanChanged")?.status).toBe("True");
    expect(codes(world.send("adopt-plan", { to: "0".repeat(64) }))).toEqual(["plan-changed"]);
    expect(world.send("adopt-plan", { to: world.offeredHash() }).outcome).toBe("done");
    expect(world.status.planHash).toBe(world.offeredHash());
    world.tick(1);
    expect(world.jobs.length).toBe(2 * runs);
  });
});

describe("a plan whose threshold is no bucket bound", () => {
  const misfit = { path: "spec.slos[2].objective.below", message: "must be a bucket bound" };

  it("is not started: the reason names the objective, and nothing but the refusal is written", () => {
    const world = fresh();
    world.misfits = [misfit];
    world.tick(1);
    const answer = world.send("start");
    expect(answer).toMatchObject({ outcome: "refused", reasons: [{ code: "gate" }] });
    expect(answer.reasons[0]?.message).toContain("spec.slos[2].objective.below must be a bucket bound");
    expect(world.status.state).toBe("Pending");
    expect(world.performed.filter(({ kind }) => kind !== "notify")).toEqual([]);
    world.misfits = [];
    expect(world.send("start").outcome).toBe("done");
  });

  it("is not adopted, and the run goes on under the plan it has", () => {
    const world = at("canary-1");
    const spec = structuredClone(world.spec) as Parameters<typeof stageOf>[0];
    stageOf(spec, "canary-10").bake = { atLeast: "45s", atMost: "20m" };
    world.offered = spec;
    world.misfits = [misfit];
    world.tick(1);
    const pinned = world.status.planHash;
    expect(codes(world.send("adopt-plan", { to: world.offeredHash() }))).toEqual(["plan-changed"]);
    expect([world.status.planHash, world.status.state]).toEqual([pinned, "Baking"]);
  });
});

describe("the first look", () => {
  it("is taken once: what is short of 0.05 then must reach 0.01 later", () => {
    const world = at("canary-10");
    // 5,990 samples are needed at the first look, and the bake of 45 s ends with fewer.
    world.weather.green.perSecond = 120;
    world.tick(53);
    const slo = () =>
      world.status.slos.find((one) => one.name === "connection-success" && one.side === "green");
    expect(world.status.lookedAt).toBeDefined();
    expect(slo()).toMatchObject({ verdict: "insufficient" });
    expect(slo()?.needed).toBeGreaterThan(9_000);
  });

  it("passes are provisional before it, and stand after it", () => {
    const world = at("canary-10");
    world.tick(40);
    const slo = () =>
      world.status.slos.find((one) => one.name === "connection-success" && one.side === "green");
    expect(slo()).toMatchObject({ verdict: "pass", provisional: true });
    world.tick(12);
    expect(slo()).toMatchObject({ verdict: "pass", provisional: false });
    expect(world.status.state).toBe("Ready");
  });
});

describe("clocks", () => {
  it("count no time between a blind look and a sighted one, however long the loop stood", () => {
    const world = at("canary-10");
    world.tick(20);
    const baked = world.status.bakedMs;
    world.metricsDown = "down";
    world.tick(1);
    world.metricsDown = undefined;
    world.elapsed = 5_000;
    world.tick(1);
    expect(world.status.bakedMs).toBe(baked);
  });

  it("count nothing on either side of a breach", () => {
    const world = at("canary-10", (spec) => {
      for (const slo of spec.slos) slo.onBreach = "warn";
    });
    world.tick(20);
    world.weather.green.failing = 0.6;
    world.tick(2);
    const baked = world.status.bakedMs;
    // Out of the window at once: this look is healthy, the one before it was not.
    world.sampleOf = (key) =>
      key.includes("/total/") ? { state: "value", value: 0, at: world.now } : undefined;
    world.tick(1);
    expect(world.status.slos.some((slo) => slo.verdict === "breach")).toBe(false);
    expect(world.status.bakedMs).toBe(baked);
  });

  it("begin the evidence of a stage at the same weight no earlier than the last change settles", () => {
    const world = at("full");
    world.look();
    expect(world.status.evidenceSince).toBe((world.status.route?.changedAt ?? 0) + 6_000);
  });
});

describe("a pending migration", () => {
  it("starts with the spec of now, also when it was edited a moment ago", () => {
    const world = fresh();
    world.look();
    const spec = structuredClone(world.spec) as Parameters<typeof stageOf>[0];
    stageOf(spec, "canary-10").bake = { atLeast: "45s", atMost: "30m" };
    world.offered = spec;
    expect(world.send("start", { planHash: world.offeredHash() }).outcome).toBe("done");
    expect(world.status.plan).toEqual(spec);
  });

  it("whose plan is not valid refuses every command once, with an entry and its answer kept", () => {
    const world = fresh();
    world.offered = { title: "nothing else" };
    expect(world.send("start", { id: "one", planHash: world.offeredHash() }).outcome).toBe("refused");
    expect(world.status.recent.map(({ id }) => id)).toContain("one");
    expect(world.entries.filter((entry) => entry.commandId === "one")).toHaveLength(1);
  });

  it("claims no route of another migration (F51)", () => {
    const world = fresh();
    world.route = { ...world.route, owner: { namespace: "n", name: "other", epoch: 1, seq: 1 } };
    expect(codes(world.send("start"))).toEqual(["state"]);
  });
});

describe("history", () => {
  it("of another entry under a known number holds, and the chain goes on from what is there (F57)", () => {
    const world = at("canary-10");
    const last = world.entries.at(-1);
    const previous = world.entries.at(-2);
    if (!last || !previous) throw new Error("no entries");
    const other = link(
      "m",
      { length: previous.seq, head: previous.hash },
      { kind: "note", actor: "x", stage: "", at: 1 },
    );
    world.entries = [...world.entries.slice(0, -1), other.entry];
    world.tick(1);
    expect(world.status.hold?.code).toBe("history");
    world.tick(2);
    expect(world.chain()).toMatchObject({ ok: true });
  });

  it("that is shorter holds after a while, not for a cache that lags, and stays resumed", () => {
    const world = at("canary-10");
    world.look();
    const all = world.entries;
    world.entries = all.slice(0, -2);
    world.tick(5);
    expect(world.status.state).toBe("Baking");
    world.tick(12);
    expect(world.status.hold?.code).toBe("history");
    world.journalDown = true;
    expect(world.send("resume").outcome).toBe("done");
    world.tick(3);
    expect(world.status.state).not.toBe("Held");
  });
});

describe("every ordered pair of commands in every state", () => {
  const begins: [string, () => World][] = [
    [
      "Pending",
      () => {
        const world = fresh();
        world.look();
        return world;
      },
    ],
    [
      "Entering",
      () => {
        const world = at("canary-1");
        world.tick(60);
        world.paused = [];
        world.send("advance");
        return world;
      },
    ],
    ["Baking", () => at("canary-10")],
    [
      "Ready",
      () => {
        const world = at("canary-10");
        world.tick(60);
        return world;
      },
    ],
    [
      "Held",
      () => {
        const world = at("canary-10");
        world.send("hold");
        return world;
      },
    ],
    [
      "RollingBack",
      () => {
        const world = at("canary-10");
        connect(world);
        world.send("rollback");
        return world;
      },
    ],
    [
      "RolledBack",
      () => {
        const world = back(at("canary-10"));
        world.tick(60);
        return world;
      },
    ],
    [
      "Completed",
      () => {
        const world = walkTo(at("decommission-blue"), "decommission-blue");
        world.tick(5);
        world.send("advance");
        return world;
      },
    ],
    [
      "Aborted",
      () => {
        const world = back(at("canary-10"));
        world.send("abort");
        return world;
      },
    ],
  ];

  it.each(begins)("%s: the invariants hold, and a rollback wins", (state, begin) => {
    expect(STATES).toContain(state);
    const start = begin();
    expect(start.status.state).toBe(state);
    for (const first of COMMAND_KINDS) {
      const one = guard(start.clone());
      one.sendOnly(first, { reason: "first" });
      for (const second of COMMAND_KINDS) {
        const two = guard(one.clone());
        const answer = two.sendOnly(second, { actor: "other", reason: "second" });
        const rolled = [first, second].includes("rollback") && two.status.state === "RollingBack";
        two.wake();
        two.settle();
        if (rolled && answer.outcome !== "refused") expect(two.route.weight, `${first}, ${second}`).toBe(0);
        two.tick(1);
        if (rolled) expect(two.route.weight, `${first}, ${second}`).toBe(0);
      }
    }
  });
});
