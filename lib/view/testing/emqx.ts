import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Plan } from "../../core/plan/plan.ts";
import { parsePlan } from "../../core/plan/parse.ts";

/** The example plan, as written and as the engine sees it. */
export const emqxSpec: unknown = (
  parse(readFileSync(new URL("../../core/plan/fixtures/emqx.yaml", import.meta.url), "utf8")) as {
    spec: unknown;
  }
).spec;

export const emqxPlan: Plan = planOf(emqxSpec);

function planOf(spec: unknown): Plan {
  const parsed = parsePlan(spec, "lenient");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
