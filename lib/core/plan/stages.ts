import type { Gate, Plan, Stage } from "./plan.ts";

/** A stage with its place: `index` counts through the whole plan from 0. */
export type FlatStage = Stage & { phase: string; index: number };

export function stagesOf(plan: Plan): FlatStage[] {
  return plan.phases
    .flatMap((phase) => phase.stages.map((stage) => ({ ...stage, phase: phase.name })))
    .map((stage, index) => ({ ...stage, index }));
}

/** `undefined` for a name that is not in the plan, the empty one of a pending migration included. */
export function stageNamed(plan: Plan, name: string): FlatStage | undefined {
  return stagesOf(plan).find((stage) => stage.name === name);
}

/** The stage after the named one; the first for `""`; `undefined` after the last, and for an unknown name. */
export function nextStage(plan: Plan, name: string): FlatStage | undefined {
  const stages = stagesOf(plan);
  if (name === "") return stages[0];
  const at = stages.findIndex((stage) => stage.name === name);
  return at === -1 ? undefined : stages[at + 1];
}

/** The weight of the stage before the named one: where its entry starts from. 0 for the first and an unknown one. */
export function weightBefore(plan: Plan, name: string): number {
  const stages = stagesOf(plan);
  const at = stages.findIndex((stage) => stage.name === name);
  return stages[at - 1]?.weight ?? 0;
}

/** Whether the named stage, or one before it, is irreversible: whether being there means that there is no way back. */
export function hasIrreversibleUpTo(plan: Plan, name: string): boolean {
  const stages = stagesOf(plan);
  const at = stages.findIndex((stage) => stage.name === name);
  return stages.slice(0, at + 1).some((stage) => stage.irreversible);
}

/** Whether a stage before the named one is irreversible. */
export function hasIrreversibleBefore(plan: Plan, name: string): boolean {
  const stages = stagesOf(plan);
  const at = stages.findIndex((stage) => stage.name === name);
  return stages.slice(0, Math.max(at, 0)).some((stage) => stage.irreversible);
}

/** The gate's names in `advance.unmet` and `status.gates`; one for each SLO of a `slos` gate. */
export function gateRefs(gate: Gate): string[] {
  switch (gate.kind) {
    case "slos":
      return gate.names.map((name) => `slo/${name}`);
    case "ready":
      return [`ready/${gate.side}`];
    case "approval":
    case "job":
    case "query":
      return [`${gate.kind}/${gate.name}`];
  }
}
