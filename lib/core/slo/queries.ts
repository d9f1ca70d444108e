import type { Plan, Slo } from "../plan/plan.ts";
import type { Side } from "../status/status.ts";
import { recentWindowMs } from "./chart-window.ts";
import { fill, freshExpression, goodExpression, totalExpression, valueExpression } from "./promql.ts";
import type { Query } from "./samples.ts";
import { type Windows, windowsOf } from "./windows.ts";

/** When the evidence began, and how long the stage bakes. Times in milliseconds since the epoch. */
export type EvidenceClock = { at: number; evidenceSince: number; bakeMs: number };

/** Prefix of the keys of one SLO on one side. */
export const sloKey = (side: Side, slo: string): string => `${side}/${slo}`;
export const shareKey = (side: Side): string => `${side}//share`;
export const queryGateKey = (stage: string, gate: string): string => `gate//${stage}/${gate}`;

/** Keys of the counts of one window. Windows of the same length share them. */
export const countKeys = (side: Side, slo: string, windowMs: number): { good: string; total: string } => ({
  good: `${sloKey(side, slo)}/good/${windowMs}`,
  total: `${sloKey(side, slo)}/total/${windowMs}`,
});
export const valueKey = (side: Side, slo: string): string => `${sloKey(side, slo)}/value`;
/** Key of the moving figure that charts show: of the last minute, where `valueKey` is of all the evidence. */
export const recentKey = (side: Side, slo: string): string => `${sloKey(side, slo)}/recent`;
export const freshKey = (side: Side, slo: string): string => `${sloKey(side, slo)}/fresh`;

/** Everything that one tick asks of the metrics source, each expression once. */
export function planQueries(plan: Plan, clock: EvidenceClock, gates: readonly GateQuery[]): Query[] {
  const queries = new Map<string, string>();
  for (const slo of plan.slos) {
    for (const side of slo.sides)
      addSlo(queries, slo, side, windowsOf(slo, clock.at - clock.evidenceSince, clock.bakeMs));
  }
  if (plan.traffic.share !== undefined) {
    for (const side of ["blue", "green"] as const)
      queries.set(shareKey(side), fill(plan.traffic.share, side, plan.traffic.settleMs));
  }
  for (const gate of gates) queries.set(queryGateKey(gate.stage, gate.name), gate.expression);
  return [...queries].map(([key, expression]) => ({ key, expression }));
}

/** A `query` gate with its variables filled in. */
export type GateQuery = { stage: string; name: string; expression: string };

function addSlo(queries: Map<string, string>, slo: Slo, side: Side, windows: Windows): void {
  queries.set(valueKey(side, slo.name), valueExpression(slo, side, windows.evidenceMs));
  queries.set(recentKey(side, slo.name), valueExpression(slo, side, recentWindowMs(slo)));
  const fresh = freshExpression(slo, side);
  if (fresh !== undefined) queries.set(freshKey(side, slo.name), fresh);
  const lengths = [
    windows.evidenceMs,
    windows.breachMs,
    windows.grossMs,
    ...windows.burn.flatMap((w) => [w.longMs, w.shortMs]),
  ];
  for (const windowMs of lengths) {
    const keys = countKeys(side, slo.name, windowMs);
    const good = goodExpression(slo.indicator, side, windowMs);
    const total = totalExpression(slo.indicator, side, windowMs);
    if (good !== undefined) queries.set(keys.good, good);
    if (total !== undefined) queries.set(keys.total, total);
  }
}
