import type { Entry } from "../journal/entry.ts";

/**
 * Where a Migration stands, as the engine sees it. Times are milliseconds since the epoch, durations milliseconds;
 * `wire.ts` turns it into the `status` of the resource (RFC 3339, Go durations) and back.
 */

export const STATES = [
  "Pending",
  "Entering",
  "Baking",
  "Ready",
  "Held",
  "RollingBack",
  "RolledBack",
  "Completed",
  "Aborted",
] as const;
export type State = (typeof STATES)[number];

export type Side = "blue" | "green";
export type Verdict = "pass" | "breach" | "insufficient" | "blind";
export type GateState = "pass" | "waiting" | "running" | "failed" | "breach" | "insufficient" | "blind";

/** Why a migration is held. `person` ends by resume only, `blind` ends by itself, the rest by resume once mended. */
export type HoldCode =
  | "person"
  | "breach"
  | "common-cause"
  | "blue-breach"
  | "blue-not-ready"
  | "drift"
  | "router"
  | "api"
  | "rights"
  | "action-failed"
  | "overdue"
  | "history"
  | "inherited"
  | "conflicts"
  | "blind";

export type Hold = { by: string; code: HoldCode; reason: string; since: number };

/** What is under way. It is durable, with its journal entry, before any of its effects. */
export type Intent = {
  /** The journal sequence number of the command or decision that made it; the fencing number on the router. */
  seq: number;
  kind: "start" | "advance" | "rollback" | "retry" | "resume";
  commandId?: string;
  actor: string;
  stage: string;
  /** Weights in percent. */
  from: number;
  to: number;
  routerVersion: string;
  at: number;
  /** Its number before a hold: a write under that one may still have arrived. */
  voided?: number;
  /** How many of the stage's steps (actions before, the weight, actions after) are done. */
  step: number;
  /** A first effect was sent: from here on the way is forward, or a rollback. */
  begun?: true;
  /** The stage that was being left with its clocks, to go back to when an advance is decided anew and refused. */
  left?: LeftStage;
};

export type LeftStage = {
  state: State;
  phase: string;
  stage: string;
  startedAt?: number;
  run: number;
  enteredBy?: string;
  oneWay?: true;
  /** Entry of the plan that was adopted in it: its jobs run under that number. */
  adopted?: number;
  /** The earlier entry of the stage that is being entered, if it was entered before. */
  before?: StageRun;
};

export type SloStatus = {
  name: string;
  side: Side;
  verdict: Verdict;
  /** True for a pass before the first look: shown, but not yet a decision. */
  provisional: boolean;
  value?: number;
  unit: string;
  samples?: number;
  needed?: number;
  /** When this verdict began. */
  since: number;
  /** In a stage without a bake: the first look at this evidence was taken, and passed. */
  looked?: true;
  /** When a change into or out of breach or blind was last journalled, and which verdict was. */
  journalledAt?: number;
  journalled?: Verdict;
};

export type GateStatus = { stage: string; gate: string; state: GateState; since: number; ref?: string };

export type Approval = {
  name: string;
  stage: string;
  by: string;
  at: number;
  /** Digest of the evidence that was approved. */
  digest: string;
  expires: number;
  /** Sequence number of its entry: an approval whose entry is not in the chain does not count. */
  entry: number;
  /** When it let something happen: it counts once. */
  usedAt?: number;
};

export type Outcome = "done" | "refused" | "conflict" | "unknown";
export type Reason = { code: ReasonCode; message: string };
export type ReasonCode =
  | "state"
  | "gate"
  | "bake"
  | "held"
  | "drift"
  | "plan-changed"
  | "own-request"
  | "one-way"
  | "blue-not-ready"
  | "roll-back-first"
  | "stale"
  | "id-reused";

export type Recent = {
  id: string;
  kind: string;
  actor: string;
  /** SHA-256 of the RFC 8785 JSON of the body: another body under the same id is `id-reused`. */
  body: string;
  outcome: Outcome;
  reasons: Reason[];
  entry?: number;
  at: number;
  /** The run (entry number of the last stage entered) it was answered in: a rollback is replayed only within one. */
  run: number;
};

export type ConditionType = "PlanValid" | "RollbackReady" | "Blind" | "Drifted" | "PlanChanged" | "Converged";
export type Condition = {
  type: ConditionType;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  since: number;
};

/** A stage that was entered: the last time it was. */
export type StageRun = { name: string; enteredAt: number; leftAt?: number; bakedMs: number; by: string };

export type Drift = { by: string; at: number; from: number; to: number };

/** One line of the rollback readiness list and of a drill. */
export type Check = { name: string; ok: boolean; why?: string };

export type Status = {
  state: State;
  phase: string;
  stage: string;
  stageStartedAt?: number;
  bakedMs: number;
  evidenceSince?: number;
  weight?: number;
  /** Percent, one decimal. Absent when unknown or when no side has connections. */
  share?: number;
  /** The spec as stored, pinned from `start` on. */
  plan?: unknown;
  planHash: string;
  observedGeneration: number;
  epoch: number;
  intent?: Intent;
  hold?: Hold;
  slos: SloStatus[];
  gates: GateStatus[];
  approvals: Approval[];
  recent: Recent[];
  journal: { length: number; head: string; pending: Entry[] };
  conditions: Condition[];

  /** Entry number under which the present stage was entered; jobs and fences carry it. 0 while Pending. */
  run: number;
  /** Stages entered so far, at most one record a stage. */
  stages: StageRun[];
  /** True from the intent to enter an irreversible stage on. */
  oneWay: boolean;
  /** The route as we last left or accepted it. */
  route?: {
    fingerprint: string;
    resourceVersion: string;
    weight: number;
    changedAt: number;
    /** Number of the mark that was last seen on it: another one of ours says that we wrote since. */
    seq?: number;
  };
  drift?: Drift;
  /** How often each writer changed the weight in this run: from the second time on it is a tool that fights. */
  writers?: Record<string, number>;
  /** Entries that should be objects and are not: since when, and whether a person said to go on without them. */
  missing?: { since: number; accepted?: true };
  /** Entry of the last `adopt-plan` in this stage: jobs of the plan before do not count. */
  adopted?: number;
  /** Who may not approve in this stage, since they entered it. */
  enteredBy?: string;
  /** When the bake was first found done on this entry of the stage: the first look. */
  lookedAt?: number;
  /** How often each job of this entry was asked for again by `retry`. */
  jobRetries?: Record<string, number>;
  /** The last `resume`: reports of failed actions before it count no more. */
  resumedAt?: number;
  /** A drain asked for by a person, until it is carried out. */
  drain?: { at: number; seq: number };
  /** The bake was waived by an approval named `skip-bake`. */
  bakeSkipped?: boolean;
  /** Where `atMost` counts from, when that is not `stageStartedAt`: a resume after `overdue`. */
  overdueFrom?: number;
  /** When everything could be seen again, during a hold for blindness. */
  sightSince?: number;
  /** Hash of green's pod template, and blue's replicas at `start`. */
  greenTemplate?: string;
  blueReplicas?: number;
  rollback?: {
    at: number;
    by: string;
    reason: string;
    from: number;
    /** Live connections on green when it began, if known. */
    clients?: number;
    weightAt?: number;
    /** When green was told to close what it still had. */
    drainAt?: number;
    /** When the last client had left green. */
    drainedAt?: number;
    /** Weights still to be written on the way down, for a stepped rollback. */
    steps: number[];
  };
  drill?: { at: number; ok: boolean; ms: number; by: string; checks: Check[] };
};
