import { SIDES } from "./fields.ts";
import { type Draft, draftStages, exactlyOne, present, type Rule, unique } from "./rule.ts";

/** The proofs that Crossfade itself keeps. */
export const CHECKS = ["router", "rollback-readiness", "rollback-drill", "auto-rollback"] as const;

export const stepsFall: Rule = function* ({ rollback }) {
  const steps = present(rollback?.steps);
  for (const [at, [index, step]] of steps.entries()) {
    const before = steps[at - 1]?.[1];
    if (before !== undefined && step >= before) {
      yield {
        path: `spec.rollback.steps[${index}]`,
        message: `must be below ${before}: the steps of a rollback fall`,
      };
    }
  }
};

export const risksAreProven: Rule = function* (spec) {
  const risks = present(spec.risks);
  yield* unique(
    risks.map(([r, risk]) => ({ path: `spec.risks[${r}].id`, name: risk.id })),
    "the risks",
  );
  const known = proofs(spec);
  for (const [r, risk] of risks) {
    for (const [e, ref] of present(risk.evidence)) {
      if (known.has(ref)) continue;
      const message = `is no proof of this plan: "${ref}" is none of ${[...known].join(", ")}`;
      yield { path: `spec.risks[${r}].evidence[${e}]`, message };
    }
  }
};

function proofs(spec: Draft): Set<string> {
  const slos = present(spec.slos).map(([, slo]) => slo.name);
  const jobs = draftStages(spec).flatMap(({ stage }) =>
    [...present(stage.gates), ...present(stage.actions)].map(([, item]) => item.job?.name),
  );
  return new Set([
    ...slos.filter((name) => name !== undefined).map((name) => `slo/${name}`),
    "slo/all",
    ...jobs.filter((name) => name !== undefined).map((name) => `job/${name}`),
    ...SIDES.map((side) => `ready/${side}`),
    ...CHECKS.map((check) => `check/${check}`),
  ]);
}

export const receiversAreWhole: Rule = function* ({ notify }) {
  for (const [n, receiver] of present(notify)) {
    const path = `spec.notify[${n}]`;
    yield* exactlyOne(path, receiver, ["alertmanager", "webhook"]);
    yield* exactlyOne(`${path}.webhook.url`, receiver.webhook?.url, ["file", "address"]);
  }
};

export const templatesAreUnique: Rule = function* ({ jobTemplates }) {
  const named = present(jobTemplates).map(([t, template]) => ({
    path: `spec.jobTemplates[${t}].name`,
    name: template.name,
  }));
  yield* unique(named, "the job templates");
};
