import type { Actor } from "../core/access/access.ts";
import type { Plan, Slo } from "../core/plan/plan.ts";
import { fill, valueExpression } from "../core/slo/promql.ts";
import type { Side } from "../core/status/status.ts";
import type { Key } from "../ports/migration-store.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { authorize } from "./authorize.ts";
import type { ReadDeps } from "./read-migration.ts";

/** `points`: [milliseconds since the epoch, value in the objective's unit]. */
export type SideSeries = { state: "answered"; points: [number, number][] } | { state: "blind"; why: string };
export type SeriesAnswer = { sides: Partial<Record<Side, SideSeries>> };

export type SeriesQuery = {
  /** An SLO's name, or `share` for the live connections of each side. */
  of: { slo: string } | "share";
  range: { from: number; to: number; stepMs: number };
};

type Deps = ReadDeps & { metrics: MetricsSource };

const BOTH: readonly Side[] = ["blue", "green"];
/** A window shorter than this is mostly empty between two scrapes. */
const LEAST_WINDOW_MS = 5_000;

/** The expressions are made from the plan: a caller can choose an SLO and a time, and no text of a query. */
function expressionsOf(plan: Plan, query: SeriesQuery): Partial<Record<Side, string>> | undefined {
  if (query.of === "share") {
    const { share, settleMs } = plan.traffic;
    return share === undefined
      ? undefined
      : Object.fromEntries(BOTH.map((side) => [side, fill(share, side, settleMs)]));
  }
  const name = query.of.slo;
  const slo: Slo | undefined = plan.slos.find((one) => one.name === name);
  if (slo === undefined) return undefined;
  const windowMs = Math.max(LEAST_WINDOW_MS, slo.windowMs);
  return Object.fromEntries(slo.sides.map((side) => [side, valueExpression(slo, side, windowMs)]));
}

async function ask(
  metrics: MetricsSource,
  expression: string,
  range: SeriesQuery["range"],
): Promise<SideSeries> {
  const answer = await metrics.range(expression, range);
  if (answer.state === "blind") return answer;
  if (answer.series.length > 1)
    return { state: "blind", why: `${answer.series.length} series where one is expected` };
  const points = answer.series[0]?.points.filter((point) => Number.isFinite(point.value)) ?? [];
  return { state: "answered", points: points.map((point) => [point.at, point.value]) };
}

/** A chart's points, over the SLO's own window at each of them. `undefined` when there is nothing of that name to see. */
export async function readSeries(
  deps: Deps,
  actor: Actor,
  key: Key,
  query: SeriesQuery,
): Promise<SeriesAnswer | undefined> {
  if ((await authorize(deps.authority, actor, "get", key)) !== "allowed") return undefined;
  const view = await deps.live.view(key);
  if (view === undefined || !view.plan.ok) return undefined;
  const expressions = expressionsOf(view.plan.value, query);
  if (expressions === undefined) return undefined;
  const sides = BOTH.filter((side) => expressions[side] !== undefined);
  const answers = await Promise.all(
    sides.map((side) => ask(deps.metrics, expressions[side] ?? "", query.range)),
  );
  return { sides: Object.fromEntries(sides.map((side, index) => [side, answers[index]])) };
}
