import type { Plan } from "../../../core/plan/plan.ts";
import { parsePlan } from "../../../core/plan/parse.ts";
import { exampleSpec } from "../../../core/plan/testing/example.ts";

/** The example plan, parsed. Every suite that needs a plan uses it. */
export function examplePlan(): Plan {
  const parsed = parsePlan(exampleSpec(), "strict");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
