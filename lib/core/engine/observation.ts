import type { Entry } from "../journal/entry.ts";
import type { Check, Side } from "../status/status.ts";
import type { PlanIssue } from "../plan/issue.ts";
import type { Samples } from "../slo/samples.ts";

/** What the world looked like, as data. Unknown is a value with a reason, never a default. */
export type Reading<T> = { state: "known"; value: T; at: number } | Unknown;
export type Unknown = {
  state: "unknown";
  /** `gone`: the object does not exist; `forbidden`: names verb and resource; `invalid`: it is not what the plan describes. */
  code: "unreachable" | "forbidden" | "gone" | "invalid";
  why: string;
  at: number;
};

export type OwnerMark = { namespace: string; name: string; epoch: number; seq: number };

export type Route = {
  /** Green's weight in percent, 0 to 100. */
  weight: number;
  resourceVersion: string;
  /** Hash of everything in the route that is not ours: match, order, destinations. */
  fingerprint: string;
  owner?: OwnerMark;
  /** The last writer of the weights by managedFields, and when. */
  writer?: { manager: string; at: number };
  /** Weights that do not sum up, a third destination, another route in front…: no raise while there is one. */
  problems: string[];
  /** The object as read, for evidence. */
  object: unknown;
};

export type SideState = {
  exists: boolean;
  replicas: number;
  ready: number;
  /** Hash of the pod template. */
  template: string;
};

export type JobRun = {
  /** Object name. */
  ref: string;
  job: string;
  stage: string;
  run: number;
  attempt: number;
  state: "running" | "succeeded" | "failed";
  startedAt: number;
  finishedAt?: number;
  message?: string;
};

/** How an effect of this process went, told to the next decision. Lost with the process: every effect is idempotent and repeated. */
export type EffectReport =
  | {
      of: "action";
      run: number;
      step: number;
      result: "done" | "failed" | "forbidden";
      message: string;
      at: number;
    }
  | {
      of: "route";
      seq: number;
      result: "conflict" | "differs" | "forbidden" | "gone" | "unknown";
      message: string;
      at: number;
    };

export type Observation = {
  at: number;
  /** Monotonic time since the last observation by this process, 0 at the first one: bake clocks count only this. */
  elapsedMs: number;
  route: Reading<Route>;
  blue: Reading<SideState>;
  green: Reading<SideState>;
  /** Live connections of each side. */
  connections: Record<Side, Reading<number>>;
  /** Every sample of the tick's one query, or why there is none. */
  metrics: { state: "answered"; samples: Samples; at: number } | { state: "blind"; why: string; at: number };
  jobs: Reading<JobRun[]>;
  /** Result of the last dry-run patch of the route, at most every 15 s. */
  dryRun: Reading<Check>;
  /** Highest sequence number that is an object, and its hash; and the entries of the status's unused approvals that are objects. */
  history: Reading<{ length: number; head: string; approvals?: Entry[] }>;
  /** The oldest entry that waits to be an object, and since when this process has tried to make one of it. */
  journalTried?: { seq: number; since: number };
  /** What came of this process's effects since the last decision. */
  reports: EffectReport[];
  /** The mark under which this process has lowered the weight already, though it could not be recorded then. */
  lowered?: number;
  /** What the metrics source's own buckets say against the plan that git has now. Empty where it is not in force yet and nothing is known. */
  misfits: PlanIssue[];
  /** While the API server answers nothing: since when, and what came instead. Shown, and nothing is decided on it. */
  silence?: { since: number; why: string };
  /** The Migration itself is being deleted. */
  deleting: boolean;
  /** The namespace is being deleted. */
  namespaceDeleting: boolean;
};
