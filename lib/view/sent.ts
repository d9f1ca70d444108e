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
export function toSent(known: Known | undefined, id: string): SentView {
  const kind = kindOfId(id);
  if (known === undefined) return { ...kind, answer: { outcome: "unknown", reasons: [] } };
  switch (known.state) {
    case "answered":
      return { ...kind, answer: known.answer };
    case "refused":
      return { ...kind, answer: { outcome: "failed", message: known.message } };
    case "recorded": {
      const { kind, ...answer } = known.outcome;
      return { ...(isKind(kind) ? { kind } : {}), answer };
    }
  }
}

/** Ids that our own forms make end with the command's kind; of others it is not known. */
function kindOfId(id: string): { kind?: CommandKind } {
  const kind = COMMAND_KINDS.find((each) => id.endsWith(`-${each}`));
  return kind === undefined ? {} : { kind };
}

function isKind(kind: string): kind is CommandKind {
  return COMMAND_KINDS.some((each) => each === kind);
}
