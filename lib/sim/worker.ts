import { parentPort } from "node:worker_threads";
import { simulate } from "./simulate.ts";

/** Runs the seeds that it is sent, one after the other, and answers each with what came of it. The trace only of what went wrong. */
parentPort?.on("message", (seed: number) => {
  void simulate(seed).then((outcome) => {
    const { trace, ...rest } = outcome;
    parentPort?.postMessage({ ...rest, trace: rest.violations.length > 0 ? trace : [] });
  });
});
