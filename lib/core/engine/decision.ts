import type { Plan } from "../plan/plan.ts";
import type { PlanIssue } from "../plan/issue.ts";
import type { Result } from "../std/result.ts";
import type { Status } from "../status/status.ts";
import type { Answer, Command } from "./command.ts";
import type { Effect } from "./effect.ts";
import type { Observation } from "./observation.ts";
import type { Assessment } from "./assessment.ts";

export type Subject = {
  namespace: string;
  name: string;
  /** `metadata.generation` and the spec as stored. */
  generation: number;
  spec: unknown;
  specHash: string;
  /** The plan in force: the pinned one from `start` on, otherwise that of `spec`. */
  plan: Result<Plan, PlanIssue[]>;
  /** The plan of `spec` as it is now. */
  offered: Result<Plan, PlanIssue[]>;
};

export type DecideInput = {
  subject: Subject;
  status: Status;
  observation: Observation;
  command?: Command;
  now: number;
  /** True for the first decision of a new leader: it moves the fences of what its predecessor may still have in flight. */
  takeover: boolean;
  /** Version of the engine, for the `start` entry. */
  engine: string;
};

/**
 * What is to become of a Migration. `next` is written by compare-and-swap before `effects` are acted on (an urgent effect may
 * go beside it); `answer` is the command's, absent while it is under way; `wakeAt` is when to look again at the latest.
 */
export type Decision = {
  next: Status;
  effects: Effect[];
  answer?: Answer;
  assessment: Assessment;
  wakeAt: number;
};
