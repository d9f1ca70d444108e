import { describe, expect, it } from "vitest";
import { stageOf } from "./testing/plan.ts";
import { at, fresh, walkTo } from "./testing/reach.ts";

describe("the whole plan", () => {
  it("goes from Pending to Completed with approvals and jobs, and the chain verifies", () => {
    const world = at("decommission-blue");
    world.tick(5);
    expect(world.status.state).toBe("Ready");
    expect(world.send("advance").outcome).toBe("done");
    expect(world.status.state).toBe("Completed");
    expect(world.route.weight).toBe(100);
    expect(world.blue.replicas).toBe(0);
    expect(world.chain()).toMatchObject({ ok: true });
    const weights = world.entries
      .filter((entry) => entry.kind === "weight")
      .map((entry) => [entry.from, entry.to]);
    expect(weights).toEqual([
      [0, 1],
      [1, 10],
      [10, 25],
      [25, 50],
      [50, 100],
    ]);
  });

  it("writes each weight once, and none that is there already (I6)", () => {
    const world = at("observe");
    expect(world.performed.filter((effect) => effect.kind === "set-weight")).toHaveLength(5);
  });
});

describe("gates", () => {
  it("refuse an advance while the bake is not done", () => {
    const world = at("canary-1");
    const answer = world.send("advance");
    expect(answer.outcome).toBe("refused");
    expect(answer.reasons.map((reason) => reason.code)).toContain("bake");
    expect(world.route.weight).toBe(1);
  });

  it("do not count an approval by who entered the stage (A28)", () => {
    const world = at("final-health-checks");
    world.tick(60);
    expect(world.send("approve", { actor: "operator" }).reasons[0]?.code).toBe("own-request");
  });

  it("void an approval when another gate fails afterwards (F39)", () => {
    const world = at("final-health-checks");
    world.tick(60);
    expect(world.send("approve", { actor: "approver" }).outcome).toBe("done");
    expect(world.status.state).toBe("Ready");
    world.metricsDown = "source down";
    world.tick(1);
    expect(world.status.approvals).toHaveLength(0);
    expect(world.status.state).not.toBe("Ready");
  });

  it("refuse an approval on evidence that is not that of now (A29)", () => {
    const world = at("final-health-checks");
    world.tick(60);
    expect(world.send("approve", { actor: "approver", evidence: "0000000000000000" }).outcome).toBe(
      "conflict",
    );
    expect(
      world.send("approve", { actor: "approver", evidence: world.last?.assessment.evidence ?? "" }).outcome,
    ).toBe("done");
  });

  it("wait for a failed job until it is retried", () => {
    const world = fresh();
    world.jobResult = (job) => (job === "load-test" ? "failed" : "succeeded");
    world.look();
    world.send("start");
    world.tick(2);
    world.send("advance");
    world.tick(60);
    expect(world.last?.assessment.advance.unmet.find((gate) => gate.gate === "job/load-test")?.state).toBe(
      "failed",
    );
    world.jobResult = () => "succeeded";
    expect(world.send("retry", { to: "job/load-test" }).outcome).toBe("done");
    world.tick(3);
    expect(world.last?.assessment.gates.find((gate) => gate.gate === "job/load-test")?.state).toBe("pass");
  });
});

describe("a breach on green", () => {
  it("rolls back by itself, and ends when green has no connections left", () => {
    const world = at("canary-10");
    world.tick(10);
    world.weather.green = { perSecond: 200, failing: 0.2 };
    world.affected = ["publish-latency"];
    world.tick(3);
    expect(world.route.weight).toBe(0);
    expect(world.status.state).toBe("RollingBack");
    expect(world.status.stage).toBe("canary-10");
    world.connections = { blue: 200, green: 0 };
    world.tick(2);
    expect(world.status.state).toBe("RolledBack");
    expect(world.kinds()).toContain("rollback");
    expect(world.chain()).toMatchObject({ ok: true });
  });

  it("holds where the plan says hold", () => {
    const world = walkTo(
      fresh((spec) => (spec.rollback["auto"] = false)),
      "canary-10",
    );
    world.tick(10);
    world.weather.green = { perSecond: 200, failing: 0.2 };
    world.affected = ["publish-latency"];
    world.tick(3);
    expect(world.route.weight).toBe(10);
    expect(world.status.hold?.code).toBe("breach");
  });

  it("is a common cause when blue is as bad: held, never rolled back onto it (F59)", () => {
    const world = at("canary-10");
    world.tick(10);
    world.weather = { blue: { perSecond: 200, failing: 0.5 }, green: { perSecond: 200, failing: 0.5 } };
    world.tick(3);
    expect(world.route.weight).toBe(10);
    expect(world.status.hold?.code).toBe("common-cause");
  });

  it("counts even while settling when green is down (F35)", () => {
    const world = at("canary-25");
    world.green = { ...world.green, ready: 1 };
    world.tick(1);
    expect(world.route.weight).toBe(0);
  });

  it("holds when blue is not ready, and a person may force the way back (F34)", () => {
    const world = at("canary-10");
    world.tick(10);
    world.blue = { ...world.blue, ready: 1 };
    world.weather.green = { perSecond: 200, failing: 0.3 };
    world.affected = ["publish-latency"];
    world.tick(3);
    expect(world.status.hold?.code).toBe("blue-not-ready");
    expect(world.send("rollback").reasons[0]?.code).toBe("blue-not-ready");
    expect(world.send("rollback", { force: true, reason: "blue is better than this" }).outcome).toBe("done");
    expect(world.route.weight).toBe(0);
  });
});

