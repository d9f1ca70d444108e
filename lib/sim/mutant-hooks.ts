import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { mutate, SOURCES } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

/**
 * Preloaded (`--import …/mutant-hooks.ts?mutant=NAME`) it gives a process the product with one guard deleted, and leaves the files alone. Ends the
 * process when there is no such mutant, or its text is not in its file any more.
 */
const name = new URL(import.meta.url).searchParams.get("mutant");
const mutant = MUTANTS.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`there is no mutant ${name}`);

const changed = new Map<string, string>();
for (const file of new Set(mutant.edits.map((edit) => edit.file))) {
  const url = new URL(file, SOURCES);
  changed.set(url.href, mutate(mutant, file, readFileSync(fileURLToPath(url), "utf8")));
}

registerHooks({
  load(url, context, nextLoad) {
    const source = changed.get(url);
    if (source === undefined) return nextLoad(url, context);
    return { format: "module-typescript", source, shortCircuit: true };
  },
});
