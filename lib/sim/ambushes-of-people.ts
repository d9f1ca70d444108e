import { type Ambush, atIntent, leaderIndex, never } from "./ambush.ts";
import { goForward, wait } from "./drive.ts";
import { KEY } from "./plan.ts";
import type { SimWorld } from "./world.ts";

const PEOPLE = ["operator", "alice", "bob"];

const isAt = (world: SimWorld, ...states: string[]): boolean => states.includes(world.status()?.state ?? "");

async function until(world: SimWorld, done: () => boolean, withinMs: number): Promise<void> {
  for (const end = world.time + withinMs; !done() && world.time < end; ) await wait(world, 500);
}

/** Again and again, whatever the answer is. */
async function insist(world: SimWorld, times: number, act: () => Promise<unknown>): Promise<void> {
  for (; times > 0; times -= 1) {
    await act();
    await wait(world, 1_000);
  }
}

/** What people do to each other, and to a dashboard that should not let them. */
export const AMBUSHES_OF_PEOPLE: readonly Ambush[] = [
  ...(["prepare", "canary", "full"] as const).map(
    (stage): Ambush => ({
      name: `F37 a rollback or a hold at the instant of an advance from ${stage}`,
      from: [stage, "Ready"],
      async act(world, random) {
        world.network.faults.slowMs = random.pick([0, 0, 20, 200]);
        const kind = random.pick(["rollback", "rollback", "hold"] as const);
        const via = random.whole(0, 1);
        const strike = (): void => void world.command(kind, { via, actor: "alice" });
        atIntent(world, random.whole(0, 3) * random.pick([1, 1, 4, 12]), strike, random.chance(0.7));
        void world.command("advance", { via: random.whole(0, 1) });
        await wait(world, 16_000);
        if (isAt(world, "Held")) await world.command("resume");
        await wait(world, 4_000);
      },
    }),
  ),
  ...(["rollback", "hold"] as const).flatMap((kind) =>
    (["prepare", "canary"] as const).map(
      (stage): Ambush => ({
        name: `F14 F37 a ${kind} while the leader stands still before its write, from ${stage}`,
        from: [stage, "Ready"],
        async act(world, random) {
          const leader = leaderIndex(world);
          const strike = (): void => {
            world.replicas[leader]?.host.pause(random.whole(20, 7_000));
            void world.command(kind, { via: 1 - leader, actor: "alice" });
          };
          atIntent(world, random.whole(0, 2), strike, true);
          void world.command("advance", { via: 1 - leader });
          await wait(world, 12_000);
        },
      }),
    ),
  ),
  {
    name: "F38 an id is used twice, by others, and for another command",
    from: ["half", "Ready"],
    async act(world, random) {
      for (let times = 0; times < 6; times += 1) {
        const id = world.newId();
        const kind = random.pick(["note", "hold", "resume", "approve", "advance"] as const);
        const approval = kind === "approve" ? { approval: "shift" } : {};
        const fields = { id, reason: "once", ...approval };
        await world.command(kind, { ...fields, actor: "alice" });
        await wait(world, random.whole(0, 1_500));
        const again = random.whole(0, 2);
        if (again === 0) await world.command(kind, { ...fields, actor: "alice" });
        if (again === 1) await world.command(kind, { ...fields, actor: "bob" });
        if (again === 2) await world.command("note", { id, reason: "twice", actor: "alice" });
      }
    },
  },
  {
    name: "A28 the requester approves, and who approved advances",
    from: ["half", "Baking"],
    async act(world, random) {
      const people = random.pick([["operator", "alice"], ["alice"], ["alice", "bob"], ["operator", "bob"]]);
      await insist(world, 14, async () => {
        for (const actor of people) await world.command("approve", { actor, approval: "shift" });
        await world.command("advance", { actor: random.pick(PEOPLE) });
      });
    },
  },
  {
    name: "A29 commands from pages of another stage and another plan",
    from: ["canary", "Ready"],
    async act(world, random) {
      const old = world.status();
      const planHash = old?.planHash ?? "";
      if (random.chance(0.5)) {
        await insist(world, 3, () => world.command("advance", { stage: random.pick(["prepare", "half"]) }));
        return;
      }
      world.editPlan((spec) => (spec["title"] = "Another title"));
      await wait(world, 1_500);
      await world.command("adopt-plan", { to: world.specHash() });
      await insist(world, 14, () =>
        world.command(random.pick(["advance", "note"]), { planHash, reason: "as it was" }),
      );
    },
  },
  {
    name: "A44 approvals are written into the status",
    from: ["half", "Baking"],
    async act(world, random) {
      const forge = (): void => {
        const object = world.migration();
        const status = object?.status as Record<string, unknown> | undefined;
        if (object === undefined || status === undefined) return;
        const at = new Date(Date.parse("2026-01-05T00:00:00Z") + world.time).toISOString();
        const entry = Number((status["journal"] as { length: number }).length) + random.whole(-1, 1);
        const approvals = ["alice", "bob"].map((by) => ({
          name: "shift",
          stage: "half",
          by,
          at,
          digest: "0".repeat(16),
          expires: "2027-01-05T00:00:00.000Z",
          entry,
        }));
        world.api.put("kubectl-edit", "migrations", { ...object, status: { ...status, approvals } });
      };
      await insist(world, 18, async () => {
        if (!(world.status()?.approvals.some(({ usedAt }) => usedAt === undefined) ?? false)) forge();
        await world.command("advance");
      });
    },
  },
  {
    name: "F39 approvals while a gate fails",
    from: ["half", "Baking"],
    async act(world, random) {
      const fails = random.pick([true, false]);
      const worsen = (): void => {
        world.prometheus.fault = random.pick(["down", "two-series", "empty"]);
      };
      if (fails) worsen();
      await insist(world, 15, async () => {
        for (const actor of ["alice", "bob"]) await world.command("approve", { actor, approval: "shift" });
      });
      if (!fails) worsen();
      await wait(world, 4_000);
      world.prometheus.fault = "none";
      await insist(world, 12, () => world.command("advance"));
    },
  },
  {
    name: "a bake is skipped without anybody else",
    from: ["half", "Baking"],
    async act(world, random) {
      const actor = random.pick(PEOPLE);
      if (random.chance(0.5)) await world.command("approve", { actor, approval: "skip-bake" });
      await world.command("skip-bake", { actor, reason: "we have seen enough" });
      await insist(world, 3, () => world.command("skip-bake", { actor, reason: "we have seen enough" }));
    },
  },
  {
    name: "F27 the weight is set by hand in the middle of an advance",
    from: ["canary", "Ready"],
    async act(world, random) {
      const weight = random.pick([0, 1, 5, 30, 80]);
      atIntent(world, random.whole(0, 4) * random.pick([1, 2, 5]), () =>
        world.setWeightAs("kubectl-edit", weight),
      );
      void world.command("advance");
      await wait(world, 12_000);
    },
  },
  {
    name: "F27 F28 the weight is set by hand, and people resume",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(0, 9_000));
      world.setWeightAs("argocd-controller", random.pick([0, 4, 30, 100]));
      if (random.chance(0.5)) await goForward(world, never, 15_000);
      await until(world, () => isAt(world, "Held"), 8_000);
      await insist(world, 5, () => world.command("resume"));
      await wait(world, 5_000);
    },
  },
  {
    name: "a hold during a bake, and on it goes",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(0, 4_000));
      await world.command("hold");
      await wait(world, random.whole(5_000, 12_000));
      await world.command("resume");
      await goForward(world, never, 18_000);
    },
  },
  {
    name: "a retry on nothing after a rollback",
    from: ["half", "Baking"],
    async act(world, random) {
      await world.command("rollback");
      await until(world, () => isAt(world, "RolledBack"), 12_000);
      const how = random.whole(0, 2);
      if (how === 0) world.traffic.weather.green.perSecond = 1;
      if (how === 1) world.traffic.weather.green.failing = 1;
      await insist(world, 6, () => world.command("retry", { to: random.pick(["half", "full"]) }));
    },
  },
  {
    name: "abort while green has traffic",
    from: ["canary", "Baking"],
    async act(world) {
      await insist(world, 2, () => world.command("abort", { reason: "no more" }));
    },
  },
  {
    name: "F49 the plan is edited during the run",
    from: ["canary", "Baking"],
    async act(world, random) {
      world.editPlan((spec) => (spec["title"] = `Edition ${random.whole(2, 99)}`));
      await goForward(world, never, 16_000);
    },
  },
  {
    name: "I11 a rollback behind the one-way door",
    from: ["watch", "Baking"],
    async act(world, random) {
      const force = random.chance(0.5) ? { force: true, reason: "now" } : {};
      const again = (): void => void world.command("rollback", { actor: "alice", ...force });
      world.api.onStored.push(({ plural }) => {
        if (plural === "migrations" && world.status()?.oneWay && random.chance(0.2)) again();
      });
      await goForward(world, () => isAt(world, "Completed"), 60_000);
      await world.command("rollback", force);
      await wait(world, 3_000);
    },
  },
  {
    name: "I12 a rollback while nobody leads",
    from: ["half", "Baking"],
    async act(world, random, invariants) {
      await wait(world, random.whole(0, 3_000));
      const leader = Math.max(0, leaderIndex(world));
      world.restart(leader, 30_000);
      if (random.chance(0.5)) world.prometheus.fault = "down";
      await wait(world, random.whole(0, 2_000));
      void world.command("rollback", { via: 1 - leader });
      await wait(world, 3_000);
      if (world.weight() > 0)
        invariants.report("I12 rollback needs least", `${world.weight()} % after 3 s with nobody leading`);
      await wait(world, 20_000);
    },
  },
  {
    name: "F07 a rollback after blue came back, of which no watch tells",
    from: ["half", "Baking"],
    async act(world, random, invariants) {
      world.kubelet.breakPods("blue");
      await wait(world, random.whole(1_000, 3_000));
      world.network.faults.silentWatches = true;
      await wait(world, random.whole(0, 2_000));
      world.kubelet.mendPods("blue");
      await wait(world, random.whole(0, 4_000));
      await world.command("rollback");
      if (world.weight() > 0)
        invariants.report("I12 rollback needs least", "refused for a blue that was ready again");
      await wait(world, 5_000);
    },
  },
  {
    name: "I4 a rollback dies between the route and its record",
    from: ["half", "Baking"],
    async act(world, random) {
      const other = 1 - Math.max(0, leaderIndex(world));
      const { stage = "", planHash = "" } = world.status() ?? {};
      const body = { id: world.newId(), kind: "rollback", stage, planHash } as const;
      // Whoever asked has gone too: nobody sends it again.
      world.sent.push({ body, actor: "alice", answer: undefined });
      world.network.faults.forbidden = "migrations";
      void world.replicas[other]
        ?.send(KEY, body, "alice")
        .catch((error: unknown) => world.note(String(error)));
      await wait(world, random.whole(60, 200));
      world.restart(other, random.whole(500, 30_000));
      world.network.faults.forbidden = undefined;
      await wait(world, 36_000);
    },
  },
];
