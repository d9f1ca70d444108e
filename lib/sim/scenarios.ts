import { goForward, wait } from "./drive.ts";
import type { Variant } from "./plan.ts";
import type { SimWorld } from "./world.ts";

/** Something that people or the world do, from a stage that was reached in peace, and what must come of it whatever process dies on the way. */
export type Scenario = {
  name: string;
  variant?: Partial<Variant>;
  /** Where it begins: stage and state. */
  from: readonly [stage: string, state: string];
  act(world: SimWorld): Promise<unknown>;
  /** What must be true in the end. */
  ends(world: SimWorld): boolean;
};

const is = (world: SimWorld, stage: string, states: readonly string[], weight: number): boolean => {
  const status = world.status();
  return status?.stage === stage && states.includes(status.state) && world.weight() === weight;
};
const entered = (stage: string, weight: number) => (world: SimWorld) =>
  is(world, stage, ["Baking", "Ready"], weight);
const back = (world: SimWorld): boolean => world.status()?.state === "RolledBack" && world.weight() === 0;
const has = (world: SimWorld, kind: string): boolean => world.entries().some((entry) => entry.kind === kind);

/** Rolls back, and waits until that is over. */
async function goBack(world: SimWorld): Promise<void> {
  await world.command("rollback", { reason: "to begin again" });
  for (let turns = 0; turns < 80 && !back(world); turns += 1) await wait(world, 500);
}

/** As long as it must be tried by a person who wants it: the page offers it again when it was refused or undone by a death. */
async function until(
  world: SimWorld,
  done: (world: SimWorld) => boolean,
  attempt: () => Promise<unknown>,
): Promise<void> {
  for (let tries = 0; tries < 30 && !done(world); tries += 1) {
    await attempt();
    await wait(world, 1_000);
  }
}

const passed = (world: SimWorld, stage: string): boolean =>
  world.status()?.stage === stage && world.status()?.state !== "Entering";

