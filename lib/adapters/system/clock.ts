import { setTimeout as sleepFor } from "node:timers/promises";
import type { Clock } from "../../ports/clock.ts";

/**
 * The machine's clocks. `monotonic` goes on while the process is stopped (SIGSTOP), so that a paused leader sees on waking
 * that its time is over. `sleep` resolves early, without an error, when its signal fires.
 */
export function makeSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    async sleep(ms, signal) {
      try {
        await sleepFor(ms, undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        if (signal?.aborted !== true) throw error;
      }
    },
  };
}
