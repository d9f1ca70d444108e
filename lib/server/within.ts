import "server-only";
import type { Clock } from "../ports/clock.ts";

/** What the work comes to, or after `ms` what `late` gives instead: the work goes on then, and nobody waits for it any more. */
export async function within<T, L>(
  clock: Pick<Clock, "sleep">,
  ms: number,
  work: Promise<T>,
  late: () => L | Promise<L>,
): Promise<T | L> {
  const done = new AbortController();
  try {
    return await Promise.race([work, clock.sleep(ms, done.signal).then(late)]);
  } finally {
    done.abort();
  }
}
