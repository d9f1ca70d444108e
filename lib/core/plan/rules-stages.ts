import type { PlanIssue } from "./issue.ts";
import { parseDuration } from "../std/duration.ts";
import { BOUNDS } from "./fields.ts";
import { type Draft, type DraftStage, draftStages, present, type Rule, unique } from "./rule.ts";

export const stageNamesAreUnique: Rule = function* (spec) {
  yield* unique(
    present(spec.phases).map(([p, phase]) => ({ path: `spec.phases[${p}].name`, name: phase.name })),
    "the phases",
  );
  yield* unique(
    draftStages(spec).map(({ stage, path }) => ({ path: `${path}.name`, name: stage.name })),
    "the plan's stages",
  );
};

export const stagesAreFew: Rule = function* (spec) {
  const count = (spec.phases ?? []).reduce((sum, phase) => sum + (phase?.stages?.length ?? 0), 0);
  if (count > BOUNDS.stages) {
    yield {
      path: "spec.phases",
      message: `must have at most ${BOUNDS.stages} stages in all, and has ${count}`,
    };
  }
};

export const weightsNeverFall: Rule = function* (spec) {
  let highest = 0;
  let holder = "";
  for (const { stage, path } of draftStages(spec)) {
    if (stage.weight === undefined) continue;
    if (stage.weight < highest) {
      const message = `must be at least ${highest}, the weight of ${holder}: weights never fall from stage to stage`;
      yield { path: `${path}.weight`, message };
      continue;
    }
    highest = stage.weight;
    holder = path;
  }
};

export const bakesAreOrdered: Rule = function* (spec) {
  for (const { stage, path } of draftStages(spec)) {
    if (stage.bake?.atMost === undefined) continue;
    const [least, most] = [parseDuration(stage.bake.atLeast ?? "0"), parseDuration(stage.bake.atMost)];
    if (least.ok && most.ok && most.value < least.value) {
      const message = `must be at least the bake's atLeast, ${stage.bake.atLeast}`;
      yield { path: `${path}.bake.atMost`, message };
    }
  }
};

/** A one-way door needs somebody who opens it, and a sentence that says what it costs. */
export const irreversibleIsGuarded: Rule = function* (spec) {
  for (const [index, { stage, path }] of draftStages(spec).entries()) {
    if (!stage.irreversible) {
      if (stage.loses !== undefined) {
        yield {
          path: `${path}.loses`,
          message: "says what is lost, so the stage must say irreversible: true",
        };
      }
      continue;
    }
    if (!present(stage.gates).some(([, gate]) => Object.hasOwn(gate, "approval"))) {
      yield { path: `${path}.gates`, message: "must have an approval gate: the stage is irreversible" };
    }
    if (!Object.hasOwn(stage, "loses")) {
      yield {
        path: `${path}.loses`,
        message: "is required: say what is lost by entering this irreversible stage",
      };
    }
    if (index === 0) {
      const message =
        "cannot be true for the first stage: its approval could never be given before the start";
      yield { path: `${path}.irreversible`, message };
    }
    for (const [g, gate] of present(stage.gates)) {
      if (!gate.job) continue;
      const message =
        "cannot stand here: the gates of an irreversible stage are judged before it is entered, when its jobs have not run; put it on the stage before";
      yield { path: `${path}.gates[${g}].job`, message };
    }
  }
};

/**
 * Gates are told apart by name where they are judged: within a stage, and together with those of an
 * irreversible stage that comes next.
 */
export const gateNamesAreUnique: Rule = function* (spec) {
  const stages = draftStages(spec);
  for (const [index, { stage, path }] of stages.entries()) {
    const own = namedGates(stage, path);
    yield* unique(own, "the gates that are judged together");
    const next = stages[index + 1];
    if (!next?.stage.irreversible) continue;
    const names = new Map(own.map((gate) => [gate.name, gate.path]));
    for (const gate of namedGates(next.stage, next.path)) {
      const before = names.get(gate.name);
      if (before === undefined) continue;
      const message = `must be unique among the gates that are judged together: "${gate.name}" is already at ${before}`;
      yield { path: gate.path, message };
    }
  }
};

function namedGates(stage: NonNullable<DraftStage>, path: string): { path: string; name: string }[] {
  return present(stage.gates).flatMap(([g, gate]) =>
    (["approval", "job", "query"] as const).flatMap((kind) => {
      const name = gate[kind]?.name;
      return name === undefined
        ? []
        : [{ path: `${path}.gates[${g}].${kind}.name`, name: `${kind}/${name}` }];
    }),
  );
}

/** An isolated topology loses every message between the sides, so that it carries traffic only knowingly. */
export const isolationIsWaived: Rule = function* (spec: Draft): Iterable<PlanIssue> {
  if (spec.topology !== "isolated" || Object.hasOwn(spec, "topologyWaiver")) return;
  const first = draftStages(spec).find(({ stage }) => (stage.weight ?? 0) > 0);
  if (!first) return;
  yield {
    path: "spec.topologyWaiver",
    message: `is required: the topology is isolated, and ${first.path}.weight is above 0; say in its reason why messages between the sides may be lost`,
  };
};
