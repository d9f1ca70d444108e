import { err, ok, type Result } from "../std/result.ts";
import { hostileIssues } from "./hostile.ts";
import { type PlanIssue, toPlanIssue } from "./issue.ts";
import { normalise } from "./normalise.ts";
import type { Plan } from "./plan.ts";
import type { Rule } from "./rule.ts";
import { actionsAreWhole, gatesAreWhole, jobsHaveTemplates } from "./rules-gates.ts";
import { receiversAreWhole, risksAreProven, stepsFall, templatesAreUnique } from "./rules-rest.ts";
import { sloNamesAreUnique, slosAreWhole } from "./rules-slos.ts";
import {
  bakesAreOrdered,
  gateNamesAreUnique,
  irreversibleIsGuarded,
  isolationIsWaived,
  stageNamesAreUnique,
  stagesAreFew,
  weightsNeverFall,
} from "./rules-stages.ts";
import { oneRouter, shareIsPromql, sidesDiffer } from "./rules-traffic.ts";
import { PlanSchema } from "./schema.ts";
import { sieve } from "./sieve.ts";
import { unknownKeys } from "./unknown-keys.ts";

const RULES: readonly Rule[] = [
  oneRouter,
  shareIsPromql,
  sidesDiffer,
  sloNamesAreUnique,
  slosAreWhole,
  stageNamesAreUnique,
  stagesAreFew,
  weightsNeverFall,
  bakesAreOrdered,
  irreversibleIsGuarded,
  gateNamesAreUnique,
  isolationIsWaived,
  gatesAreWhole,
  jobsHaveTemplates,
  actionsAreWhole,
  stepsFall,
  risksAreProven,
  receiversAreWhole,
  templatesAreUnique,
];

/** So many issues tell enough, and an answer stays small whatever was sent. */
const MAX_ISSUES = 100;

/**
 * Reads a Migration's `spec`. `strict` is for what people send (commands, pasted plans): unknown keys are
 * refused. `lenient` is for what the API server stores, which a newer version may have written: unknown
 * keys are ignored. Either way every problem is found at once, each with its path.
 */
export function parsePlan(spec: unknown, mode: "strict" | "lenient"): Result<Plan, PlanIssue[]> {
  const hostile = hostileIssues(spec);
  if (hostile.length > 0) return err(hostile);
  const parsed = PlanSchema.safeParse(spec);
  const shape = parsed.success ? [] : parsed.error.issues;
  const draft = sieve(spec, shape);
  const issues = [
    ...shape.map((issue) => toPlanIssue(issue, spec)),
    ...(mode === "strict" ? unknownKeys(PlanSchema, spec) : []),
    ...RULES.flatMap((rule) => [...rule(draft)]),
  ];
  if (parsed.success && issues.length === 0) return ok(normalise(parsed.data));
  return err(issues.slice(0, MAX_ISSUES));
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * What is wrong with a Migration's name, or undefined. It becomes part of journal entries' and Jobs'
 * names, of labels and of paths, hence shorter than Kubernetes asks and without dots.
 */
export function migrationNameIssue(name: string): PlanIssue | undefined {
  if (name.length <= 63 && NAME.test(name)) return undefined;
  const message =
    'must be at most 63 lower-case letters, digits and "-", without dots, beginning and ending with a letter or digit';
  return { path: "metadata.name", message };
}
