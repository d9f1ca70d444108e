import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { OTHER_RULES } from "./rules.ts";
import { emptyTally, merge, type Tally } from "./tally.ts";
import { TRACE_CLASSES, type TraceClass } from "./trace.ts";
import type { Task } from "./worker.ts";

const SEEDS_A_TASK = 20;

/** One tally a rule (ours first) for each class, from `traces` seeds each, on all cores. */
export async function runJudgement(traces: number): Promise<Map<TraceClass, Tally[]>> {
  const results = new Map(
    TRACE_CLASSES.map((kind) => [kind, [undefined, ...OTHER_RULES].map(emptyTally)] as const),
  );
  const tasks = TRACE_CLASSES.flatMap((kind) => tasksOf(kind, traces));
  const workers = Array.from(
    { length: Math.min(availableParallelism(), tasks.length) },
    () => new Worker(new URL("./worker.ts", import.meta.url)),
  );
  await Promise.all(workers.map((worker) => workOff(worker, tasks, results)));
  await Promise.all(workers.map((worker) => worker.terminate()));
  return results;
}

function tasksOf(kind: TraceClass, traces: number): Task[] {
  const count = Math.ceil(traces / SEEDS_A_TASK);
  return Array.from({ length: count }, (_, index) => ({
    kind,
    from: index * SEEDS_A_TASK,
    to: Math.min(traces, (index + 1) * SEEDS_A_TASK),
  }));
}

async function workOff(worker: Worker, tasks: Task[], results: Map<TraceClass, Tally[]>): Promise<void> {
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
    const found = await ask(worker, task);
    results.get(task.kind)?.forEach((tally, index) => {
      const part = found[index];
      if (part) merge(tally, part);
    });
  }
}

/** Rejects when the worker fails. */
async function ask(worker: Worker, task: Task): Promise<Tally[]> {
  const answer = once(worker, "message");
  worker.postMessage(task);
  const [tallies] = (await answer) as [Tally[]];
  return tallies;
}
