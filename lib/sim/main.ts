import { parseArgs } from "node:util";
import { reportMutants } from "./report-mutants.ts";
import { runSeed } from "./run-seed.ts";
import { runSeeds } from "./run-seeds.ts";
import type { Outcome } from "./simulate.ts";

const USAGE = `npm run simulate -- [--seeds N] [--from S] [--trace] [--mutants] [--mutant NAME]

  --seeds N      how many runs (1000; for each mutant 400)
  --from S       the first seed, up to 2^52 (1)
  --trace        prints everything that happened: for one seed
  --mutants      runs the product with one guard deleted, once for each guard of a list, and says what found it
  --mutant NAME  the same with that mutant alone`;

const MOST_SEED = 2 ** 52;
const LAST_LINES = 40;

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    trace: { type: "boolean", default: false },
    mutants: { type: "boolean", default: false },
    mutant: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const isMutants = values.mutants || values.mutant !== undefined;
const count = wholeNumber("--seeds", values.seeds ?? (isMutants ? "400" : "1000"), 1, 10_000_000);
const from = wholeNumber("--from", values.from, 0, MOST_SEED);
if (values.help) console.log(USAGE);
else if (isMutants) process.exitCode = await reportMutants({ from, seeds: count }, values.mutant);
else process.exitCode = values.trace ? await traceOf(from) : await runAll();

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  console.error(`${name} ${text}: must be a whole number from ${least} to ${most}\n\n${USAGE}`);
  process.exit(2);
}

async function traceOf(seed: number): Promise<number> {
  const outcome = await runSeed(seed);
  console.log(outcome.trace.join("\n"));
  console.log(`faults: ${outcome.faults.join(", ") || "none"}`);
  for (const { invariant, what } of outcome.violations) console.log(`violation of ${invariant}: ${what}`);
  console.log(`seed ${seed}: trace ${outcome.hash}, ${outcome.violations.length} violations`);
  return outcome.violations.length > 0 ? 1 : 0;
}

async function runAll(): Promise<number> {
  const began = performance.now();
  let told = began;
  const tally = await runSeeds({
    from,
    count,
    onProgress(done, failed) {
      if (performance.now() - told < 5_000) return;
      told = performance.now();
      const perSecond = (1_000 * done) / (told - began);
      console.log(`${done} of ${count} seeds, ${failed} with violations, ${perSecond.toFixed(1)} a second`);
    },
  });
  for (const outcome of tally.failed.slice(0, 5)) show(outcome);
  const hours = (tally.simulatedMs / 3_600_000).toFixed(1);
  console.log(
    `${hours} simulated hours in ${((performance.now() - began) / 1_000).toFixed(0)} s; the runs ended:`,
  );
  for (const [place, times] of [...tally.ends].sort((a, b) => b[1] - a[1]))
    console.log(`  ${String(times).padStart(7)} ${place}`);
  console.log(
    `seeds ${from} to ${from + tally.seeds - 1}: ${tally.seeds} runs, ${tally.failed.length} with violations`,
  );
  return tally.failed.length > 0 ? 1 : 0;
}

function show({ seed, violations, trace }: Outcome): void {
  const [first] = violations;
  const at = trace.findIndex((line) => line.includes("VIOLATION"));
  console.log(trace.slice(Math.max(0, at - LAST_LINES), at + 1).join("\n"));
  console.log(`seed ${seed} violates ${first?.invariant}: ${first?.what}`);
  console.log(`again: npm run simulate -- --from ${seed} --trace\n`);
}
