import type { MigrationDocument, StageDocument } from "./document.ts";
import { readStatus, spanMs } from "./status-view.ts";

/** When each stage that is left would begin at the earliest, if everything passed at once from now on. */
export type Forecast = {
  /** Absent where no time can be promised: held, rolled back, or over. */
  stages: { name: string; weight: number; at: number }[];
  fullAt?: number;
  finishAt?: number;
  bakeLeftMs?: number;
};

/** Only waiting that the plan prescribes is counted: bakes, and the settling before each clock starts. */
export function forecast(document: MigrationDocument, now: number): Forecast {
  const { state, bakedMs } = readStatus(document);
  const settleMs = document.plan?.traffic.settleMs ?? 0;
  if (document.plan === undefined) return { stages: [] };
  if (!["Entering", "Baking", "Ready", "Pending"].includes(state)) return { stages: [] };
  const at = document.stages.findIndex((stage) => stage.state === "current");
  const current = document.stages[at];
  const bakeLeftMs = current ? Math.max(0, spanMs(current.bake.atLeast) - bakedMs) : undefined;
  let when = now + (bakeLeftMs ?? 0);
  let weight = current?.weight ?? 0;
  const stages: Forecast["stages"] = [];
  for (const stage of document.stages.slice(at + 1)) {
    stages.push({ name: stage.name, weight: stage.weight, at: when });
    when += stageMs(stage, stage.weight === weight ? 0 : settleMs);
    weight = stage.weight;
  }
  const full = current?.weight === 100 ? undefined : stages.find((stage) => stage.weight === 100);
  return {
    stages,
    ...(full ? { fullAt: full.at } : {}),
    finishAt: when,
    ...(bakeLeftMs === undefined ? {} : { bakeLeftMs }),
  };
}

function stageMs(stage: StageDocument, settleMs: number): number {
  const bake = spanMs(stage.bake.atLeast);
  return bake === 0 ? 0 : bake + settleMs;
}
