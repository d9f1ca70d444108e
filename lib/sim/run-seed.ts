import { runAmbush } from "./run-ambush.ts";
import { type Outcome, simulate } from "./simulate.ts";

/** What a seed stands for: an odd one for a run in which faults come at random, an even one for an ambush. */
export const runSeed = async (seed: number): Promise<Outcome> =>
  seed % 2 === 0 ? { ...(await runAmbush(seed / 2)), seed } : await simulate(seed);
