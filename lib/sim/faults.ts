import { type NetworkFaults, noFaults } from "./network.ts";
import { KEY } from "./plan.ts";
import { METRICS_FAULTS } from "./prometheus.ts";
import { routesOf, type SimWorld } from "./world.ts";

/** One thing that goes wrong, and how it is mended; `lastsMs` 0 for what is over at once. */
export type Fault = {
  name: string;
  lastsMs: readonly [number, number];
  begin(world: SimWorld): (() => void) | undefined;
};

const nothing = (): undefined => undefined;

/** The pods of a side are not ready, until they are mended. */
const withoutPods =
  (side: string): Fault["begin"] =>
  ({ kubelet }) => {
    kubelet.breakPods(side);
    return () => kubelet.mendPods(side);
  };

/** Something between the processes and the API server, until it is as it was. */
const setOn =
  <K extends keyof NetworkFaults>(name: K, value: NetworkFaults[K]): Fault["begin"] =>
  ({ network }) => {
    network.faults[name] = value;
    return () => {
      network.faults[name] = noFaults()[name];
    };
  };

/** Faults by their numbers in the table of the reliability page. */
export const FAULTS: readonly Fault[] = [
  { name: "F01 the API is down", lastsMs: [1_000, 20_000], begin: setOn("down", true) },
  { name: "F02 replies are lost", lastsMs: [2_000, 15_000], begin: setOn("lostReplyRate", 0.4) },
  {
    name: "F03 F04 F46 the leader is killed",
    lastsMs: [0, 0],
    begin(world) {
      const index = world.replicas.findIndex((replica) => replica?.ports.leader.isLeading());
      if (index >= 0) world.restart(index, world.random.whole(500, 30_000));
      return undefined;
    },
  },
  { name: "F05 the API answers errors", lastsMs: [2_000, 15_000], begin: setOn("errorRate", 0.5) },
  {
    name: "F06 versions are forgotten",
    lastsMs: [0, 0],
    begin({ api, network }) {
      api.compactedAt = api.version;
      network.cutWatches();
      return undefined;
    },
  },
  { name: "F07 watches are silent", lastsMs: [5_000, 40_000], begin: setOn("silentWatches", true) },
  { name: "F09 the API hangs", lastsMs: [2_000, 15_000], begin: setOn("slowMs", 5_000) },
  { name: "the API is slow", lastsMs: [5_000, 20_000], begin: setOn("slowMs", 400) },
  {
    name: "F11 the router may not be written",
    lastsMs: [3_000, 20_000],
    begin: setOn("forbidden", "virtualservices"),
  },
  {
    name: "F14 the leader is paused",
    lastsMs: [0, 0],
    begin(world) {
      world.leader()?.host.pause(world.random.whole(1_000, 40_000));
      return undefined;
    },
  },
  {
    name: "F15 the Lease is deleted or edited",
    lastsMs: [0, 0],
    begin(world) {
      const lease = world.api.get("leases", "crossfade-system", "crossfade");
      if (lease === undefined) return undefined;
      if (world.random.chance(0.5)) world.api.remove("somebody", "leases", "crossfade-system", "crossfade");
      else
        world.api.put("somebody", "leases", {
          ...lease,
          metadata: { ...lease.metadata, labels: { hand: "made" } },
        });
      return undefined;
    },
  },
  {
    name: "F16 F17 a clock jumps",
    lastsMs: [0, 0],
    begin(world) {
      const replica = world.random.pick(world.alive());
      replica.host.skewMs += world.random.whole(-600_000, 600_000);
      return undefined;
    },
  },
  {
    name: "F18 to F23, F58 metrics lie or fail",
    lastsMs: [2_000, 30_000],
    begin(world) {
      world.prometheus.fault = world.random.pick(METRICS_FAULTS);
      return () => {
        world.prometheus.fault = "none";
      };
    },
  },
  {
    name: "F24 next to no traffic on green",
    lastsMs: [5_000, 30_000],
    begin({ traffic }) {
      traffic.weather.green.perSecond = 1;
      return () => {
        traffic.weather.green.perSecond = 1_000;
      };
    },
  },
  {
    name: "green fails",
    lastsMs: [5_000, 40_000],
    begin({ traffic, random }) {
      traffic.weather.green.failing = random.pick([0.02, 0.1, 0.6, 1]);
      return () => {
        traffic.weather.green.failing = 0;
      };
    },
  },
  {
    name: "F59 both sides fail",
    lastsMs: [5_000, 20_000],
    begin({ traffic, random }) {
      const failing = random.pick([0.1, 1]);
      traffic.weather.green.failing = failing;
      traffic.weather.blue.failing = failing;
      return () => {
        traffic.weather.green.failing = 0;
        traffic.weather.blue.failing = 0;
      };
    },
  },
  {
    name: "F27 F28 somebody sets the weight",
    lastsMs: [0, 0],
    begin(world) {
      const weight = world.random.pick([0, 1, 10, 50, 100]);
      world.setWeightAs(world.random.pick(["kubectl-edit", "argocd-controller"]), weight);
      return undefined;
    },
  },
  {
    name: "F30 the route changes",
    lastsMs: [2_000, 20_000],
    begin(world) {
      world.changeRoute("kubectl-edit", ({ spec }) => Object.assign(spec as object, { exportTo: ["."] }));
      return () =>
        world.changeRoute(
          "kubectl-edit",
          ({ spec }) => void Reflect.deleteProperty(spec as object, "exportTo"),
        );
    },
  },
  {
    name: "F31 weights that do not sum up",
    lastsMs: [2_000, 15_000],
    begin(world) {
      let before: [number, number] | undefined;
      world.changeRoute("kubectl-edit", (route) => {
        const [blue, green] = routesOf(route);
        if (!blue || !green) return;
        before = [blue.weight ?? 0, green.weight ?? 0];
        blue.weight = (blue.weight ?? 0) + 7;
      });
      return () =>
        world.changeRoute("kubectl-edit", (route) => {
          const [blue, green] = routesOf(route);
          if (!blue || !green || before === undefined) return;
          [blue.weight, green.weight] = before;
        });
    },
  },
  {
    name: "F34 blue is not ready",
    lastsMs: [3_000, 20_000],
    begin: withoutPods("blue"),
  },
  {
    name: "F35 green dies",
    lastsMs: [3_000, 20_000],
    begin: withoutPods("green"),
  },
  {
    name: "F49 the plan is edited",
    lastsMs: [0, 0],
    begin(world) {
      world.editPlan((spec) => (spec["title"] = `A move, ${world.random.whole(2, 99)}th edition`));
      return undefined;
    },
  },
  {
    name: "F52 the namespace is being deleted",
    lastsMs: [3_000, 12_000],
    begin({ api }) {
      const set = (metadata: object) =>
        api.put("somebody", "namespaces", { metadata: { name: KEY.namespace, ...metadata } });
      set({ deletionTimestamp: "2026-01-05T00:00:00Z" });
      return () => set({});
    },
  },
  {
    name: "F53 SIGTERM",
    lastsMs: [0, 0],
    begin(world) {
      const index = world.random.whole(0, world.replicas.length - 1);
      const replica = world.replicas[index];
      if (!replica?.host.alive) return undefined;
      void replica.stop();
      // What does not end in time is killed, as a pod is.
      world.scheduler.after(12_000, () => world.replicas[index] === replica && world.restart(index));
      return undefined;
    },
  },
  {
    name: "F54 the journal cannot be written",
    lastsMs: [3_000, 30_000],
    begin: setOn("journalDown", true),
  },
  {
    name: "F55 a new image of green",
    lastsMs: [0, 0],
    begin(world) {
      world.newImage(world.random.whole(2, 99));
      return undefined;
    },
  },
  {
    name: "jobs fail or hang",
    lastsMs: [5_000, 20_000],
    begin({ kubelet, random }) {
      kubelet.jobEnds = random.pick(["Failed", "never"]);
      return () => {
        kubelet.jobEnds = "Complete";
      };
    },
  },
  { name: "watches are cut", lastsMs: [0, 0], begin: ({ network }) => (network.cutWatches(), nothing()) },
];
