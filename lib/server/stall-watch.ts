import "server-only";

const LOOK_MS = 250;

/** How long the event loop stood still between two looks that should be `LOOK_MS` apart; 0 when it did not. */
export function stallBetween(before: number, now: number): number {
  return Math.max(0, now - before - LOOK_MS);
}

/** Calls `onStall` when the event loop stood still for `limitMs` or more: afterwards, since nothing can run before. */
export function watchStalls(
  monotonic: () => number,
  {
    limitMs,
    onLook,
    onStall,
  }: { limitMs: number; onLook: (ms: number) => void; onStall: (ms: number) => void },
): () => void {
  let before = monotonic();
  const timer = setInterval(() => {
    const now = monotonic();
    const stall = stallBetween(before, now);
    before = now;
    onLook(stall);
    if (stall >= limitMs) onStall(stall);
  }, LOOK_MS);
  return () => clearInterval(timer);
}
