/** mulberry32: numbers in [0, 1) from a seed, so that a simulation gives the same figures each time. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Samples up to and including the next failure at error rate `p`: geometric. */
export const untilFailure = (random: () => number, p: number): number =>
  Math.max(1, Math.ceil(Math.log(1 - random()) / Math.log(1 - p)));
