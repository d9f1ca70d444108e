import { pause } from "../kube-client.ts";

const hintAfterMs = 15_000;

export type Steps = {
  /** Runs a step, says when it is done, and after a while says that it is not, and where to look. */
  run(name: string, work: Promise<unknown>, log?: string): Promise<void>;
};

/** Progress, a line a component, with the time since the start. */
export function makeSteps(
  say: (line: string) => void,
  signal: AbortSignal,
  started = performance.now(),
): Steps {
  return {
    async run(name, work, log) {
      const done = new AbortController();
      const over = AbortSignal.any([signal, done.signal]);
      void pause(hintAfterMs, over).then(() => {
        if (!over.aborted)
          say(`  ${name.padEnd(16)} is not ready yet${log === undefined ? "" : `: see ${log}`}`);
      });
      try {
        await work;
        if (!signal.aborted)
          say(`  ${name.padEnd(16)} ${((performance.now() - started) / 1000).toFixed(1)} s`);
      } finally {
        done.abort();
      }
    },
  };
}
