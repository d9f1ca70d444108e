import type { HoldCode, State } from "./status.ts";

const OUT_OF_RUN: ReadonlySet<State> = new Set(["Pending", "Completed", "Aborted"]);
const FOR_A_BREACH: ReadonlySet<HoldCode> = new Set([
  "breach",
  "blue-breach",
  "common-cause",
  "blue-not-ready",
]);

/** Before the start, or over: nothing is under way that anybody would have to watch over. */
export const isOutOfRun = (state: State): boolean => OUT_OF_RUN.has(state);

/** Held because something is bad: whoever resumes begins on evidence of then. */
export const isHeldForBreach = (code: HoldCode): boolean => FOR_A_BREACH.has(code);
