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

export type Command = { body: CommandBody; actor: string; at: number };

export type Answer = { outcome: Outcome; reasons: Reason[]; entry?: number };
