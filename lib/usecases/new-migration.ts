import type { Actor } from "../core/access/access.ts";
import { migrationNameIssue, parsePlan } from "../core/plan/parse.ts";
import type { Plan } from "../core/plan/plan.ts";
import { isDnsLabel } from "../core/std/dns-label.ts";
import { planWarnings } from "../core/plan/warnings.ts";
import { parsePlanYaml, type YamlIssue } from "../core/plan/yaml.ts";
import type { AccessReviewer } from "../ports/access-reviewer.ts";
import type { MigrationMaker } from "../ports/migration-maker.ts";
import type { Key } from "../ports/migration-store.ts";
import type { TrafficRouter } from "../ports/traffic-router.ts";
import type { Workloads } from "../ports/workloads.ts";
import type { Found, NewMigrationOutcome } from "../view/new-migration-outcome.ts";

export type NewMigrationDeps = {
  access: AccessReviewer;
  maker: MigrationMaker;
  routers: ReadonlyMap<string, TrafficRouter>;
  workloads: Pick<Workloads, "side">;
};

/** What was pasted, and where it should go. Name and namespace are used where the text has none. */
export type Pasted = { text: string; namespace: string; name: string };

/**
 * Reads a pasted plan, and asks the API server whether it would take it; with `make` it is created. What was checked before is checked
 * again then: the text may be another, and so may the rights. Throws when the API server does not say what the actor may do.
 */
export async function newMigration(
  deps: NewMigrationDeps,
  actor: Actor,
  pasted: Pasted,
  make: boolean,
): Promise<NewMigrationOutcome> {
  const read = readPasted(pasted);
  if (!read.ok) return { state: "problems", issues: read.issues };
  const { key, spec, plan, warnings } = read;
  // No name, as Kubernetes itself asks for a create: a right to one name says nothing about new ones.
  if (!(await deps.access.may(actor, "create", { namespace: key.namespace })))
    return { state: "not-theirs", key };
  const made = await deps.maker.make(key, spec, actor.name, { dryRun: !make });
  if (made.state !== "made") return { state: "refused", key, plan, why: made };
  if (make) return { state: "made", key };
  return { state: "checked", key, plan, warnings, found: await look(deps, key.namespace, plan) };
}

type ReadPlan =
  | { ok: true; key: Key; spec: unknown; plan: Plan; warnings: YamlIssue[] }
  | { ok: false; issues: YamlIssue[] };

function readPasted({ text, namespace, name }: Pasted): ReadPlan {
  if (text.trim() === "")
    return { ok: false, issues: [{ path: "spec", message: "is required: paste a plan, or choose a file" }] };
  const pasted = parsePlanYaml(text);
  if (!pasted.ok) return { ok: false, issues: pasted.error };
  const { spec, locate } = pasted.value;
  const parsed = parsePlan(spec, "strict");
  const key = { namespace: pasted.value.namespace ?? namespace, name: pasted.value.name ?? name };
  const issues = [...placeIssues(key, namespace, name), ...(parsed.ok ? [] : locate(parsed.error))];
  if (!parsed.ok || issues.length > 0) return { ok: false, issues };
  return { ok: true, key, spec, plan: parsed.value, warnings: locate(planWarnings(parsed.value)) };
}

function placeIssues(key: Key, namespace: string, name: string): YamlIssue[] {
  const issues: YamlIssue[] = [];
  const differs = (typed: string) =>
    `is not what was typed above (${typed}): make them the same, or empty the field`;
  if (!isDnsLabel(key.namespace))
    issues.push({
      path: "metadata.namespace",
      message: "is required, in the plan or above: at most 63 lower-case letters, digits and -",
    });
  else if (namespace !== "" && namespace !== key.namespace)
    issues.push({ path: "metadata.namespace", message: differs(namespace) });
  const wrongName = migrationNameIssue(key.name);
  if (wrongName) issues.push(wrongName);
  else if (name !== "" && name !== key.name) issues.push({ path: "metadata.name", message: differs(name) });
  return issues;
}

async function look(deps: NewMigrationDeps, namespace: string, plan: Plan): Promise<Found> {
  const { kind } = plan.traffic.router;
  const router = deps.routers.get(kind);
  const none = {
    state: "unknown",
    code: "invalid",
    why: `this version has no router for ${kind}: a start would be refused`,
    at: 0,
  } as const;
  const [route, blue, green] = await Promise.all([
    router?.read(namespace, plan, { fresh: true }) ?? none,
    deps.workloads.side(namespace, plan, "blue", { fresh: false }),
    deps.workloads.side(namespace, plan, "green", { fresh: false }),
  ]);
  return { route, blue, green };
}
