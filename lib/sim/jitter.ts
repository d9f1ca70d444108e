import { makeRandom } from "./random.ts";

/** Jitter from that seed while the work is done: the order of things follows from it. */
export async function withJitter<T>(seed: number, work: () => Promise<T>): Promise<T> {
  const { random } = Math;
  const jitter = makeRandom(seed);
  Math.random = () => jitter.next();
  try {
    return await work();
  } finally {
    Math.random = random;
  }
}
