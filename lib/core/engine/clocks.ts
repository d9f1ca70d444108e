import type { FlatStage } from "../plan/stages.ts";
import type { Plan } from "../plan/plan.ts";
import type { EvidenceClock } from "../slo/queries.ts";
import type { Status } from "../status/status.ts";

/** Samples this near to the moment when the router closes connections count for nothing, on either side of it. */
const DRAIN_MARGIN_MS = 5_000;

/** How long after a weight change no sample counts: `settle`, and past the drain with its margin where that is later. */
export function settleMs(plan: Plan): number {
  const { settleMs: settle, drainTimeMs, existingConnections } = plan.traffic;
  return existingConnections === "drained" ? Math.max(settle, drainTimeMs + DRAIN_MARGIN_MS) : settle;
}

/** When the route stops settling after its last change by anybody; 0 when it never changed. */
export function settledAt(plan: Plan, status: Status): number {
  const changedAt = status.route?.changedAt ?? 0;
  return changedAt === 0 ? 0 : changedAt + settleMs(plan);
}

/** The clock of the evidence that counts now. A pending migration has none: it begins with each look. */
export function evidenceClock(status: Status, stage: FlatStage | undefined, at: number): EvidenceClock {
  return { at, evidenceSince: status.evidenceSince ?? at, bakeMs: stage?.bake.atLeastMs ?? 0 };
}

export const isBaked = (status: Status, stage: FlatStage): boolean =>
  status.bakeSkipped === true || status.bakedMs >= stage.bake.atLeastMs;

/** Past `atMost` and not ready: held for it, never rolled back. */
export function isOverdue(status: Status, stage: FlatStage, now: number): boolean {
  const from = status.overdueFrom ?? status.stageStartedAt;
  return stage.bake.atMostMs !== undefined && from !== undefined && now - from > stage.bake.atMostMs;
}
