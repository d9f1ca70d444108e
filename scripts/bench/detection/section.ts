import { randomUUID } from "node:crypto";
import type { CommandBody } from "../../../lib/core/engine/command.ts";
import type { Section } from "../section.ts";
import { quantile, short, table } from "../table.ts";
import { KEY } from "../world/cluster.ts";
import { until } from "../world/prometheus.ts";
import { type BenchWorld, startWorld } from "../world/world.ts";

const FAILED = 'sum(attempts_total{color="green",result="failure"})';
const TARGET_S = 0.6;
const LONG_MS = 60_000;
/** How often the stopwatch asks Prometheus whether the breach can be seen. */
const LOOK_EVERY_MS = 5;

/** Measured on the same kind of world: what the two do with the settings of their documentation, and with the fastest that they take. Seconds. */
const PEERS = [
  ["Flagger, as documented", 326],
  ["Flagger, fastest", 15.7],
  ["Argo Rollouts, as documented", 1_094],
  ["Argo Rollouts, 1 s", 0.67],
] as const;

/** From the first scrape of Prometheus that has the breach to the router's answer that the weight is 0, at default settings. Printed, not asserted. */
export const detection: Section = {
  name: "detection",
  what: "from the breach being visible in Prometheus to weight 0 in the Kubernetes API",
  async run({ repeats }, print) {
    const world = await startWorld();
    try {
      const seconds: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat += 1) seconds.push(await breachOnce(world, repeat));
      print(report(seconds));
    } finally {
      await world.stop();
    }
    return [];
  },
};

async function breachOnce(world: BenchWorld, repeat: number): Promise<number> {
  if (repeat > 0) {
    await pause(1_000 * Math.random());
    await world.restart();
    await until(() => stateOf(world).then((state) => state === "RolledBack"), LONG_MS);
  }
  await send(world, repeat === 0 ? "start" : "retry");
  await until(() => stateOf(world).then((state) => state === "Baking"), LONG_MS);
  // Some evidence to be misled by.
  await pause(4_000);
  const zero = weightZero(world);
  const before = (await world.metrics.value(FAILED)) ?? 0;
  world.metrics.fail(0.5);
  await until(async () => ((await world.metrics.value(FAILED)) ?? 0) > before, LONG_MS, LOOK_EVERY_MS);
  const visible = performance.now();
  const seconds = ((await zero) - visible) / 1_000;
  world.metrics.fail(0);
  await until(() => stateOf(world).then((state) => state === "RolledBack"), LONG_MS);
  return seconds;
}

/** When the next write to the route was answered. While a canary bakes there is none but that of a rollback. */
function weightZero({ kubernetes }: BenchWorld): Promise<number> {
  return new Promise((resolve) => {
    kubernetes.onAnswer(({ method, path, status, at, dryRun }) => {
      if (method === "PATCH" && path.endsWith("/virtualservices/route") && status === 200 && !dryRun)
        resolve(at);
    });
  });
}

async function send({ product }: BenchWorld, kind: CommandBody["kind"]): Promise<void> {
  const { container } = product();
  const view = await container.live.view(KEY);
  const { stage = "", planHash } = view?.status ?? {};
  const body: CommandBody = {
    id: randomUUID(),
    kind,
    stage,
    planHash: planHash || (view?.specHash ?? ""),
    ...(kind === "retry" && { to: stage }),
  };
  const answer = await container.send({ name: "bench", groups: [] }, KEY, body);
  if (answer?.outcome !== "done" && answer?.outcome !== "unknown")
    throw new Error(`${kind}: ${JSON.stringify(answer?.reasons)}`);
}

const stateOf = async ({ product }: BenchWorld) => (await product().container.live.view(KEY))?.status.state;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function report(seconds: readonly number[]): string {
  const median = quantile(seconds, 0.5) ?? 0;
  const times = (value: number) => `${short(value / median)}×`;
  return table(
    ["rule", "seconds", "over ours"],
    [
      [`Crossfade, median of ${seconds.length}`, short(median), times(median)],
      ["Crossfade, p95", short(quantile(seconds, 0.95) ?? 0), times(quantile(seconds, 0.95) ?? 0)],
      ["target for the median", TARGET_S, times(TARGET_S)],
      ...PEERS.map(([name, value]) => [`${name} (median, measured once)`, value, times(value)]),
    ],
  );
}
