import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Outcome } from "./simulate.ts";

export type Tally = {
  seeds: number;
  failed: Outcome[];
  /** Simulated time of all of them. */
  simulatedMs: number;
  /** How often each state was where a run ended. */
  ends: Map<string, number>;
};

export type SeedsOptions = {
  from: number;
  count: number;
  /** By default one a core. */
  workers?: number;
  onProgress?: (done: number, failed: number) => void;
  /** Ends with the first violation. */
  stopAtFirst?: boolean;
};

/** Runs seeds `from` to `from + count - 1` on as many threads as there are cores. Throws what a run throws: that is a bug of its own. */
export function runSeeds(options: SeedsOptions): Promise<Tally> {
  const { from, count, workers = availableParallelism(), onProgress, stopAtFirst = false } = options;
  const tally: Tally = { seeds: 0, failed: [], simulatedMs: 0, ends: new Map() };
  let next = from;
  let over = false;
  const { promise, resolve, reject } = Promise.withResolvers<Tally>();
  const pool = Array.from(
    { length: Math.min(workers, count) },
    () => new Worker(new URL("./worker.ts", import.meta.url)),
  );
  const end = (error?: unknown): void => {
    if (over) return;
    over = true;
    void Promise.all(pool.map((worker) => worker.terminate())).then(() =>
      error === undefined ? resolve(tally) : reject(error as Error),
    );
  };
  for (const worker of pool) {
    const give = (): void => {
      if (next < from + count) worker.postMessage(next++);
    };
    worker.on("message", (outcome: Outcome) => {
      tally.seeds += 1;
      tally.simulatedMs += outcome.simulatedMs;
      const place = `${outcome.state} ${outcome.stage}`.trim();
      tally.ends.set(place, (tally.ends.get(place) ?? 0) + 1);
      if (outcome.violations.length > 0) tally.failed.push(outcome);
      onProgress?.(tally.seeds, tally.failed.length);
      if (tally.seeds === count || (stopAtFirst && tally.failed.length > 0)) end();
      else give();
    });
    worker.on("error", end);
    give();
  }
  if (count === 0) end();
  return promise;
}
