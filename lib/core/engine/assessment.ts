import type { Check, GateState, Reason, Side, SloStatus, Verdict } from "../status/status.ts";

/** What the engine concludes from one observation, before it decides anything. The page shows exactly this. */
export type Assessment = {
  slos: SloJudgement[];
  /** Gates of the stage being left (and of an irreversible one to be entered), the bake first. */
  gates: Gate[];
  /** `why`: what stands in the way that is no gate (a route that cannot be read, a journal that cannot be written…). */
  advance: { allowed: boolean; to?: string; unmet: Gate[]; why?: string };
  rollback: { allowed: boolean; why?: string; ready: boolean; checks: Check[]; refusal?: Reason };
  converged: boolean;
  /** Anything of the plan's evidence on green (or on blue while it exists) cannot be seen. */
  blind?: { why: string };
  breach?: {
    side: Side;
    slo: string;
    why: string;
    gross: boolean;
    onBreach: "rollback" | "hold" | "warn";
    commonCause: boolean;
  };
  /** 16 hex digits over the sorted [gate, state] pairs other than approvals and bake. */
  evidence: string;
  share?: number;
};

/** A gate by its name of the contract: `bake`, `slo/<name>`, `job/<name>`, `approval/<name>`, `ready/<side>`, `query/<name>`. */
export type Gate = { gate: string; state: GateState; why: string };

/** A verdict with what it stands on. */
export type SloJudgement = Omit<SloStatus, "since" | "journalledAt" | "journalled"> & {
  title: string;
  /** e.g. `> 99.9 %`. */
  objective: string;
  /** One PromQL expression whose instant value at `asOf` is `value`. */
  query: string;
  verdict: Verdict;
  /** The same figure over the last minute or so, for charts: no verdict stands on it. */
  recent?: number;
  /** Failures (ratio, latency) or events seen in the evidence window. */
  failures?: number;
  /** Failures that a pass still allows at this number of samples. */
  allowed?: number;
  why: string;
  /** Error rate over the objective's own, over `window`. */
  burn?: number;
  /** Upper bound of the failure rate at 95 %, in percent, for a 100 % objective. */
  upperBound?: number;
  /** How the breach was proven. */
  proof?: {
    rule: "tail" | "burn" | "gross" | "first" | "value";
    failures: number;
    samples: number;
    windowMs: number;
  };
  /** Time of the oldest sample used. */
  asOf?: number;
  /** Thresholds for charts, in the objective's unit. */
  bound: { op: "above" | "atLeast" | "below" | "atMost"; value: number };
};
