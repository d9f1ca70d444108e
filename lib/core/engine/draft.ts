import { type EntryDraft, link } from "../journal/chain.ts";
import type { PlanIssue } from "../plan/issue.ts";
import type { Plan } from "../plan/plan.ts";
import type { Result } from "../std/result.ts";
import type { Condition, ConditionType, HoldCode, Status } from "../status/status.ts";
import type { Assessment } from "./assessment.ts";
import type { Command } from "./command.ts";
import type { Effect, NotifyKind, RouteFence } from "./effect.ts";
import type { Observation, OwnerMark, Route } from "./observation.ts";

/** At most this many entries wait in the status; entries that are not commands or weights stop earlier (see `note`). */
const PENDING_MAX = 16;
const PENDING_FOR_NOTES = 8;
const RECENT_MAX = 64;

/** The working copy of one decision. It is local to `decide`, which stays pure: the status it was given is not touched. */
export type Draft = {
  readonly plan: Plan;
  readonly migration: { namespace: string; name: string };
  readonly observation: Observation;
  readonly now: number;
  readonly engine: string;
  /** The spec in force as stored, and the one that git has now. */
  readonly spec: unknown;
  readonly offered: { spec: unknown; hash: string; generation: number; plan: Result<Plan, PlanIssue[]> };
  status: Status;
  assessment: Assessment;
  effects: Effect[];
};

/** Appends to the journal and returns the entry's number. */
export function log(draft: Draft, entry: Omit<EntryDraft, "at" | "stage"> & { stage?: string }): number {
  const { status } = draft;
  const linked = link(draft.migration.name, status.journal, { stage: status.stage, at: draft.now, ...entry });
  const pending = [...status.journal.pending, linked.entry];
  if (pending.length > PENDING_MAX) throw new Error("the journal cannot take another entry");
  status.journal = { ...linked.chain, pending };
  return linked.entry.seq;
}

/** Appends an observation (verdict, gate, check…), unless the journal is behind: room is kept for commands and weights. */
export function note(draft: Draft, entry: Parameters<typeof log>[1]): void {
  if (draft.status.journal.pending.length < PENDING_FOR_NOTES) log(draft, entry);
}

export function notify(draft: Draft, kind: NotifyKind, title: string, text: string): void {
  const id = `${draft.migration.namespace}/${draft.migration.name}/${draft.status.journal.length}/${kind}`;
  draft.effects.push({ kind: "notify", event: { id, kind, title, text, at: draft.now } });
}

/** Holds, pages and journals; a hold that stands already is kept, except that anything graver replaces one for blindness. */
export function hold(draft: Draft, code: HoldCode, reason: string, by = "crossfade"): void {
  const { status } = draft;
  if (status.hold && status.hold.code !== "blind") return;
  if (status.hold?.code === code) return;
  status.hold = { by, code, reason, since: draft.now };
  status.state = "Held";
  note(draft, { kind: "hold", actor: by, reason });
  notify(draft, code === "blind" ? "blind" : "hold", `Held: ${code}`, reason);
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

/** Gives the command that is under way its answer. */
export function settleCommand(
  draft: Draft,
  id: string | undefined,
  answer: Pick<Status["recent"][number], "outcome" | "reasons">,
): void {
  draft.status.recent = draft.status.recent.map((one) => (one.id === id ? { ...one, ...answer } : one));
}

export function setCondition(
  draft: Draft,
  type: ConditionType,
  status: Condition["status"],
  reason: string,
  message: string,
): void {
  const { conditions } = draft.status;
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
