import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Section } from "../section.ts";
import { quantile, short, table } from "../table.ts";
import { KEY } from "../world/cluster.ts";
import { until } from "../world/prometheus.ts";
import { type BenchWorld, startWorld, viewerTokens } from "../world/world.ts";
import type { ReadersAnswer, ReadersData } from "./readers.ts";

const WATCHED_S = 30;
const CHANGES = 10;
const LONG_MS = 60_000;
const BUDGET_MS = 250;
/** What asks who somebody is and what they may do: asked for each reader, and apart from the cost of looking. */
const REVIEWS = /tokenreviews|accessreviews/;

const CLOCKS = "PATCH migrations/status";
const AFTER_MS = 3_000;

type Counts = Map<string, number>;
type Phase = { readers: number; counts: Counts; latenciesMs: number[] };

/** Readers of one migration's stream, each on a connection of its own. Fails when many cost Kubernetes or Prometheus more than one does. */
export const viewers: Section = {
  name: "viewers",
  what: "what many viewers of one migration cost Kubernetes and Prometheus beside one viewer",
  async run({ viewers: many }, print) {
    const world = await startWorld(many);
    try {
      await command(world, "start");
      await until(() => stateIs(world, "Baking"), LONG_MS);
      const alone = await watch(world, 1);
      const crowd = await watch(world, many);
      print(costTable(alone, crowd));
      print(`\n${pushTable([alone, crowd])}`);
      return dearer(alone, crowd);
    } finally {
      await world.stop();
    }
  },
};

async function watch(world: BenchWorld, readers: number): Promise<Phase> {
  const data: ReadersData = {
    stream: `${world.product().url}/api/v1/migrations/${KEY.namespace}/${KEY.name}/stream`,
    tokens: viewerTokens(readers),
    readers,
  };
  const worker = new Worker(new URL("./readers.ts", import.meta.url), { workerData: data });
  try {
    await answerOf(worker);
    // Rights are asked again a minute after opening: not within this time.
    const counts = await countFor(world, WATCHED_S);
    const latenciesMs: number[] = [];
    for (let change = 0; change < CHANGES; change += 1)
      latenciesMs.push(...(await changeOnce(world, worker, change % 2 === 0)));
    return { readers, counts, latenciesMs };
  } finally {
    await worker.terminate();
    await until(() => world.product().container.streams.count() === 0, LONG_MS);
  }
}

/**
 * What passes the meters in that time, without the reviews. It begins a little after a write of the clocks, so that what comes every 15 s is as
 * often in one window as in another.
 */
async function countFor({ kubernetes, prometheus }: BenchWorld, seconds: number): Promise<Counts> {
  const writes = () => kubernetes.counts.get(CLOCKS) ?? 0;
  const written = writes();
  await until(() => writes() > written, LONG_MS);
  await pause(AFTER_MS);
  const all = () => new Map([...kubernetes.counts, ...prometheus.counts]);
  const before = all();
  await pause(seconds * 1_000);
  const passed = [...all()].map(([kind, count]) => [kind, count - (before.get(kind) ?? 0)] as const);
  return new Map(passed.filter(([kind, count]) => count > 0 && !REVIEWS.test(kind)));
}

/** A hold or its end, and how long after the server had it each reader had it. */
async function changeOnce(world: BenchWorld, worker: Worker, hold: boolean): Promise<number[]> {
  const state = hold ? "Held" : "Baking";
  const { live } = world.product().container;
  let told: number | undefined;
  const stop = live.subscribe(KEY, (_, view) => {
    if (view?.status.state === state) told ??= performance.timeOrigin + performance.now();
  });
  worker.postMessage(state);
  const answer = answerOf(worker);
  await command(world, hold ? "hold" : "resume");
  const seen = await answer;
  stop();
  if (seen.kind !== "seen" || told === undefined) throw new Error("the change was not seen");
  const from = told;
  // Further updates of the calm kind may still be due: the next change finds the streams at rest.
  await pause(1_500);
  return seen.at.map((at) => at - from);
}

async function answerOf(worker: Worker): Promise<ReadersAnswer> {
  const [answer] = (await once(worker, "message", { signal: AbortSignal.timeout(LONG_MS) })) as [
    ReadersAnswer,
  ];
  return answer;
}

async function command(world: BenchWorld, kind: "start" | "hold" | "resume"): Promise<void> {
  const { container } = world.product();
  const view = await container.live.view(KEY);
  const { stage = "", planHash = "" } = view?.status ?? {};
  const body = { id: randomUUID(), kind, stage, planHash: planHash || (view?.specHash ?? "") };
  const answer = await container.send({ name: "bench", groups: [] }, KEY, body);
  if (answer?.outcome !== "done" && answer?.outcome !== "unknown")
    throw new Error(`${kind}: ${JSON.stringify(answer?.reasons)}`);
}

const stateIs = async (world: BenchWorld, state: string) =>
  (await world.product().container.live.view(KEY))?.status.state === state;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const kindsOf = (phases: readonly Phase[]) =>
  [...new Set(phases.flatMap(({ counts }) => [...counts.keys()]))].sort();

const sum = (counts: Counts): number => [...counts.values()].reduce((all, count) => all + count, 0);

function costTable(alone: Phase, crowd: Phase): string {
  const rows = kindsOf([alone, crowd]).map((kind) => {
    const [one, many] = [alone, crowd].map(({ counts }) => counts.get(kind) ?? 0) as [number, number];
    return [kind, one, many, one === 0 ? "n/a" : `${short(many / one)}×`];
  });
  const [one, many] = [alone, crowd].map(({ counts }) => sum(counts)) as [number, number];
  rows.push(["in all, without reviews", one, many, `${short(many / one)}×`]);
  return table([`requests in ${WATCHED_S} s`, "1 viewer", `${crowd.readers} viewers`, "ratio"], rows);
}

function pushTable(phases: readonly Phase[]): string {
  const rows = phases.map(({ readers, latenciesMs }) => {
    const [median, p99] = [0.5, 0.99].map((share) => quantile(latenciesMs, share) ?? 0) as [number, number];
    return [readers, short(median), short(p99), BUDGET_MS, `${short(p99 / BUDGET_MS)}×`];
  });
  return table(["viewers", "push median, ms", "p99, ms", "budget", "of the budget"], rows);
}

/** What began at the edge of a window counts for one. */
function dearer(alone: Phase, crowd: Phase): string[] {
  return kindsOf([alone, crowd]).flatMap((kind) => {
    const [one, many] = [alone, crowd].map(({ counts }) => counts.get(kind) ?? 0) as [number, number];
    return many > one + 1 ? [`${kind}: ${many} with ${crowd.readers} viewers, ${one} with one`] : [];
  });
}
