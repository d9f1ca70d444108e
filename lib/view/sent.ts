import { COMMAND_KINDS, type CommandKind } from "../core/journal/entry.ts";
import type { Outcome, Reason } from "../core/status/status.ts";
import type { CommandAnswer } from "./outcome.ts";

/** What the server knows of a command that came as a form. */
type Known =
  | { state: "answered"; answer: { outcome: Outcome; reasons: Reason[]; entry?: number } }
  | { state: "refused"; message: string }
  | { state: "recorded"; outcome: { kind: string; outcome: Outcome; reasons: Reason[]; entry?: number } };

export type SentView = { kind?: CommandKind; answer: CommandAnswer };

/** The outcome that the page states; a command of which nothing is on record is not known, and never called done. */
export function toSent(known: Known | undefined): SentView {
  if (known === undefined) return { answer: { outcome: "unknown", reasons: [] } };
  switch (known.state) {
    case "answered":
      return { answer: known.answer };
    case "refused":
      return { answer: { outcome: "failed", message: known.message } };
    case "recorded": {
      const { kind, ...answer } = known.outcome;
      return { ...(isKind(kind) ? { kind } : {}), answer };
    }
  }
}

function isKind(kind: string): kind is CommandKind {
  return COMMAND_KINDS.some((each) => each === kind);
}
