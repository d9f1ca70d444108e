import { isLongerThan } from "./json-size.ts";
import { promqlProblem } from "./promql.ts";
import { draftStages, exactlyOne, present, type Rule } from "./rule.ts";
import { OBJECTIVE_BOUNDS } from "./schema-slos.ts";
import { ACTION_KINDS, GATE_KINDS, PATCH_TARGETS } from "./schema-stages.ts";

const MERGE_BYTES = 4096;

export const gatesAreWhole: Rule = function* (spec) {
  const slos = new Set(present(spec.slos).map(([, slo]) => slo.name));
  for (const { stage, path } of draftStages(spec)) {
    for (const [g, gate] of present(stage.gates)) {
      const at = `${path}.gates[${g}]`;
      yield* exactlyOne(at, gate, GATE_KINDS);
      if (gate.slos === "all" && slos.size === 0) {
        yield { path: `${at}.slos`, message: "names SLOs, and the plan has none in spec.slos" };
      }
      for (const [n, name] of present(Array.isArray(gate.slos) ? gate.slos : [])) {
        if (!slos.has(name)) yield { path: `${at}.slos[${n}]`, message: unknown("SLO", name, slos) };
      }
      if (!gate.query) continue;
      yield* exactlyOne(`${at}.query.pass`, gate.query.pass, OBJECTIVE_BOUNDS);
      const problem = promqlProblem(gate.query.expression ?? "", { side: true, window: true });
      if (problem) yield { path: `${at}.query.expression`, message: problem };
    }
  }
};

export const jobsHaveTemplates: Rule = function* (spec) {
  const templates = new Set(present(spec.jobTemplates).map(([, template]) => template.name));
  for (const { stage, path } of draftStages(spec)) {
    for (const list of ["gates", "actions"] as const) {
      for (const [i, item] of present(stage[list])) {
        const template = item.job?.template;
        if (template === undefined || templates.has(template)) continue;
        const message = unknown("template", template, templates);
        yield { path: `${path}.${list}[${i}].job.template`, message };
      }
    }
  }
};

export const actionsAreWhole: Rule = function* (spec) {
  for (const { stage, path } of draftStages(spec)) {
    for (const [a, action] of present(stage.actions)) {
      const at = `${path}.actions[${a}]`;
      yield* exactlyOne(at, action, ACTION_KINDS);
      const { target, merge } = action.patch ?? {};
      const version = target?.kind && PATCH_TARGETS[target.kind];
      if (version && target.apiVersion !== undefined && target.apiVersion !== version) {
        yield { path: `${at}.patch.target.apiVersion`, message: `must be "${version}" for a ${target.kind}` };
      }
      if (merge === undefined) continue;
      const where = `${at}.patch.merge`;
      if (isLongerThan(merge, MERGE_BYTES)) {
        yield { path: where, message: `must be at most ${MERGE_BYTES} bytes of JSON` };
        continue;
      }
      for (const refused of refusedKeys(merge)) {
        yield {
          path: `${where}.${refused}`,
          message: "must not be patched: it would borrow Crossfade's rights",
        };
      }
    }
  }
};

/** What would make the object another one, or let its pods run as somebody whom the plan's writer may not be. */
function refusedKeys(merge: object): string[] {
  const paths = [
    "apiVersion",
    "kind",
    "status",
    "metadata.name",
    "metadata.namespace",
    "metadata.ownerReferences",
    "metadata.finalizers",
    "spec.template.spec.serviceAccountName",
    "spec.template.spec.serviceAccount",
  ];
  return paths.filter((path) => {
    let held: unknown = merge;
    for (const key of path.split(".")) {
      if (typeof held !== "object" || held === null || !Object.hasOwn(held, key)) return false;
      held = (held as Record<string, unknown>)[key];
    }
    return true;
  });
}

const unknown = (what: string, name: string, known: ReadonlySet<string | undefined>) =>
  `names no ${what} of the plan: "${name}" is none of ${[...known].join(", ") || "(there are none)"}`;
