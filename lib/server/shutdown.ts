import "server-only";
import type { Log } from "./log.ts";

/** Kubernetes waits longer than this before it kills. */
const WITHIN_MS = 9_000;
/** Answers that are on their way get this long after everything has stopped. */
const LAST_WORDS_MS = 300;

export type ShutdownStep = { name: string; run: () => Promise<void> | void };

/** Runs the steps in order; one that fails or hangs keeps nothing from the next. */
export async function runSteps(log: Log, steps: readonly ShutdownStep[], stepMs: number): Promise<void> {
  for (const { name, run } of steps) {
    let timer: NodeJS.Timeout | undefined;
    try {
      const tooLong = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not done in ${stepMs} ms`)), stepMs);
      });
      await Promise.race([Promise.resolve(run()), tooLong]);
    } catch (error) {
      log.error({ error, step: name }, "a step of the shutdown failed");
    } finally {
      clearTimeout(timer);
    }
  }
}

/** On SIGTERM and SIGINT: the steps, then the end, within 10 s. Next.js's own handlers would wait for open streams, and are removed. */
export function onSignal(log: Log, steps: readonly ShutdownStep[]): void {
  let ending = false;
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (ending) return;
    ending = true;
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), WITHIN_MS);
    await runSteps(log, steps, WITHIN_MS / 3);
    log.info({ signal }, "stopped");
    setTimeout(() => process.exit(0), LAST_WORDS_MS);
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => void end(signal));
  }
}