/** Together they make every kind of write that Crossfade makes. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "start",
    from: ["", "Pending"],
    act: (world) => world.command("start"),
    ends: entered("prepare", 0),
  },
  {
    name: "advance to a weight",
    from: ["prepare", "Ready"],
    act: (world) =>
      until(world, entered("canary", 10), () =>
        world.status()?.state === "Ready" ? world.command("advance") : Promise.resolve(),
      ),
    ends: entered("canary", 10),
  },
  {
    name: "approve twice and advance",
    from: ["half", "Ready"],
    act: (world) => goForward(world, () => passed(world, "full"), 60_000),
    ends: (world) => entered("full", 100)(world) || entered("watch", 100)(world),
  },
  {
    name: "advance with an action",
    from: ["full", "Ready"],
    act: (world) =>
      until(world, entered("watch", 100), () =>
        world.status()?.state === "Ready" ? world.command("advance") : Promise.resolve(),
      ),
    ends: (world) => {
      const map = world.api.get("configmaps", "mqtt", "broker-config");
      return entered("watch", 100)(world) && (map?.["data"] as { mode?: string }).mode === "new";
    },
  },
  {
    name: "advance by itself",
    variant: { automatic: true },
    from: ["full", "Baking"],
    act: () => Promise.resolve(),
    ends: entered("watch", 100),
  },
  {
    name: "go through the one-way door, to the end",
    from: ["watch", "Baking"],
    act: (world) => goForward(world, () => world.status()?.state === "Completed", 80_000),
    ends: (world) => {
      const blue = world.api.get("statefulsets", "mqtt", "blue")?.spec as { replicas?: number } | undefined;
      return is(world, "farewell", ["Completed"], 100) && blue?.replicas === 0;
    },
  },
  {
    name: "rollback by a person",
    from: ["half", "Baking"],
    act: (world) => world.command("rollback"),
    ends: back,
  },
  {
    name: "rollback by a person, in steps",
    variant: { steps: true },
    from: ["half", "Baking"],
    act: (world) => world.command("rollback"),
    ends: back,
  },
  {
    name: "rollback that closes connections",
    variant: { drain: true },
    from: ["half", "Baking"],
    act: (world) => {
      world.traffic.sticky = true;
      return world.command("rollback");
    },
    ends: (world) =>
      world.weight() === 0 &&
      ["RolledBack", "RollingBack"].includes(world.status()?.state ?? "") &&
      drained(world),
  },
  {
    name: "rollback by itself",
    from: ["half", "Baking"],
    act(world) {
      world.traffic.weather.green.failing = 0.5;
      return Promise.resolve();
    },
    ends: back,
  },
  {
    name: "rollback by itself, in steps",
    variant: { steps: true },
    from: ["half", "Baking"],
    act(world) {
      world.traffic.weather.green.failing = 0.5;
      return Promise.resolve();
    },
    ends: back,
  },
  {
    name: "hold by a breach",
    variant: { onBreach: "hold" },
    from: ["half", "Baking"],
    act(world) {
      world.traffic.weather.green.failing = 0.5;
      return Promise.resolve();
    },
    ends: (world) => is(world, "half", ["Held"], 50),
  },
  {
    name: "hold and resume",
    from: ["canary", "Baking"],
    act: async (world) => {
      await world.command("hold");
      await wait(world, 1_500);
      await until(world, entered("canary", 10), () => world.command("resume"));
    },
    ends: (world) => entered("canary", 10)(world) && has(world, "hold") && has(world, "resume"),
  },
  {
    name: "retry after a rollback",
    from: ["half", "Ready"],
    act: async (world) => {
      await goBack(world);
      await until(world, entered("half", 50), () => world.command("retry", { to: "half" }));
    },
    ends: entered("half", 50),
  },
  {
    name: "abort after a rollback",
    from: ["canary", "Baking"],
    act: async (world) => {
      await goBack(world);
      await until(
        world,
        (one) => one.status()?.state === "Aborted",
        () => world.command("abort", { reason: "no more" }),
      );
    },
    ends: (world) => world.status()?.state === "Aborted" && world.weight() === 0,
  },
  {
    name: "adopt a changed plan",
    from: ["canary", "Baking"],
    act: async (world) => {
      world.editPlan((spec) => (spec["title"] = "Another title"));
      await wait(world, 1_500);
      await until(
        world,
        (one) => one.status()?.planHash === one.specHash(),
        () => world.command("adopt-plan", { to: world.specHash() }),
      );
    },
    ends: (world) => entered("canary", 10)(world) && world.status()?.planHash === world.specHash(),
  },
  {
    name: "skip the bake",
    from: ["half", "Baking"],
    act: async (world) => {
      await world.command("approve", { actor: "alice", approval: "skip-bake" });
      await world.command("skip-bake", { reason: "we have seen enough" });
    },
    ends: (world) => entered("half", 50)(world) && has(world, "approve"),
  },
  {
    name: "drill, note, and an approval taken back",
    from: ["half", "Ready"],
    act: async (world) => {
      await world.command("drill");
      await world.command("note", { reason: "all is well" });
      await world.command("approve", { actor: "alice", approval: "shift" });
      await world.command("revoke-approval", { actor: "alice", approval: "shift" });
    },
    ends: (world) => entered("half", 50)(world) && has(world, "drill") && has(world, "note"),
  },
  {
    name: "a weight raised by hand, put back, and resumed",
    from: ["canary", "Baking"],
    act: async (world) => {
      world.setWeightAs("kubectl-edit", 80);
      for (let turns = 0; turns < 80 && world.status()?.state !== "Held"; turns += 1) await wait(world, 500);
      world.setWeightAs("kubectl-edit", 10);
      await wait(world, 1_500);
      await until(world, entered("canary", 10), () => world.command("resume"));
    },
    ends: (world) => entered("canary", 10)(world) && has(world, "drift"),
  },
];

const drained = (world: SimWorld): boolean => {
  const green = world.api.get("statefulsets", "mqtt", "green")?.spec as
    | { template?: { metadata?: object } }
    | undefined;
  return green?.template?.metadata !== undefined;
};
