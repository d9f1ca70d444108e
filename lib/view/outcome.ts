import type { CommandKind } from "../core/journal/entry.ts";
import type { Outcome, Reason } from "../core/status/status.ts";
import type { IconName, Tone } from "./chip.ts";
import { sentence } from "./next-step.ts";

/** What a command came to, as the server says; `failed` when it was not even taken. */
export type CommandAnswer =
  | { outcome: Outcome; reasons: Reason[]; entry?: number }
  | { outcome: "failed"; message: string };

export type OutcomeView = { tone: Tone; icon: IconName; title: string; lines: string[] };

const NAMES: Record<CommandKind, string> = {
  start: "Start",
  advance: "Advance",
  hold: "Hold",
  resume: "Resume",
  rollback: "Roll back",
  drain: "Close connections",
  approve: "Approve",
  "revoke-approval": "Revoke approval",
  "skip-bake": "Skip bake",
  retry: "Retry",
  "adopt-plan": "Adopt plan",
  abort: "End the migration",
  drill: "Drill",
  note: "Note",
};

export function commandName(kind: CommandKind): string {
  return NAMES[kind];
}

export function toOutcome(kind: CommandKind | undefined, answer: CommandAnswer): OutcomeView {
  const name = kind === undefined ? "The command" : commandName(kind);
  switch (answer.outcome) {
    case "done":
      return { tone: "pass", icon: "check", title: `${name}: done`, lines: entryLine(answer) };
    case "refused":
      return { tone: "bad", icon: "cross", title: `${name}: refused`, lines: reasons(answer) };
    case "conflict":
      return {
        tone: "wait",
        icon: "alert",
        title: `${name}: not done, since something changed meanwhile`,
        lines: [...reasons(answer), "Look again, then decide again."],
      };
    case "unknown":
      return {
        tone: "wait",
        icon: "question",
        title: `${name}: not known yet`,
        lines: ["It may have happened. The page goes on asking by itself, and it cannot happen twice."],
      };
    case "failed":
      return { tone: "bad", icon: "cross", title: `${name}: not taken`, lines: [sentence(answer.message)] };
  }
}

function reasons(answer: { reasons: Reason[]; entry?: number }): string[] {
  return [...answer.reasons.map((reason) => sentence(reason.message)), ...entryLine(answer)];
}

function entryLine({ entry }: { entry?: number }): string[] {
  return entry === undefined ? [] : [`Journal entry ${entry}.`];
}

/** What a server action answers. */
export type ActionAnswer =
  | { state: "answered"; answer: { outcome: Outcome; reasons: Reason[]; entry?: number } }
  | { state: "refused"; message: string };

export function fromAction(answer: ActionAnswer): CommandAnswer {
  return answer.state === "answered" ? answer.answer : { outcome: "failed", message: answer.message };
}
