import { parentPort } from "node:worker_threads";
import { OURS } from "./ours.ts";
import { OTHER_RULES } from "./rules.ts";
import { count, emptyTally, type Tally } from "./tally.ts";
import { type TraceClass, traceOf } from "./trace.ts";

/** Some seeds of one class, for every rule; the answer has one tally a rule, ours first. */
export type Task = { kind: TraceClass; from: number; to: number };

parentPort?.on("message", ({ kind, from, to }: Task) => {
  const rules = [OURS, ...OTHER_RULES];
  const tallies: Tally[] = rules.map(emptyTally);
  for (let seed = from; seed < to; seed += 1) {
    const trace = traceOf(kind, seed);
    rules.forEach((rule, index) => {
      const tally = tallies[index];
      if (tally) count(tally, trace, rule.rollsBackAt(trace));
    });
  }
  parentPort?.postMessage(tallies);
});
