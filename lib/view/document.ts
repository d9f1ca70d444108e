import type { Approval, Check, GateState, SloStatus, State } from "../core/status/status.ts";

/** A Migration as the API, the streams and the page see it: `contract` of HTTP. Times RFC 3339, durations Go's grammar. */
export type MigrationDocument = {
  /** The resource: apiVersion, kind, metadata (name, namespace, uid, resourceVersion, generation, annotations), spec, status in wire form. */
  migration: MigrationResource;
  advance: { allowed: boolean; to?: string; unmet: UnmetGate[] };
  rollback: { allowed: boolean; why?: string; ready: boolean; checks: Check[] };
  slos: SloDocument[];
  stages: StageDocument[];
  approvals: ApprovalDocument[];
  risks: { id: string; state: RiskState; proofs: { ref: string; state: GateState }[] }[];
  traffic: { weight?: number; share?: number; converged: boolean; drift?: { by: string; at: string; from: number; to: number }; connections?: { blue: number; green: number } };
  can: { advance: boolean; hold: boolean; rollback: boolean; approve: boolean };
  evidence: string;
  /** The oldest input used. */
  asOf: string;
};

export type MigrationResource = {
  apiVersion: "crossfade.dev/v1alpha1";
  kind: "Migration";
  metadata: { name: string; namespace: string; uid: string; resourceVersion: string; generation: number; annotations?: Record<string, string> };
  spec: unknown;
  status: Record<string, unknown>;
};

export type UnmetGate = { gate: string; state: GateState; why: string };
export type RiskState = "materialised" | "unproven" | "watching" | "mitigated";

export type SloDocument = Pick<SloStatus, "name" | "side" | "verdict" | "provisional" | "value" | "unit" | "samples" | "needed"> & {
  title: string;
  objective: string;
  query: string;
  why: string;
  failures?: number;
  allowed?: number;
  burn?: number;
  upperBound?: number;
  bound: { op: "above" | "atLeast" | "below" | "atMost"; value: number };
};

export type StageDocument = {
  name: string;
  phase: string;
  weight: number;
  /** `done`, `current`, `ahead`, or `skipped` after a rollback. */
  state: "done" | "current" | "ahead";
  irreversible: boolean;
  loses?: string;
  startedAt?: string;
  bakedFor?: string;
  bake: { atLeast: string; atMost?: string };
  gates: { gate: string; state: GateState; why: string; ref?: string }[];
};

export type ApprovalDocument = Omit<Approval, "at" | "expires"> & { at: string; expires: string };

export type { Check, State };
