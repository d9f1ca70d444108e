import { describe, expect, it } from "vitest";
import type { Sample } from "../slo/samples.ts";
import { stageOf } from "./testing/plan.ts";
import { at } from "./testing/reach.ts";
import type { World } from "./testing/world.ts";

/** A canary that leaves its stage by itself as soon as it may: what could promote on bad evidence would. */
function eager(): World {
  const world = at("canary-10", (spec) => {
    for (const name of ["canary-1", "canary-10", "canary-25"]) stageOf(spec, name).advance = "auto";
  });
  world.performed = [];
  return world;
}

/** Green's counts and figures are `sample` from here on; the series themselves are scraped, unless `fresh` says otherwise. */
function showGreen(world: World, sample: Sample, fresh?: Sample): void {
  world.sampleOf = (key) => {
    if (!key.startsWith("green/") || key.startsWith("green//")) return undefined;
    return key.endsWith("/fresh") ? fresh : sample;
  };
}

const routeWrites = (world: World) =>
  world.performed.filter((effect) => effect.kind === "set-weight" || effect.kind === "mark-route");

/** Long enough for every rule that the tables of the bench have. */
const LONG_S = 600;

/** Long after: weight and stage are as they were, the migration is held and says that it sees nothing, and no weight was ever sent. */
function expectHeldWhereItWas(world: World): void {
  world.tick(LONG_S);
  expect(world.route.weight).toBe(10);
  expect(world.status).toMatchObject({ stage: "canary-10", state: "Held", hold: { code: "blind" } });
  expect(world.performed.filter((effect) => effect.kind === "set-weight")).toEqual([]);
  expect(world.last?.assessment.advance.allowed).toBe(false);
  expect(world.chain().ok).toBe(true);
}

describe("bad evidence neither promotes nor rolls back", () => {
  it("the same canary on good evidence leaves its stage by itself", () => {
    const world = eager();
    world.tick(120);
    expect(world.route.weight).toBeGreaterThan(10);
  });

  it("NaN: held, never healthy and never a failure (F19)", () => {
    const world = eager();
    showGreen(world, { state: "nan" });
    expectHeldWhereItWas(world);
  });

  it("infinity: held as well (F19)", () => {
    const world = eager();
    showGreen(world, { state: "value", value: Number.POSITIVE_INFINITY, at: world.now });
    expectHeldWhereItWas(world);
  });

  it("an empty answer: held, however short the stage is (F19)", () => {
    const world = eager();
    showGreen(world, { state: "empty" }, { state: "empty" });
    expectHeldWhereItWas(world);
  });

  it("series that are scraped but have no successes yet: held, and no breach (F19)", () => {
    const world = eager();
    world.sampleOf = (key) =>
      key.startsWith("green/") && key.includes("/good/") ? { state: "empty" } : undefined;
    expectHeldWhereItWas(world);
  });

  it("two series, one of them breached: neither the first nor the last is believed, and both are named (F20)", () => {
    const world = eager();
    const why = '2 series instead of one: x{pod="good"}, x{pod="breached"}';
    showGreen(world, { state: "blind", why });
    expectHeldWhereItWas(world);
    expect(world.status.hold?.reason).toContain('x{pod="breached"}');
  });

  it("a source that fails for 40 s aborts nothing: the bake waits, and goes on by itself (F18, F26)", () => {
    const world = eager();
    world.metricsDown = "503";
    world.tick(40);
    expect(world.status.state).toBe("Baking");
    expect(routeWrites(world)).toEqual([]);
    world.metricsDown = undefined;
    world.tick(120);
    expect(world.route.weight).toBeGreaterThan(10);
  });

  it("no traffic on green at all: nothing is concluded from it (F24)", () => {
    const world = eager();
    world.weather.green = { perSecond: 0, failing: 0 };
    world.tick(LONG_S);
    expect(world.route.weight).toBe(10);
    expect(world.status.stage).toBe("canary-10");
  });
});

describe("a weight that somebody sets by hand is not fought over", () => {
  it("to 0: it stays there for ten minutes, held with the writer's name, and nothing is sent (I9, F27)", () => {
    const world = eager();
    world.setWeight(0, "kubectl-edit");
    world.tick(LONG_S);
    expect(world.route.weight).toBe(0);
    expect(world.status).toMatchObject({
      state: "Held",
      hold: { code: "drift" },
      drift: { by: "kubectl-edit", from: 10, to: 0 },
    });
    expect(world.performed.filter((effect) => effect.kind === "set-weight")).toEqual([]);
    expect(world.kinds().filter((kind) => kind === "drift")).toHaveLength(1);
  });

  it("to 0: nobody resumes it in the dark, though the stage before asks for no objective", () => {
    const world = at("canary-1");
    world.tick(20);
    world.setWeight(0, "kubectl-edit");
    world.metricsDown = "down";
    world.tick(5);
    const { outcome, reasons } = world.send("resume");
    expect(outcome).toBe("refused");
    expect(reasons.map(({ message }) => message)).toContainEqual(expect.stringContaining("cannot be seen"));
    expect(world.route.weight).toBe(0);
  });

  it("to 60: it stays there for ten minutes, held with the writer's name, until a person decides (I9, F27)", () => {
    const world = eager();
    world.setWeight(60, "argocd");
    world.tick(LONG_S);
    expect(world.route.weight).toBe(60);
    expect(world.status.drift).toMatchObject({ by: "argocd", from: 10, to: 60 });
    expect(world.performed.filter((effect) => effect.kind === "set-weight")).toEqual([]);
    expect(world.send("rollback").outcome).toBe("done");
    expect(world.route.weight).toBe(0);
  });
});
