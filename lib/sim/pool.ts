import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Fate } from "./network.ts";
import type { Aftermath } from "./crash-table.ts";

/** What a thread can be asked to do. */
export type Task =
  | { kind: "seed"; seed: number }
  /** All rows of the crash table of one scenario, by its place in the list. */
  | { kind: "rows"; scenario: number; then: Aftermath; fates: readonly Fate[] }
  | { kind: "races"; command: string };

/**
 * Does the tasks on as many threads as there are cores, and hands each result over as it comes. Ends early when `onResult` answers false. Throws what a
 * task throws: that is a bug of its own.
 */
export function runTasks<R>(
  tasks: Iterable<Task>,
  onResult: (result: R, task: Task) => boolean,
  workers: number = availableParallelism(),
): Promise<void> {
  const queue = tasks[Symbol.iterator]();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const pool: Worker[] = [];
  let busy = 0;
  let over = false;
  const end = (error?: Error): void => {
    if (over) return;
    over = true;
    void Promise.all(pool.map((worker) => worker.terminate())).then(() =>
      error ? reject(error) : resolve(),
    );
  };
  for (let index = 0; index < workers; index += 1) {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    pool.push(worker);
    let task: Task | undefined;
    const give = (): void => {
      const next = queue.next();
      if (next.done === true) return busy === 0 ? end() : undefined;
      task = next.value;
      busy += 1;
      worker.postMessage(task);
    };
    worker.on("message", (result: R) => {
      busy -= 1;
      if (task !== undefined && !onResult(result, task)) end();
      else if (!over) give();
    });
    worker.on("error", end);
    give();
  }
  return promise;
}
