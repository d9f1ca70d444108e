/** One line of the append-only history: `spec` of a JournalEntry. Times are RFC 3339 here, since the hash covers the wire form. */
export type EntryKind =
  | CommandKind
  | "weight"
  | "stage"
  | "verdict"
  | "gate"
  | "action"
  | "check"
  | "converged"
  | "drift"
  | "leader"
  | "refused";

export const COMMAND_KINDS = [
  "start",
  "advance",
  "hold",
  "resume",
  "rollback",
  "drain",
  "approve",
  "revoke-approval",
  "skip-bake",
  "retry",
  "adopt-plan",
  "abort",
  "drill",
  "note",
] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

export type Entry = {
  migration: string;
  /** Starts at 1. */
  seq: number;
  at: string;
  kind: EntryKind;
  /** The Kubernetes user name, or `crossfade`. */
  actor: string;
  commandId?: string;
  reason?: string;
  stage: string;
  /** Integers in `weight` and `drift` entries, stage names otherwise. */
  from?: string | number;
  to?: string | number;
  evidence?: unknown;
  /** Hash of the entry before, 64 zeros for the first. */
  prev: string;
  /** SHA-256, lower-case hex, of the RFC 8785 JSON of this object without `hash`. */
  hash: string;
};