describe("drift", () => {
  it("upwards holds until it is put back, names the writer, and never fights (F27, I9)", () => {
    const world = at("canary-10");
    world.tick(10);
    world.setWeight(50, "argocd");
    world.tick(3);
    expect(world.route.weight).toBe(50);
    expect(world.status.hold).toMatchObject({ code: "drift" });
    expect(world.status.drift).toMatchObject({ by: "argocd", from: 10, to: 50 });
    expect(world.send("resume").reasons[0]?.code).toBe("drift");
    world.setWeight(10, "argocd");
    world.tick(2);
    expect(world.send("resume").outcome).toBe("done");
    expect(world.status.state).toBe("Baking");
  });

  it("downwards is respected; resume writes the stage's weight again once the gates pass", () => {
    const world = at("canary-10");
    world.tick(10);
    world.setWeight(0, "kubectl-edit");
    world.tick(3);
    expect(world.status.hold?.code).toBe("drift");
    expect(world.send("resume").outcome).toBe("refused");
    expect(world.route.weight).toBe(0);
    world.tick(60);
    expect(world.send("resume").outcome).toBe("done");
    expect(world.route.weight).toBe(10);
  });
});

describe("blindness", () => {
  it("stops the bake at once, holds after 60 s and ends by itself after 30 s of sight (F18, F26)", () => {
    const world = at("canary-10");
    world.tick(20);
    const baked = world.status.bakedMs;
    world.metricsDown = "source down";
    world.tick(59);
    expect(world.status.state).toBe("Baking");
    expect(world.status.bakedMs).toBe(baked);
    world.tick(3);
    expect(world.status.hold?.code).toBe("blind");
    expect(world.send("rollback").outcome).toBe("done");
  });

  it("lets evidence begin anew when sight returns", () => {
    const world = at("canary-10");
    world.tick(20);
    world.metricsDown = "source down";
    world.tick(70);
    world.metricsDown = undefined;
    const seenAgain = world.now + 1_000;
    world.tick(29);
    expect(world.status.state).toBe("Held");
    world.tick(5);
    expect(world.status.state).toBe("Baking");
    expect(world.status.evidenceSince).toBe(seenAgain);
  });
});

describe("one-way stages", () => {
  it("refuse a rollback from the intent on, forced or not (I11)", () => {
    const world = at("disable-dual-write");
    world.tick(3);
    expect(world.send("rollback", { force: true, reason: "please" }).reasons[0]?.code).toBe("one-way");
    expect(world.route.weight).toBe(100);
    expect(world.last?.assessment.rollback.allowed).toBe(false);
  });

  it("are entered only with both approvals, by others than who advances", () => {
    const world = at("observe");
    world.tick(80);
    expect(world.send("approve", { actor: "approver" }).outcome).toBe("done");
    expect(world.send("advance").outcome).toBe("refused");
    expect(world.send("approve", { actor: "approver2" }).outcome).toBe("done");
    expect(world.send("advance", { actor: "approver2" }).reasons.map((reason) => reason.code)).toContain(
      "own-request",
    );
    expect(world.send("advance").outcome).toBe("done");
  });
});

