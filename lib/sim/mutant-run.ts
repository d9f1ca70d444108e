import { AFTERMATHS, countWrites, FATES, runPoint } from "./crash-table.ts";
import { runSeed } from "./run-seed.ts";
import { SCENARIOS } from "./scenarios.ts";

/** What a process with a mutant tells the one that started it. `doing`: it lives, and is about to do that. */
export type MutantMessage =
  | { state: "doing"; where: string }
  | { state: "found"; by: string; where: string }
  | { state: "survived" };

const tell = (message: MutantMessage): Promise<void> =>
  new Promise((resolve) => process.send?.(message, () => resolve()));

/** `node --import …/mutant-hooks.ts?mutant=NAME mutant-run.ts FROM COUNT`: seeds, then the crash table, up to the first violation. */
async function run(from: number, count: number): Promise<MutantMessage> {
  for (let seed = from; seed < from + count; seed += 1) {
    const where = `seed ${seed}`;
    await tell({ state: "doing", where });
    const [first] = (await runSeed(seed)).violations;
    if (first) return { state: "found", by: `${first.invariant}: ${first.what}`, where };
  }
  for (const scenario of SCENARIOS)
    for (const then of AFTERMATHS) {
      const writes = await countWrites(scenario, then);
      for (let write = 1; write <= writes; write += 1)
        for (const fate of FATES) {
          const where = `${scenario.name}, write ${write} ${fate}, ${then}`;
          await tell({ state: "doing", where });
          const [by] = await runPoint(scenario, { write, fate, then });
          if (by !== undefined) return { state: "found", by, where };
        }
    }
  return { state: "survived" };
}

const [from = "1", count = "0"] = process.argv.slice(2);
await tell(await run(Number(from), Number(count)));
process.exit();
