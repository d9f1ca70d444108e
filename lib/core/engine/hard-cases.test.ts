import { describe, expect, it } from "vitest";
import { planHash } from "../plan/hash.ts";
import { type QuickSpec, stageOf } from "./testing/plan.ts";
import { approveAll, at, connect, fresh } from "./testing/reach.ts";
import { guard } from "./testing/invariants.ts";
import type { World } from "./testing/world.ts";

/** Everything that a stage asks for, done, until it may be left. */
function ready(world: World): World {
  for (let turns = 0; turns < 60 && world.status.state !== "Ready"; turns += 1) {
    world.tick(10);
    connect(world);
    approveAll(world);
    world.look();
  }
  expect(world.status.state).toBe("Ready");
  return world;
}

function offer(world: World, change: (spec: QuickSpec) => void): string {
  const spec = structuredClone(world.spec) as QuickSpec;
  change(spec);
  world.offered = spec;
  world.look();
  return planHash(spec);
}

describe("a rollback behind a one-way door (I11)", () => {
  it("that lowered the route and lost to the door is somebody's change: held and said, never taken for ours to finish", () => {
    const world = ready(at("observe"));
    const stale = world.clone();
    stale.paused = [];
    stale.sendOnly("rollback", { actor: "alice" });
    const [write] = stale.paused;
    if (!write) throw new Error("the rollback wrote nothing");
    expect(world.sendOnly("advance").outcome).toBe("unknown");
    expect(world.status.oneWay).toBe(true);
    world.paused = [write];
    world.wake();
    world.tick(1);
    expect(world.route.weight).toBe(0);
    expect(world.status).toMatchObject({ state: "Held", hold: { code: "drift" }, drift: { to: 0 } });
  });
});

describe("a plan adopted in the middle of an entry (I2, I10)", () => {
  const held = (): World => {
    const world = ready(at("canary-1"));
    world.paused = [];
    world.sendOnly("advance");
    world.send("hold");
    world.paused = undefined;
    expect(world.status.state).toBe("Held");
    return world;
  };

  it("is refused: what is under way was decided on the plan that it has", () => {
    const world = held();
    const hash = offer(world, (spec) => {
      stageOf(spec, "canary-10").weight = 1;
    });
    const answer = world.send("adopt-plan", { to: hash });
    expect(answer).toMatchObject({ outcome: "refused", reasons: [{ code: "state" }] });
    expect(world.route.weight).toBe(1);
  });
});

describe("the mark of a rollback at weight 0 (I1)", () => {
  it("is set by whoever comes next when its process died first: a late raise meets it", () => {
    const world = guard(ready(at("final-health-checks")));
    world.paused = [];
    world.send("advance");
    const late = world.paused;
    expect(late[0]).toMatchObject({ kind: "set-weight", weight: 1 });
    world.paused = [];
    world.sendOnly("rollback", { actor: "alice" });
    world.paused = undefined;
    world.restart();
    world.connections = { blue: 200, green: 0 };
    world.tick(5);
    expect(world.status.state).toBe("RolledBack");
    world.paused = late;
    world.wake();
    world.tick(5);
    expect(world.route.weight).toBe(0);
  });
});

describe("an object that somebody restored (I9)", () => {
  it("has an older mark of ours: lowered by them, held and respected, and nothing is rolled back", () => {
    const world = at("canary-25");
    world.tick(5);
    connect(world);
    world.setWeight(10, "velero");
    world.route = { ...world.route, owner: { namespace: "n", name: "m", epoch: 0, seq: 17 } };
    world.tick(20);
    expect(world.status).toMatchObject({ state: "Held", hold: { code: "drift" } });
    expect(world.route.weight).toBe(10);
    expect(world.performed.some(({ kind }) => kind === "restart")).toBe(false);
  });
});

describe("a new image of green while a stage is entered (F55)", () => {
  it("voids what the old one has shown: the weight does not rise on it", () => {
    const world = ready(
      at("canary-1", (spec) => {
        stageOf(spec, "canary-10").actions = [
          { job: { name: "warm", template: "chaos-kill-pod", timeout: "10m" }, before: true },
        ];
      }),
    );
    world.jobResult = (job) => (job === "warm" ? "running" : "succeeded");
    world.send("advance");
    world.tick(10);
    expect(world.status.state).toBe("Entering");
    world.green = { ...world.green, template: "g2" };
    world.tick(2);
    world.jobResult = () => "succeeded";
    world.tick(3);
    expect(world.route.weight).toBe(1);
    expect(world.status.stage).toBe("canary-1");
  });
});

describe("jobs", () => {
  it("of an adopted plan carry the advance out of its stage, whatever those of the plan before came to", () => {
    let result: "failed" | "succeeded" = "failed";
    const world = at("canary-50");
    world.jobResult = () => result;
    world.tick(10);
    result = "succeeded";
    const hash = offer(world, (spec) => Object.assign(spec, { title: "Another title" }));
    expect(world.send("adopt-plan", { to: hash }).outcome).toBe("done");
    ready(world);
    expect(world.send("advance").outcome).toBe("done");
    expect(world.route.weight).toBe(100);
  });

  it("that have passed and were cleaned up are not run again", () => {
    const world = ready(at("canary-50"));
    const created = () => world.performed.filter(({ kind }) => kind === "create-job").length;
    const before = created();
    world.jobs = [];
    world.tick(3);
    expect(created()).toBe(before);
    expect(world.status.state).toBe("Ready");
  });
});

describe("an SLO that is measured on blue only", () => {
  const blueOnly = (spec: QuickSpec): void => {
    Object.assign(spec.slos[0] ?? {}, { sides: ["blue"] });
  };

  it("does not stand in the way once blue is not judged any more", () => {
    const world = ready(at("observe", blueOnly));
    expect(world.send("advance").outcome).toBe("done");
    const gone = at("observe", blueOnly);
    gone.blue = { ...gone.blue, exists: false, replicas: 0, ready: 0 };
    ready(gone);
  });
});

describe("a first stage with a weight", () => {
  it("is not started blind, nor onto a green that is not there", () => {
    const world = fresh((spec) => {
      spec.phases.splice(0, 1);
      Object.assign(spec, { risks: [] });
    });
    world.metricsDown = "Prometheus is down";
    world.green = { ...world.green, ready: 0 };
    world.look();
    const answer = world.sendOnly("start");
    expect(answer.reasons.map(({ message }) => message).join("; ")).toMatch(
      /0 pods ready.*Prometheus is down/,
    );
    world.tick(2);
    expect(world.route.weight).toBe(0);
    world.metricsDown = undefined;
    world.green = { ...world.green, ready: 3 };
    world.look();
    expect(world.send("start").outcome).toBe("done");
  });
});

describe("a rollback in steps", () => {
  const stepped = (): World => {
    const world = at("canary-50", (spec) => {
      Object.assign(spec.rollback, { steps: [25, 10] });
      spec.traffic.drainTime = "45s";
    });
    world.send("rollback");
    world.tick(2);
    expect(world.route.weight).toBe(25);
    return world;
  };

  it("goes straight down once green fails as a whole", () => {
    const world = stepped();
    world.weather.green = { perSecond: 200, failing: 1 };
    world.tick(20);
    expect(world.route.weight).toBe(0);
  });

  it("keeps to its steps while green works", () => {
    const world = stepped();
    world.tick(20);
    expect(world.route.weight).toBe(25);
  });
});
