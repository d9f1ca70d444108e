import type { CommandKind } from "../journal/entry.ts";

/** Who somebody is: the Kubernetes user name and groups, prefixes included. */
export type Actor = { name: string; groups: readonly string[] };

/** Verbs on `migrations` of group `crossfade.dev`. */
export const VERBS = ["get", "advance", "hold", "rollback", "approve"] as const;
export type Verb = (typeof VERBS)[number];
/** What Kubernetes is asked about: our verbs, and its own for a new Migration. */
export type Right = Verb | "create";

/** The verb that a command needs. */
export const VERB_OF: Record<CommandKind, Verb> = {
  start: "advance",
  advance: "advance",
  resume: "advance",
  retry: "advance",
  "skip-bake": "advance",
  note: "advance",
  "adopt-plan": "advance",
  hold: "hold",
  rollback: "rollback",
  drain: "rollback",
  abort: "rollback",
  drill: "rollback",
  approve: "approve",
  "revoke-approval": "approve",
};
