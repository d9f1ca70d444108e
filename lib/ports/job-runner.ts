import type { Plan } from "../core/plan/plan.ts";
import type { Effect } from "../core/engine/effect.ts";
import type { JobRun, Reading } from "../core/engine/observation.ts";
import type { ActionResult } from "./workloads.ts";
import type { Key } from "./migration-store.ts";

/** Kubernetes Jobs from the plan's templates, found again by label. Creating one that exists counts as done. */
export interface JobRunner {
  runs(key: Key): Promise<Reading<JobRun[]>>;
  create(key: Key, plan: Plan, job: Extract<Effect, { kind: "create-job" }>): Promise<ActionResult>;
  watch(onChange: (key: Key) => void): () => void;
}
