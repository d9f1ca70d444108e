import type { CommandKind } from "../journal/entry.ts";
import type { Outcome, Reason } from "../status/status.ts";

/** A command as the client made it, checked for form only. */
export type CommandBody = {
  id: string;
  kind: CommandKind;
  stage: string;
  planHash: string;
  reason?: string;
  to?: string;
  approval?: string;
  evidence?: string;
  force?: boolean;
};

/** `again`: the id was answered before, and is executed anew (a rollback after another stage was entered). */
export type Command = {
  body: CommandBody;
  actor: string;
  at: number;
  again?: true;
  /** The weight that an earlier try of this command found and lowered, when its status came too late. */
  loweredFrom?: number;
};

export type Answer = { outcome: Outcome; reasons: Reason[]; entry?: number };
