import "server-only";
import type { Leader } from "../../ports/leader.ts";

/** A leader that can stand back and then stand again: after a stall of the event loop, in which it may have been believed dead. */
export function makeCandidate(leader: Leader): { leader: Leader; standBack(): Promise<void> } {
  let callbacks: Parameters<Leader["start"]>[0] | undefined;
  return {
    leader: {
      ...leader,
      start(on) {
        callbacks = on;
        leader.start(on);
      },
      release() {
        // For good: the process is ending.
        callbacks = undefined;
        return leader.release();
      },
    },
    async standBack() {
      if (callbacks === undefined) return;
      await leader.release();
      if (callbacks !== undefined) leader.start(callbacks);
    },
  };
}
