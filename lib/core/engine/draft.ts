import { type EntryDraft, link } from "../journal/chain.ts";
import type { PlanIssue } from "../plan/issue.ts";
import type { Plan } from "../plan/plan.ts";
import type { Result } from "../std/result.ts";
import type { Condition, ConditionType, Status } from "../status/status.ts";
import type { Assessment } from "./assessment.ts";
import type { Command } from "./command.ts";
import type { Effect, NotifyKind, RouteFence } from "./effect.ts";
import { storableEvidence, wellFormed } from "./evidence.ts";
import type { Observation, OwnerMark, Route } from "./observation.ts";

/**
 * How many entries may wait in the status when one of each kind is added: observations stop first, then commands, then what happens by itself.
 * The rest is room for a rollback, which is never refused for want of it.
 */
const ROOM = { note: 8, command: 12, own: 14, rollback: 16 } as const;
export type Room = keyof typeof ROOM;
const RECENT_MAX = 64;
const REASON_MAX = 4_096;
const CONDITION_MESSAGE_MAX = 2_048;

/** The working copy of one decision. It is local to `decide`, which stays pure: the status it was given is not touched. */
export type Draft = {
  readonly plan: Plan;
  readonly migration: { namespace: string; name: string };
  readonly observation: Observation;
  readonly now: number;
  readonly engine: string;
  /** The spec that git has now; the one in force is in the status. */
  readonly offered: { spec: unknown; hash: string; generation: number; plan: Result<Plan, PlanIssue[]> };
  status: Status;
  assessment: Assessment;
  effects: Effect[];
};

type EntryOf = Omit<EntryDraft, "at" | "stage"> & { stage?: string };

export const hasRoom = ({ journal }: Status, room: Room): boolean => journal.pending.length < ROOM[room];

/**
 * Appends to the journal and returns the entry's number. Never throws: where there is no room left, which takes an outage of the journal and
 * several rollbacks in it, nothing is appended and the number of the last entry stands in.
 */
export function log(draft: Draft, entry: EntryOf, room: Room = "own"): number {
  const { status } = draft;
  if (!hasRoom(status, room)) return status.journal.length;
  const { reason, evidence, actor, stage = status.stage, ...said } = entry;
  const { pending } = status.journal;
  const linked = link(draft.migration.name, status.journal, {
    ...said,
    actor: wellFormed(actor),
    stage,
    at: draft.now,
    ...(reason !== undefined && { reason: wellFormed(reason.slice(0, REASON_MAX)) }),
    ...(evidence !== undefined && { evidence: storableEvidence(evidence, pending) }),
  });
  status.journal = { ...linked.chain, pending: [...pending, linked.entry] };
  return linked.entry.seq;
}

/** Appends an observation (verdict, gate, check…), unless the journal is behind: room is kept for commands and weights. */
export function note(draft: Draft, entry: EntryOf): void {
  log(draft, entry, "note");
}

export function notify(draft: Draft, kind: NotifyKind, title: string, text: string): void {
  const { namespace, name } = draft.migration;
  // Of one kind there may be several at once: two approvals, two objectives.
  const id = `${namespace}/${name}/${draft.status.journal.length}/${kind}/${title}`;
  draft.effects.push({ kind: "notify", event: { id, kind, title, text, at: draft.now } });
}

export function remember(
  draft: Draft,
  command: Command,
  body: string,
  answer: Omit<Status["recent"][number], "id" | "kind" | "actor" | "body" | "at" | "run">,
): void {
  const { status } = draft;
  const { id, kind } = command.body;
  const recent = { id, kind, actor: command.actor, body, at: draft.now, run: status.run, ...answer };
  status.recent = [...status.recent.filter((one) => one.id !== id), recent].slice(-RECENT_MAX);
}

/** Gives the command that is under way its answer. One that has its answer keeps it. */
export function settleCommand(
  draft: Draft,
  id: string | undefined,
  answer: Pick<Status["recent"][number], "outcome" | "reasons">,
): void {
  draft.status.recent = draft.status.recent.map((one) =>
    one.id === id && one.outcome === "unknown" ? { ...one, ...answer } : one,
  );
}

export function setCondition(
  draft: Draft,
  type: ConditionType,
  status: Condition["status"],
  reason: string,
  text: string,
): void {
  const { conditions } = draft.status;
  const message = text.slice(0, CONDITION_MESSAGE_MAX);
  const known = conditions.find((one) => one.type === type);
  if (known && known.status === status && known.reason === reason && known.message === message) return;
  const since = known?.status === status ? known.since : draft.now;
  draft.status.conditions = [
    ...conditions.filter((one) => one.type !== type),
    { type, status, reason, message, since },
  ];
}

export function markOf(draft: Draft, seq: number): OwnerMark {
  return { ...draft.migration, epoch: draft.status.epoch, seq };
}

export const fenceOf = (route: Route): RouteFence => ({
  resourceVersion: route.resourceVersion,
  fingerprint: route.fingerprint,
  weight: route.weight,
});

/** The evidence begins anew, at `at` or later. */
export function beginEvidence(draft: Draft, at: number): void {
  draft.status.evidenceSince = Math.max(draft.status.evidenceSince ?? 0, at);
}
