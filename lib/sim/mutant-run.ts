import { simulate } from "./simulate.ts";

/** What a process with a mutant tells the one that started it. */
export type MutantMessage =
  | { state: "seed"; seed: number }
  | { state: "found"; by: string; where: string }
  | { state: "survived" };

const tell = (message: MutantMessage): Promise<void> =>
  new Promise((resolve) => process.send?.(message, () => resolve()));

/** `node --import …/mutant-hooks.ts?mutant=NAME mutant-run.ts FROM COUNT`: the seeds one after the other, up to the first violation. */
async function run(from: number, count: number): Promise<MutantMessage> {
  for (let seed = from; seed < from + count; seed += 1) {
    const { violations } = await simulate(seed);
    const [first] = violations;
    if (first) return { state: "found", by: `${first.invariant}: ${first.what}`, where: `seed ${seed}` };
    await tell({ state: "seed", seed });
  }
  return { state: "survived" };
}

const [from = "1", count = "0"] = process.argv.slice(2);
await tell(await run(Number(from), Number(count)));
process.exit();
