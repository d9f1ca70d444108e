import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { MutantMessage } from "./mutant-run.ts";
import type { Mutant } from "./mutant.ts";

/** What became of a mutant: `by` names the invariant, or says how the process ended. */
export type Found = { mutant: Mutant; seconds: number } & (
  | { state: "found"; by: string; where: string }
  | { state: "survived" }
);

export type MutantsOptions = {
  from: number;
  seeds: number;
  onFound?: (found: Found) => void;
};

/** What is done between two signs of life takes a third of a second: what takes this long never ends. */
const HANGS_AFTER_MS = 120_000;
const RUN = fileURLToPath(new URL("./mutant-run.ts", import.meta.url));

/** Each mutant in a process of its own, as many at once as there are cores; in the order of the list. */
export async function runMutants(mutants: readonly Mutant[], options: MutantsOptions): Promise<Found[]> {
  const found: Found[] = [];
  const waiting = mutants.map((mutant, index) => ({ mutant, index }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const one = await runMutant(next.mutant, options);
      found[next.index] = one;
      options.onFound?.(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), mutants.length) }, work));
  return found;
}

/** The same without a mutant: whether the seeds are green as they are. */
export const runBaseline = (options: MutantsOptions): Promise<Outcome> => inProcess([], options);

async function runMutant(mutant: Mutant, options: MutantsOptions): Promise<Found> {
  const began = performance.now();
  const hooks = new URL(`./mutant-hooks.ts?mutant=${encodeURIComponent(mutant.name)}`, import.meta.url);
  const outcome = await inProcess(["--import", hooks.href], options);
  return { mutant, seconds: (performance.now() - began) / 1_000, ...outcome };
}

type Outcome = { state: "found"; by: string; where: string } | { state: "survived" };

function inProcess(execArgv: readonly string[], { from, seeds }: MutantsOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = fork(RUN, [String(from), String(seeds)], {
      execArgv: [...execArgv],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let where = `seed ${from}`;
    let said = "";
    let watch: NodeJS.Timeout;
    const end = (outcome: Outcome): void => {
      clearTimeout(watch);
      child.removeAllListeners();
      child.kill("SIGKILL");
      resolve(outcome);
    };
    const beginWatch = (): void => {
      clearTimeout(watch);
      watch = setTimeout(
        () => end({ state: "found", by: `hangs: nothing in ${HANGS_AFTER_MS / 1_000} s`, where }),
        HANGS_AFTER_MS,
      );
    };
    beginWatch();
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    child.on("message", (message: MutantMessage) => {
      if (message.state !== "doing") return end(message);
      where = message.where;
      beginWatch();
    });
    child.on("exit", (code, signal) => {
      const error = said.split("\n").find((line) => /Error|mutant/.test(line)) ?? said.trim().split("\n")[0];
      end({ state: "found", by: `crashes: ${error || (signal ?? code)}`, where });
    });
  });
}
