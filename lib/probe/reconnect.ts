const firstMs = 50;
const longestMs = 1000;

/**
 * How long to wait before the next attempt, by the number of failures in a row: at once after a working session, so
 * that a closed connection costs milliseconds; never longer than a second, so that a repaired side is seen at once.
 * `dice` (0 to 1) spreads the sessions of a pool.
 */
export function reconnectDelayMs(failuresInARow: number, dice: number): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(failuresInARow, 10));
  return dice * ceiling;
}
