import type { HoldCode, State } from "./status.ts";

const FOR_A_BREACH: ReadonlySet<HoldCode> = new Set([
  "breach",
  "blue-breach",
  "common-cause",
  "blue-not-ready",
]);

const OVER: ReadonlySet<State> = new Set(["Completed", "Aborted"]);

/** Nothing comes after it. */
export const isOver = (state: State): boolean => OVER.has(state);

/** Before the start, or over: nothing is under way that anybody would have to watch over. */
export const isOutOfRun = (state: State): boolean => state === "Pending" || isOver(state);

/** Held because something is bad: whoever resumes begins on evidence of then. */
export const isHeldForBreach = (code: HoldCode): boolean => FOR_A_BREACH.has(code);
