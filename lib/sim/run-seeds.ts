import { runTasks, type Task } from "./pool.ts";
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

/** Runs seeds `from` to `from + count - 1`. */
export async function runSeeds(options: SeedsOptions): Promise<Tally> {
  const { from, count, workers, onProgress, stopAtFirst = false } = options;
  const tally: Tally = { seeds: 0, failed: [], simulatedMs: 0, ends: new Map() };
  function* seeds(): Iterable<Task> {
    for (let seed = from; seed < from + count; seed += 1) yield { kind: "seed", seed };
  }
  await runTasks<Outcome>(
    seeds(),
    (outcome) => {
      tally.seeds += 1;
      tally.simulatedMs += outcome.simulatedMs;
      const place = `${outcome.state} ${outcome.stage}`.trim();
      tally.ends.set(place, (tally.ends.get(place) ?? 0) + 1);
      if (outcome.violations.length > 0) tally.failed.push(outcome);
      onProgress?.(tally.seeds, tally.failed.length);
      return !(stopAtFirst && tally.failed.length > 0);
    },
    workers,
  );
  return tally;
}
