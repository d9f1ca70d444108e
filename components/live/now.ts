import { useSyncExternalStore } from "react";

/**
 * One clock for the page: seconds, shared by whoever shows an age. It stands still while nobody looks. `skew` is what the
 * server's clock is ahead of ours.
 */
const SECOND_MS = 1_000;
/** How long a tick waits for the document that may bring it: they come each second, by a clock that is not quite ours. */
const WITH_DOCUMENT_MS = 1_200;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let skewMs = 0;
let current = 0;

function tick(nextInMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(tick, nextInMs, SECOND_MS);
  current = Math.floor((Date.now() + skewMs) / SECOND_MS) * SECOND_MS;
  for (const listener of listeners) listener();
}

/** A document is about to be drawn, and the clock with it: a page that is painted once a second costs half of one that is painted twice. */
export function tickWithDocument(): void {
  if (timer !== undefined) tick(WITH_DOCUMENT_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) tick(SECOND_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
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
