import type { Assessment } from "../core/engine/assessment.ts";
import type { Observation } from "../core/engine/observation.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { PlanIssue } from "../core/plan/issue.ts";
import type { Result } from "../core/std/result.ts";
import type { Status } from "../core/status/status.ts";
import type { Key, StoredMigration } from "../ports/migration-store.ts";

/** The newest picture of one Migration that this process has: what the page, the API and the streams show. */
export type MigrationView = {
  stored: StoredMigration;
  /** May be ahead of `stored.status`: clocks are written at most every 15 s. */
  status: Status;
  plan: Result<Plan, PlanIssue[]>;
  specHash: string;
  assessment: Assessment;
  observation: Observation;
};

export interface LiveMigrations {
  /** The newest view, observed again first when it is older than two ticks. `undefined`: there is no such Migration. */
  view(key: Key): Promise<MigrationView | undefined>;
  /** Keys this process knows of, sorted by namespace and name. */
  keys(): Key[];
  /**
   * Called after each observation of `key` (of every Migration when `key` is absent), with `undefined` when it is gone. While there is a
   * subscriber the Migration is observed every tick, once for all of them.
   */
  subscribe(key: Key | undefined, listener: (key: Key, view: MigrationView | undefined) => void): () => void;
}
