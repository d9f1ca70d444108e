import { DEFAULTS } from "./defaults.ts";
import { durationMs } from "./duration-ms.ts";
import { normaliseObjective } from "./normalise-slo.ts";
import type { Action, Gate, Stage } from "./plan.ts";
import { present } from "./present.ts";
import type { PlanSpec } from "./schema.ts";

type WrittenStage = PlanSpec["phases"][number]["stages"][number];
type WrittenGate = NonNullable<WrittenStage["gates"]>[number];
type WrittenAction = NonNullable<WrittenStage["actions"]>[number];

/** `sloNames` are those of the plan, in its order: what `slos: all` stands for. */
export function normaliseStage(stage: WrittenStage, sloNames: string[]): Stage {
  return {
    name: stage.name,
    weight: stage.weight,
    bake: {
      atLeastMs: durationMs(stage.bake?.atLeast, 0),
      ...present({ atMostMs: durationMs(stage.bake?.atMost, undefined) }),
    },
    gates: (stage.gates ?? []).map((gate) => normaliseGate(gate, sloNames)),
    actions: (stage.actions ?? []).map(normaliseAction),
    advance: stage.advance ?? "manual",
    irreversible: stage.irreversible ?? false,
    ...present({ loses: stage.loses }),
  };
}

function normaliseGate(gate: WrittenGate, sloNames: string[]): Gate {
  if (gate.slos !== undefined) {
    return { kind: "slos", names: gate.slos === "all" ? sloNames : [...new Set(gate.slos)] };
  }
  if (gate.approval) {
    const { name, quorum, expires } = gate.approval;
    return {
      kind: "approval",
      name,
      quorum: quorum ?? DEFAULTS.quorum,
      expiresMs: durationMs(expires, DEFAULTS.expiresMs),
    };
  }
  if (gate.job) {
    const { name, template, timeout, every } = gate.job;
    return {
      kind: "job",
      name,
      template,
      timeoutMs: durationMs(timeout, DEFAULTS.jobTimeoutMs),
      ...present({ everyMs: durationMs(every, undefined) }),
    };
  }
  if (gate.query) {
    const { name, expression, pass } = gate.query;
    return { kind: "query", name, expression, pass: normaliseObjective(pass) };
  }
  if (gate.ready !== undefined) return { kind: "ready", side: gate.ready };
  throw new TypeError("an unchecked gate");
}

function normaliseAction(action: WrittenAction): Action {
  const before = action.before ?? false;
  if (action.scale) return { kind: "scale", ...action.scale, before };
  if (action.restart !== undefined) return { kind: "restart", side: action.restart, before };
  if (action.patch) return { kind: "patch", ...action.patch, before };
  if (action.job) {
    const { name, template, timeout } = action.job;
    return { kind: "job", name, template, timeoutMs: durationMs(timeout, DEFAULTS.jobTimeoutMs), before };
  }
  throw new TypeError("an unchecked action");
}
