import { World } from "../../../lib/core/engine/testing/world.ts";
import type { Rule } from "./rules.ts";
import { countIn, STAGE_SECONDS, type Trace } from "./trace.ts";

const side = (name: string) => ({
  title: name,
  service: { name, port: 1883 },
  workload: { kind: "StatefulSet", name },
  minReady: 1,
});

/** One SLO on green, one stage that is longer than a trace: nothing but the verdict moves the weight. */
const PLAN = {
  title: "Bench",
  blue: side("blue"),
  green: side("green"),
  traffic: {
    istio: { virtualService: "v", route: { tcp: { port: 1883 } } },
    existingConnections: "sticky",
    settle: "1s",
  },
  slos: [
    {
      name: "success",
      title: "Success",
      objective: { above: 99.95, unit: "%" },
      sides: ["green"],
      indicator: {
        ratio: {
          good: 'sum(increase(good_total{color="$side"}[$window]))',
          total: 'sum(increase(all_total{color="$side"}[$window]))',
        },
      },
    },
  ],
  phases: [
    {
      name: "canary",
      title: "Canary",
      stages: [{ name: "ten", weight: 10, bake: { atLeast: "24h" }, gates: [{ slos: "all" }] }],
    },
  ],
};

/** The product's own `decide` at default settings, once a second on the world of its tests, whose counts are the trace's. */
export const OURS: Rule = { name: "Crossfade", source: "lib/core", rollsBackAt };

function rollsBackAt(trace: Trace): number | undefined {
  const world = new World(PLAN);
  world.look();
  world.send("start");
  if (weightOf(world) === 0) throw new Error("the stage was not entered");
  for (let t = 0; t < STAGE_SECONDS; t += 1) {
    const { total, bad } = countIn(trace, t, 1);
    world.weather.green = { perSecond: total, failing: total === 0 ? 0 : bad / total };
    world.metricsDown = trace.blind[t] === 1 ? "down" : undefined;
    world.sampleOf = (key) => (key.endsWith("/value") ? shown(trace, t, world.now) : undefined);
    world.tick();
    if (weightOf(world) === 0) return t;
  }
  return undefined;
}

/** What the router has been told: moved by `tick`. */
const weightOf = (world: World): number => world.route.weight;

/** The figure shown is over the whole evidence. */
function shown(trace: Trace, t: number, at: number) {
  const { total, bad } = countIn(trace, t, STAGE_SECONDS);
  return { state: "value", value: total === 0 ? 100 : (100 * (total - bad)) / total, at } as const;
}
