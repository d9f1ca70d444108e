import { formatDuration } from "../../core/std/duration.ts";
import { formatTime } from "../../core/std/time.ts";
import type { Plan, Stage } from "../../core/plan/plan.ts";
import { gateRefs, stagesOf, type FlatStage } from "../../core/plan/stages.ts";
import type { StageDocument, StageGate } from "../document.ts";
import type { Seen } from "./seen.ts";

/** Every stage of the plan, in order, with its clocks and gates. */
export function toStageDocuments(plan: Plan, seen: Seen): StageDocument[] {
  const { status } = seen;
  const stages = stagesOf(plan);
  const at = stages.findIndex((stage) => stage.name === status.stage);
  return stages.map((stage) => {
    const state = place(stage.index, at, status.state === "Completed");
    const run = status.stages.find((each) => each.name === stage.name);
    const entered = state !== "ahead" && run !== undefined;
    const bakedMs = state === "current" ? status.bakedMs : run?.bakedMs;
    return {
      name: stage.name,
      phase: stage.phase,
      weight: stage.weight,
      state,
      irreversible: stage.irreversible,
      ...(stage.loses === undefined ? {} : { loses: stage.loses }),
      ...(entered ? { startedAt: formatTime(run.enteredAt), enteredBy: run.by } : {}),
      ...(entered && run.leftAt !== undefined && state === "done" ? { leftAt: formatTime(run.leftAt) } : {}),
      ...(state === "ahead" || bakedMs === undefined ? {} : { bakedFor: formatDuration(bakedMs) }),
      bake: {
        atLeast: formatDuration(stage.bake.atLeastMs),
        ...(stage.bake.atMostMs === undefined ? {} : { atMost: formatDuration(stage.bake.atMostMs) }),
      },
      gates: toGates(stage, state, seen),
    };
  });
}

function place(index: number, current: number, completed: boolean): StageDocument["state"] {
  if (completed) return "done";
  if (current === -1 || index > current) return "ahead";
  return index === current ? "current" : "done";
}

function toGates(stage: FlatStage, place: StageDocument["state"], { status, assessment }: Seen): StageGate[] {
  const recorded = status.gates.filter((gate) => gate.stage === stage.name);
  const withRef = (gate: StageGate): StageGate => {
    const ref = recorded.find((each) => each.gate === gate.gate)?.ref;
    return ref === undefined ? gate : { ...gate, ref };
  };
  if (place === "current") {
    const judged = assessment.gates.map(({ gate, state, why }) => ({ gate, state, why }));
    // Before the first judgement the plan's own list stands in.
    return (judged.length > 0 ? judged : planned(stage, status.state)).map(withRef);
  }
  if (place === "done") {
    return gateNames(stage).map((gate) => {
      const last = recorded.find((each) => each.gate === gate);
      return withRef({ gate, state: last?.state ?? "pass", why: "as it stood when the stage was left" });
    });
  }
  // The gates of a one-way stage are judged before it is entered, with those of the stage that is being left.
  const judgedEarly = new Map(assessment.gates.map((gate) => [gate.gate, gate]));
  return gateNames(stage).map((gate) => {
    const early = stage.irreversible && gate !== "bake" ? judgedEarly.get(gate) : undefined;
    return early && isNext(stage, assessment.advance.to)
      ? { gate, state: early.state, why: early.why }
      : {
          gate,
          state: "waiting",
          why: stage.irreversible ? "judged before the stage is entered" : "judged when the stage is left",
        };
  });
}

function isNext(stage: Stage, to: string | undefined): boolean {
  return stage.name === to;
}

function planned(stage: Stage, state: string): StageGate[] {
  return gateNames(stage).map((gate) => ({
    gate,
    state: "waiting",
    why: state === "Entering" ? "the stage is being entered" : "not judged yet",
  }));
}

function gateNames(stage: Stage): string[] {
  const bake = stage.bake.atLeastMs > 0 ? ["bake"] : [];
  return [...bake, ...new Set(stage.gates.flatMap(gateRefs))];
}
