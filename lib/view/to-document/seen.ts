import type { Assessment } from "../../core/engine/assessment.ts";
import type { Observation } from "../../core/engine/observation.ts";
import type { PlanIssue } from "../../core/plan/issue.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Status } from "../../core/status/status.ts";
import type { Result } from "../../core/std/result.ts";
import type { StoredMigration } from "../../ports/migration-store.ts";

/** What proofs and stages are judged on. */
export type Seen = { status: Status; assessment: Assessment; observation: Observation };

/** What a document is made of; the controller's own view of a Migration has all of it. */
export type DocumentInput = Seen & { stored: StoredMigration; plan: Result<Plan, PlanIssue[]> };
