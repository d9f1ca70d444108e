import type { Check, GateState, ReasonCode, Side, SloStatus } from "../core/status/status.ts";

/**
 * A Migration as the API, the streams and the page see it. Times are RFC 3339, durations Go's grammar, both as text;
 * names that end in `Ms` are milliseconds. Optional fields are absent when unknown, never null.
 */
export type MigrationDocument = {
  /** The resource itself, with `status` in wire form. */
  migration: MigrationResource;
  /** `why`: what stands in the way that is no gate. */
  advance: { allowed: boolean; to?: string; unmet: UnmetGate[]; why?: string };
  /** `code` says why a rollback would be refused; `kubectl` does one when nothing of Crossfade answers. */
  rollback: {
    allowed: boolean;
    why?: string;
    code?: ReasonCode;
    ready: boolean;
    checks: Check[];
    kubectl?: string;
  };
  slos: SloDocument[];
  stages: StageDocument[];
  approvals: ApprovalDocument[];
  risks: RiskDocument[];
  traffic: TrafficDocument;
  can: Permissions;
  /** First 16 hex digits of the SHA-256 of the gates' states: what an approval covers. */
  evidence: string;
  /** The oldest input used. */
  asOf: string;

  /** What the plan in force says, in short. Absent when the plan cannot be read. */
  plan?: PlanOutline;
  /** Pods of each side, where they could be read. */
  sides: Partial<Record<Side, { ready: number; replicas: number }>>;
  jobs: JobDocument[];
  breach?: { side: Side; slo: string; why: string; commonCause: boolean };
  blind?: { why: string };
  /** While the Kubernetes API answers nothing: nothing can be changed from here, and what is shown gets old. */
  unanswered?: { since: string; why: string };
  /** Why the plan cannot be read; then there is no `plan`, and nothing is judged. */
  planProblems?: { path: string; message: string }[];
  /** The rollback under way, or the last one. */
  rolledBack?: {
    at: string;
    by: string;
    reason: string;
    from: number;
    /** Clients that were on green when it began. */
    clients?: number;
    /** When weight 0 was read back. */
    weightAt?: string;
    /** When the last client had left green. */
    drainedAt?: string;
    /** When the router has closed the last old connection, at the latest. Absent where it closes none by itself. */
    lastBackBy?: string;
  };
  drill?: { at: string; by: string; ok: boolean; ms: number; checks: Check[] };
};

export type MigrationResource = {
  apiVersion: "crossfade.dev/v1alpha1";
  kind: "Migration";
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    annotations?: Record<string, string>;
  };
  spec: unknown;
  status: Record<string, unknown>;
};

export type Permissions = { advance: boolean; hold: boolean; rollback: boolean; approve: boolean };

export type UnmetGate = { gate: string; state: GateState; why: string };

export type RiskState = "materialised" | "unproven" | "watching" | "mitigated";
export type RiskDocument = { id: string; state: RiskState; proofs: { ref: string; state: GateState }[] };

export type TrafficDocument = {
  weight?: number;
  share?: number;
  converged: boolean;
  drift?: { by: string; at: string; from: number; to: number };
  connections?: { blue: number; green: number };
};

export type BoundOp = "above" | "atLeast" | "below" | "atMost";

export type SloDocument = Pick<
  SloStatus,
  "name" | "side" | "verdict" | "provisional" | "value" | "unit" | "samples" | "needed"
> & {
  title: string;
  /** e.g. `> 99.9 %`. */
  objective: string;
  /** One expression whose instant value at `asOf` is `value`. */
  query: string;
  why: string;
  /** The figure of the last minute or so, which charts draw; `value` and the verdict are of all the evidence. */
  recent?: number;
  failures?: number;
  allowed?: number;
  burn?: number;
  /** Upper bound of the failure rate at 95 %, in percent, of a 100 % objective. */
  upperBound?: number;
  bound: { op: BoundOp; value: number };
};

export type StageDocument = {
  name: string;
  phase: string;
  weight: number;
  state: "done" | "current" | "ahead";
  irreversible: boolean;
  loses?: string;
  startedAt?: string;
  leftAt?: string;
  enteredBy?: string;
  bakedFor?: string;
  bake: { atLeast: string; atMost?: string };
  gates: StageGate[];
};

export type StageGate = UnmetGate & { ref?: string };

export type ApprovalDocument = {
  name: string;
  stage: string;
  by: string;
  at: string;
  digest: string;
  expires: string;
  entry: number;
  /** When the stage that it was given for was left with it. */
  usedAt?: string;
};

export type JobDocument = {
  name: string;
  /** Name of the Job object. */
  ref: string;
  stage: string;
  state: "running" | "succeeded" | "failed";
  startedAt: string;
  finishedAt?: string;
  message?: string;
};

/** What a page needs of a plan, and nothing that only the engine needs. */
export type PlanOutline = {
  title: string;
  blue: SideOutline;
  green: SideOutline;
  traffic: {
    router: string;
    /** The object that carries the weight, e.g. `VirtualService emqx-virtual-service`. */
    object: string;
    /** `kubectl`'s name of its kind. */
    resource: string;
    unit: "connections" | "requests";
    existingConnections: "drained" | "sticky";
    settleMs: number;
    drainTimeMs: number;
  };
  topology?: string;
  phases: { name: string; title: string }[];
  approvals: { name: string; stage: string; quorum: number }[];
  slos: {
    name: string;
    onBreach: "rollback" | "hold" | "warn";
    windowMs: number;
    recentMs: number;
    counts: SampleKind;
  }[];
  risks: {
    id: string;
    category: string;
    description: string;
    likelihood: Level;
    impact: Level;
    mitigation: string;
  }[];
  autoRollback: boolean;
  drain: string;
};

export type Level = "Low" | "Medium" | "High";
export type SideOutline = {
  title: string;
  workload: string;
  minReady: number;
  connections?: number;
  connectsPerSecond?: number;
};
/** What `samples` of an SLO counts: things with a name, seconds of watching, or a single reading. */
export type SampleKind = { kind: "things"; noun: string } | { kind: "time" } | { kind: "reading" };
