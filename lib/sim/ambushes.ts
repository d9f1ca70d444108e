import { type Ambush, atIntent, atRaise, leaderIndex, never } from "./ambush.ts";
import { AMBUSHES_OF_PEOPLE } from "./ambushes-of-people.ts";
import { goForward, wait } from "./drive.ts";
import { METRICS_FAULTS } from "./prometheus.ts";
import { routesOf } from "./world.ts";

const AMBUSHES_OF_THE_WORLD: readonly Ambush[] = [
  {
    name: "F04 the leader dies at an advance, and then green is not what it was",
    from: ["canary", "Ready"],
    async act(world, random) {
      const how = random.pick([0, 1, 1, 1, 2]);
      atIntent(world, random.whole(0, 6), () => {
        world.restart(leaderIndex(world), random.whole(500, 20_000));
        if (how === 0) world.traffic.weather.green.failing = 1;
        if (how === 1) world.prometheus.fault = random.pick(["down", "empty", "two-series"]);
        if (how === 2) world.traffic.weather.green.failing = 0.2;
      });
      void world.command("advance");
      await wait(world, 40_000);
    },
  },
  {
    name: "F13 F14 the leader is paused or cut off at an advance",
    from: ["prepare", "Ready"],
    async act(world, random) {
      const how = random.whole(0, 2);
      const strike = (): void => {
        const leader = world.leader();
        if (how !== 1) leader?.host.pause(random.whole(20_000, 45_000));
        if (how !== 0) world.api.remove("somebody", "leases", "crossfade-system", "crossfade");
      };
      if (random.chance(0.4)) atIntent(world, random.whole(0, 12), strike);
      else atIntent(world, random.whole(0, 2), strike, true);
      void world.command("advance", { via: 1 - Math.max(0, leaderIndex(world)) });
      await wait(world, 4_000);
      await Promise.race([goForward(world, never, 44_000), wait(world, 44_000)]);
    },
  },
  {
    name: "F14 the leader stands still before its write until another leads",
    from: ["canary", "Ready"],
    async act(world, random) {
      const strike = (): void => world.leader()?.host.pause(random.whole(28_000, 45_000));
      atIntent(world, random.whole(0, 1), strike, true);
      void world.command("advance", { via: 1 - Math.max(0, leaderIndex(world)) });
      await wait(world, 48_000);
    },
  },
  {
    name: "F14 the leader is paused while nothing happens",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(0, 3_000));
      world.leader()?.host.pause(random.whole(27_000, 45_000));
      await wait(world, 48_000);
    },
  },
  {
    name: "F15 the Lease is edited, and the leader reads nothing",
    from: ["canary", "Baking"],
    async act(world, random) {
      const lease = world.api.get("leases", "crossfade-system", "crossfade");
      world.network.faults.silentWatches = true;
      if (lease !== undefined)
        world.api.put("somebody", "leases", {
          ...lease,
          spec: { ...(lease.spec as object), holderIdentity: random.pick(["", "crossfade-by-hand"]) },
        });
      await wait(world, 34_000);
    },
  },
  {
    name: "F15 the Lease is deleted again and again during a bake",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(1_500, 3_500));
      for (let times = random.whole(2, 3); times > 0; times -= 1) {
        await wait(world, random.whole(500, 1_500));
        // The other one is first, and then this one again.
        world.leader()?.host.pause(2_100);
        world.api.remove("somebody", "leases", "crossfade-system", "crossfade");
      }
      await goForward(world, never, 20_000);
    },
  },
  {
    name: "F16 F17 a clock jumps during a bake",
    from: ["canary", "Baking"],
    async act(world, random) {
      const leader = world.leader();
      const jumpMs = random.pick([4_000, 4_900, -4_000, 60_000, -60_000, 600_000, -600_000]);
      await wait(world, random.whole(4_000, 11_000));
      if (leader !== undefined) leader.host.skewMs += jumpMs;
      if (random.chance(0.4)) {
        await wait(world, 2_000);
        world.traffic.weather.green.failing = random.pick([0.2, 1]);
      }
      await goForward(world, never, 26_000);
    },
  },
  {
    name: "F17 a clock jumps by less than anybody notices during a bake",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(6_000, 10_000));
      const leader = world.leader();
      if (leader !== undefined) leader.host.skewMs += random.pick([4_000, 4_900, 4_900, -4_900]);
      await goForward(world, never, 20_000);
    },
  },
  {
    name: "F18 to F23, F58 metrics lie while people want to go on",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(1_000, 12_000));
      world.prometheus.fault = random.pick(METRICS_FAULTS);
      await goForward(world, never, random.whole(16_000, 26_000));
    },
  },
  ...METRICS_FAULTS.map(
    (fault): Ambush => ({
      name: `F18 to F23, F58 metrics lie when everything had passed: ${fault}`,
      from: ["canary", "Ready"],
      async act(world, random) {
        world.prometheus.fault = fault;
        await wait(world, random.whole(2_500, 7_000));
        await goForward(world, never, 14_000);
      },
    }),
  ),
  {
    name: "F24 next to no traffic after a step",
    from: ["prepare", "Ready"],
    async act(world, random) {
      atRaise(world, random.whole(0, 2_000), () => {
        world.traffic.weather.green.perSecond = random.whole(1, 4);
      });
      await goForward(world, never, 36_000);
    },
  },
  {
    name: "F26 metrics come and go during a bake",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(3_000, 5_000));
      for (let times = random.whole(1, 2); times > 0; times -= 1) {
        await wait(world, random.whole(2_000, 3_000));
        world.prometheus.fault = random.pick(METRICS_FAULTS);
        await wait(world, random.whole(3_000, 6_000));
        world.prometheus.fault = "none";
      }
      await goForward(world, never, 16_000);
    },
  },
  {
    name: "F30 F31 the route changes while people want to go on",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(0, 11_000));
      if (random.chance(0.5))
        world.changeRoute("kubectl-edit", ({ spec }) => Object.assign(spec as object, { exportTo: ["."] }));
      else
        world.changeRoute("kubectl-edit", (route) => {
          for (const to of routesOf(route).slice(0, 1)) to.weight = (to.weight ?? 0) + random.pick([1, 2, 7]);
        });
      await goForward(world, never, 22_000);
    },
  },
  {
    name: "F34 green fails while blue is not ready",
    from: ["half", "Baking"],
    async act(world, random) {
      world.kubelet.breakPods("blue");
      await wait(world, random.whole(3_500, 6_000));
      if (random.chance(0.6)) world.traffic.weather.green.failing = random.pick([0.2, 1]);
      else world.kubelet.breakPods("green");
      await wait(world, random.whole(3_000, 12_000));
      if (random.chance(0.5)) await world.command("rollback");
      await wait(world, 6_000);
    },
  },
  {
    name: "F35 green dies",
    from: ["half", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(0, 4_000));
      if (random.chance(0.5)) world.traffic.weather.green.failing = random.pick([0.6, 1]);
      else world.kubelet.breakPods("green");
      await wait(world, 18_000);
    },
  },
  {
    name: "F54 the journal cannot be written while people are busy",
    from: ["canary", "Ready"],
    async act(world, random) {
      world.network.faults.journalDown = true;
      if (random.chance(0.5)) {
        void world.command("advance");
        return wait(world, 18_000);
      }
      for (let times = 0; times < 26; times += 1) {
        void world.command(random.pick(["note", "hold", "resume", "rollback", "note"]), { reason: "busy" });
        await wait(world, random.whole(200, 900));
      }
      await wait(world, 5_000);
    },
  },
  {
    name: "F55 a new image of green during a bake",
    from: ["canary", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(0, 12_000));
      world.newImage(random.whole(2, 99));
      await goForward(world, never, 24_000);
    },
  },
  {
    name: "F59 both sides fail at once",
    from: ["half", "Baking"],
    async act(world, random) {
      await wait(world, random.whole(0, 4_000));
      const failing = random.pick([0.2, 0.6, 1]);
      world.traffic.weather.green.failing = failing;
      world.traffic.weather.blue.failing = failing;
      await wait(world, 15_000);
    },
  },
  {
    name: "a job fails and green is not ready, and people want to go on",
    from: ["", "Pending"],
    async act(world, random) {
      if (random.chance(0.5)) world.kubelet.jobEnds = "Failed";
      else {
        world.kubelet.breakPods("green");
        await wait(world, 5_000);
      }
      await goForward(world, never, 14_000);
    },
  },
];

export const AMBUSHES: readonly Ambush[] = [...AMBUSHES_OF_THE_WORLD, ...AMBUSHES_OF_PEOPLE];
