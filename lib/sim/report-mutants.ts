import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mutate, SOURCES } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";
import { type Found, type MutantsOptions, runBaseline, runMutants } from "./run-mutants.ts";

/** How many of them the simulation must find, in percent. */
const LEAST_FOUND = 95;

/** The table of mutants with what found each; 1 when the seeds are not green without one, or when too few are found. */
export async function reportMutants(options: MutantsOptions, only?: string): Promise<number> {
  const mutants = MUTANTS.filter(({ name }) => only === undefined || name === only);
  if (mutants.length === 0) {
    console.error(`there is no mutant ${only}; there are ${MUTANTS.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  // A text that is gone would look like a mutant that was found: its process does not even start.
  for (const mutant of mutants)
    for (const { file } of mutant.edits)
      mutate(mutant, file, readFileSync(fileURLToPath(new URL(file, SOURCES)), "utf8"));
  const { from, seeds } = options;
  console.log(`without a mutant, seeds ${from} to ${from + seeds - 1}:`);
  const baseline = await runBaseline(options);
  if (baseline.state === "found") {
    console.log(`${baseline.where} violates ${baseline.by}: nothing is proven by mutants then`);
    return 1;
  }
  console.log("  no violation\n");
  const all = await runMutants(mutants, { ...options, onFound: (found) => console.log(lineOf(found)) });
  const survivors = all.filter(({ state }) => state === "survived");
  for (const { mutant } of survivors)
    console.log(`\nnot found: ${mutant.name}, which guards ${mutant.against}`);
  const found = all.length - survivors.length;
  const percent = (100 * found) / all.length;
  console.log(`\n${all.length} mutants: ${found} found (${percent.toFixed(1)} %)`);
  return percent >= LEAST_FOUND ? 0 : 1;
}

function lineOf(found: Found): string {
  const what = found.state === "found" ? `${found.where}, ${found.by}` : "NOT FOUND";
  return `  ${found.mutant.name.padEnd(46)} ${found.seconds.toFixed(0).padStart(4)} s  ${what.slice(0, 150)}`;
}
