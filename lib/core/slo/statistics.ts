import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import poissonCdf from "@stdlib/stats-base-dists-poisson-cdf";

/**
 * Exact one-sided tests of "at most k failures in n" against an error rate p0 (binomial) or an expected count lambda0 (Poisson).
 * Both tails are probabilities in [0, 1]; small means that the hypothesis is refuted.
 */

/** Tail of a test on counted failures: `pass` is P(K <= k) at the objective's rate, `breach` is P(K >= k). */
export type Tails = { pass: number; breach: number };

/** @param p0 error rate that the objective allows, 0 < p0 < 1 */
export function binomialTails(k: number, n: number, p0: number): Tails {
  return { pass: whole(binomialCdf(k, n, p0)), breach: k === 0 ? 1 : 1 - binomialCdf(k - 1, n, p0) };
}

/** Below this a number has fewer digits the smaller it is, and two of them cannot be told apart any more. */
const LEAST_NORMAL = 2 ** -1022;
const whole = (probability: number): number => (probability < LEAST_NORMAL ? 0 : probability);

/** @param lambda0 events that the objective allows in the window, > 0 */
export function poissonTails(k: number, lambda0: number): Tails {
  return { pass: poissonCdf(k, lambda0), breach: k === 0 ? 1 : 1 - poissonCdf(k - 1, lambda0) };
}

const needed = new Map<string, number>();

/** Least n at which k failures pass a binomial test at `alpha`: 5,990 for k = 0, p0 = 0.0005, alpha = 0.05. */
export function samplesForPass(k: number, p0: number, alpha: number): number {
  return remembered(`b/${k}/${p0}/${alpha}`, () => leastAbove(k, (n) => binomialCdf(k, n, p0) <= alpha));
}

/** Least expected count at which k events pass a Poisson test at `alpha`, to 1/1000: 3.0 for k = 0 at 0.05. */
export function expectedForPass(k: number, alpha: number): number {
  return remembered(
    `p/${k}/${alpha}`,
    () => leastAbove(k * 1000, (m) => poissonCdf(k, m / 1000) <= alpha) / 1000,
  );
}

/** Most failures with which n samples still pass at `alpha`; -1 when not even none would do. */
export function failuresAllowed(n: number, p0: number, alpha: number): number {
  let low = -1;
  let high = n;
  while (low < high) {
    const mid = Math.ceil((low + high) / 2);
    if (binomialCdf(mid, n, p0) <= alpha) low = mid;
    else high = mid - 1;
  }
  return low;
}

/** Upper bound at 95 % of the failure rate after n samples without a failure ("rule of three"), as a fraction. */
export const upperBoundOfNone = (n: number): number => (n === 0 ? 1 : Math.min(1, 3 / n));

/** Smallest whole number above `floor` for which a monotone predicate holds. */
function leastAbove(floor: number, holds: (n: number) => boolean): number {
  let high = Math.max(1, floor * 2);
  while (!holds(high)) high *= 2;
  let low = floor;
  while (high - low > 1) {
    const mid = Math.floor((low + high) / 2);
    if (holds(mid)) high = mid;
    else low = mid;
  }
  return high;
}

// A pure cache: the same few (k, p0) come back every tick, and a search costs some forty evaluations.
function remembered(key: string, compute: () => number): number {
  const known = needed.get(key);
  if (known !== undefined) return known;
  if (needed.size > 4096) needed.clear();
  const value = compute();
  needed.set(key, value);
  return value;
}