describe("commands", () => {
  it("for another stage conflict, except that rollback and hold act all the same", () => {
    const world = at("canary-1");
    expect(world.send("advance", { stage: "deploy-green" }).outcome).toBe("conflict");
    expect(world.send("rollback", { stage: "deploy-green" }).outcome).toBe("done");
  });

  it("with the id of another command are told so, and leave no entry", () => {
    const world = at("canary-1");
    expect(world.send("hold", { id: "same" }).outcome).toBe("done");
    expect(world.kinds().filter((kind) => kind === "hold")).toHaveLength(1);
  });

  it("a hold stops the bake and ends by resume only", () => {
    const world = at("canary-10");
    world.tick(20);
    world.send("hold", { reason: "lunch" });
    const baked = world.status.bakedMs;
    world.tick(50);
    expect(world.status.bakedMs).toBe(baked);
    expect(world.status.state).toBe("Held");
    expect(world.send("resume").outcome).toBe("done");
    world.tick(2);
    expect(world.status.bakedMs).toBeGreaterThan(baked);
  });

  it("abort needs weight 0", () => {
    const world = at("canary-10");
    expect(world.send("abort").reasons[0]?.code).toBe("roll-back-first");
    world.send("rollback");
    world.connections = { blue: 200, green: 0 };
    world.tick(2);
    expect(world.send("abort").outcome).toBe("done");
    expect(world.status.state).toBe("Aborted");
  });

  it("retry after a rollback needs the gates of the stage before on new evidence", () => {
    const world = at("canary-10");
    world.tick(10);
    world.send("rollback");
    world.connections = { blue: 200, green: 0 };
    world.tick(2);
    expect(world.status.state).toBe("RolledBack");
    expect(world.send("retry", { to: "canary-25" }).outcome).toBe("refused");
    const { reasons } = world.send("retry", { to: "canary-10" });
    expect(reasons[0]?.code).toBe("gate");
    // When, and once: not each objective for itself.
    expect(reasons[0]?.message).toMatch(/^the weight is settling for \d+ s more; /);
    expect(reasons.filter(({ message }) => message.includes("settling"))).toHaveLength(1);
    world.tick(60);
    expect(world.send("retry", { to: "canary-10" }).outcome).toBe("done");
    expect(world.route.weight).toBe(10);
    expect(world.status.stage).toBe("canary-10");
  });

  it("a retry behind a stage whose gates ask no objective waits for no samples", () => {
    const world = at("canary-10", (spec) => {
      stageOf(spec, "canary-1").gates = [{ ready: "green" }];
    });
    world.tick(10);
    world.send("rollback");
    world.connections = { blue: 200, green: 0 };
    world.tick(2);
    expect(world.send("retry", { to: "canary-10" }).outcome).toBe("done");
  });

  it("a failed action holds, and resume repeats it", () => {
    const world = fresh();
    world.actionResult = (effect) => (effect.kind === "patch" ? "failed" : "done");
    walkTo(world, "disable-dual-write");
    world.tick(2);
    expect(world.status.hold?.code).toBe("action-failed");
    world.actionResult = () => "done";
    world.tick(1);
    expect(world.send("resume").outcome).toBe("done");
    world.tick(3);
    expect(world.status.state).not.toBe("Held");
    expect(world.status.state).not.toBe("Entering");
  });
});

describe("time", () => {
  it("overdue holds, and never rolls back", () => {
    const world = at("canary-10");
    world.jobResult = () => "succeeded";
    world.sampleOf = (key) =>
      key.includes("green/availability/good") || key.includes("green/availability/total")
        ? { state: "value", value: 10, at: world.now }
        : undefined;
    world.tick(16 * 60);
    expect(world.status.hold?.code).toBe("overdue");
    expect(world.route.weight).toBe(10);
    world.sampleOf = undefined;
    expect(world.send("resume").outcome).toBe("done");
    world.tick(5);
    expect(world.status.state).not.toBe("Held");
  });

  it("a clock that jumps forward bakes nothing (F17)", () => {
    const world = at("canary-10");
    world.tick(10);
    const baked = world.status.bakedMs;
    world.now += 3_600_000 - 3_550_000;
    world.elapsed = 0;
    world.look();
    expect(world.status.bakedMs).toBe(baked);
  });

  it("a stage that advances by itself is left at once when it is ready", () => {
    const world = walkTo(
      fresh((spec) => (stageOf(spec, "canary-1").advance = "auto")),
      "canary-1",
    );
    world.tick(75);
    expect(world.status.stage).toBe("canary-10");
    expect(world.entries.find((entry) => entry.kind === "advance" && entry.to === "canary-10")?.actor).toBe(
      "crossfade",
    );
  });
});

describe("history", () => {
  it("of a Migration that ran before continues, and a live weight holds (F56)", () => {
    const world = fresh();
    world.inheritMore(3);
    world.setWeight(25, "crossfade");
    world.look();
    expect(world.status.hold?.code).toBe("inherited");
    expect(world.send("start").outcome).toBe("refused");
    expect(world.send("rollback").outcome).toBe("done");
    expect(world.route.weight).toBe(0);
    expect(world.chain()).toMatchObject({ ok: true });
  });

  it("longer than the status says holds (F57)", () => {
    const world = at("canary-10");
    const before = structuredClone(world.status);
    world.tick(5);
    world.send("note", { reason: "one more" });
    world.status = before;
    world.look();
    expect(world.status.hold?.code).toBe("history");
  });

  it("a new image of green during a bake begins evidence and bake anew (F55)", () => {
    const world = at("canary-10");
    world.tick(30);
    world.green = { ...world.green, template: "g2" };
    world.tick(1);
    expect(world.status.bakedMs).toBeLessThan(2_000);
    expect(world.status.evidenceSince).toBe(world.now);
  });
});
