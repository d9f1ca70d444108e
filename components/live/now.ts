import { useSyncExternalStore } from "react";

/**
 * One clock for the page: seconds, shared by whoever shows an age. It stands still while nobody looks. `skew` is what the
 * server's clock is ahead of ours.
 */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let skewMs = 0;
let current = 0;

function tick(): void {
  current = Math.floor((Date.now() + skewMs) / 1_000) * 1_000;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    tick();
    timer = setInterval(tick, 1_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time in milliseconds, to the second. `first` is what the server rendered with. */
export function useNow(first: number): number {
  return useSyncExternalStore(
    subscribe,
    () => Math.max(current, first),
    () => first,
  );
}

/** Learns the server's clock from an answer's `Date`, which is to the second. */
export function learnServerTime(date: string | null): void {
  if (date === null) return;
  const at = Date.parse(date);
  if (Number.isNaN(at)) return;
  const skew = at + 500 - Date.now();
  // Within a second and a bit the two clocks agree as far as anybody can tell.
  skewMs = Math.abs(skew) < 1_500 ? 0 : skew;
}

export function serverNow(): number {
  return Date.now() + skewMs;
}
