import type { GateState, HoldCode, State, Verdict } from "../core/status/status.ts";
import type { RiskState } from "./document.ts";

/** What a state means for whoever looks. Never blue or green: those are the names of the sides. */
export type Tone = "pass" | "wait" | "bad" | "blind" | "plain";

/** Icons by what they say; `components/ui/icon.tsx` draws them. */
export type IconName =
  | "alert"
  | "check"
  | "clock"
  | "cross"
  | "door"
  | "dots"
  | "eye-off"
  | "flag"
  | "hand"
  | "idle"
  | "pause"
  | "person"
  | "play"
  | "question"
  | "spinner"
  | "undo";

export type Chip = { word: string; tone: Tone; icon: IconName };

/** `own`: a rollback that Crossfade began by itself, on a breach. One that a person began is no incident. */
export function stateChip(state: State, hold?: HoldCode, own = false): Chip {
  switch (state) {
    case "Pending":
      return { word: "Not started", tone: "plain", icon: "idle" };
    case "Entering":
      return { word: "Entering", tone: "wait", icon: "spinner" };
    case "Baking":
      return { word: "Baking", tone: "wait", icon: "clock" };
    case "Ready":
      return { word: "Ready", tone: "pass", icon: "check" };
    case "Held":
      return heldChip(hold);
    case "RollingBack":
      return own
        ? { word: "Rolling back: breach", tone: "bad", icon: "cross" }
        : { word: "Rolling back", tone: "wait", icon: "undo" };
    case "RolledBack":
      return own
        ? { word: "Rolled back: breach", tone: "bad", icon: "cross" }
        : { word: "Rolled back by hand", tone: "plain", icon: "undo" };
    case "Completed":
      return { word: "Completed", tone: "pass", icon: "flag" };
    case "Aborted":
      return { word: "Ended", tone: "plain", icon: "cross" };
  }
}

function heldChip(code: HoldCode | undefined): Chip {
  if (code === "blind") return { word: "Held, blind", tone: "blind", icon: "eye-off" };
  if (code === "person" || code === undefined) return { word: "Held", tone: "wait", icon: "pause" };
  return { word: "Held", tone: "bad", icon: "pause" };
}

export function verdictChip(verdict: Verdict, provisional: boolean): Chip {
  switch (verdict) {
    case "pass":
      return provisional
        ? { word: "Passing so far", tone: "pass", icon: "check" }
        : { word: "Pass", tone: "pass", icon: "check" };
    case "breach":
      return { word: "Breach", tone: "bad", icon: "cross" };
    case "insufficient":
      return { word: "Too few samples", tone: "wait", icon: "dots" };
    case "blind":
      return { word: "Blind", tone: "blind", icon: "eye-off" };
  }
}

/** For a run that is over: the SLOs are still measured, and nothing waits for their samples. */
export const verdictChipAfter = (verdict: Verdict): Chip =>
  verdict === "insufficient"
    ? { word: "Still measured", tone: "plain", icon: "dots" }
    : verdictChip(verdict, false);

export function riskChip(state: RiskState): Chip {
  switch (state) {
    case "materialised":
      return { word: "Happened", tone: "bad", icon: "cross" };
    case "unproven":
      return { word: "Unproven", tone: "blind", icon: "question" };
    case "watching":
      return { word: "Watching", tone: "wait", icon: "dots" };
    case "mitigated":
      return { word: "Mitigated", tone: "pass", icon: "check" };
  }
}

export function gateChip(state: GateState): Chip {
  switch (state) {
    case "pass":
      return { word: "met", tone: "pass", icon: "check" };
    case "waiting":
      return { word: "waiting", tone: "plain", icon: "idle" };
    case "running":
      return { word: "running", tone: "wait", icon: "spinner" };
    case "failed":
      return { word: "failed", tone: "bad", icon: "cross" };
    case "breach":
      return { word: "in breach", tone: "bad", icon: "cross" };
    case "insufficient":
      return { word: "too few samples", tone: "wait", icon: "dots" };
    case "blind":
      return { word: "blind", tone: "blind", icon: "eye-off" };
  }
}
