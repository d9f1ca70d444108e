/** One voice for every script: what is being done, and how long it took. */

/** A mistake that a person can mend. It is shown as one line, without a stack. */
export class Problem extends Error {}

export function say(text) {
  console.log(`crossfade: ${text}`);
}

export function seconds(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Runs `work` under a title, and says how long it took. */
export async function step(title, work) {
  const started = performance.now();
  say(`${title} ...`);
  const result = await work();
  say(`${title}: ${seconds(started)}`);
  return result;
}

/** Ends the process with one line for what a person can mend, and the stack for what is a fault of ours. */
export function fail(error) {
  if (error instanceof Problem) console.error(`crossfade: ${error.message}`);
  else console.error(error);
  process.exit(1);
}
