import type { Actor } from "../core/access/access.ts";
import type { Plan, Slo } from "../core/plan/plan.ts";
import { chartWindowMs } from "../core/slo/chart-window.ts";
import { fill, valueExpression } from "../core/slo/promql.ts";
import type { Side } from "../core/status/status.ts";
import type { Key } from "../ports/migration-store.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import type { HistoryAnswer, SeriesAnswer, SeriesRange, SideSeries } from "../view/history-answer.ts";
import { authorize } from "./authorize.ts";
import type { ReadDeps } from "./read-migration.ts";

export type SeriesQuery = {
  /** An SLO's name, or `share` for the live connections of each side. */
  of: { slo: string } | "share";
  range: SeriesRange;
};

type Deps = ReadDeps & { metrics: MetricsSource };
type Expressions = Partial<Record<Side, string>>;

const BOTH: readonly Side[] = ["blue", "green"];

/** The expressions are made from the plan: a caller can choose an SLO and a time, and no text of a query. */
const ofSlo = (slo: Slo, stepMs: number): Expressions =>
  Object.fromEntries(slo.sides.map((side) => [side, valueExpression(slo, side, chartWindowMs(slo, stepMs))]));

function ofShare({ traffic: { share, settleMs } }: Plan): Expressions | undefined {
  if (share === undefined) return undefined;
  return Object.fromEntries(BOTH.map((side) => [side, fill(share, side, settleMs)]));
}

/** At whole steps, so that everybody who looks at the same time asks the same. */
function atWholeSteps({ from, to, stepMs }: SeriesRange): SeriesRange {
  const floor = (at: number) => Math.floor(at / stepMs) * stepMs;
  return { from: floor(from), to: Math.max(floor(to), floor(from) + stepMs), stepMs };
}

async function askSide(metrics: MetricsSource, query: string, range: SeriesRange): Promise<SideSeries> {
  const answer = await metrics.range(query, range);
  if (answer.state === "blind") return { ...answer, query };
  if (answer.series.length > 1)
    return { state: "blind", why: `${answer.series.length} series where one is expected`, query };
  const points = answer.series[0]?.points.filter((point) => Number.isFinite(point.value)) ?? [];
  return { state: "answered", points: points.map((point) => [point.at, point.value]), query };
}

async function ask(
  metrics: MetricsSource,
  expressions: Expressions,
  range: SeriesRange,
): Promise<SeriesAnswer> {
  const sides = BOTH.filter((side) => expressions[side] !== undefined);
  const answers = await Promise.all(sides.map((side) => askSide(metrics, expressions[side] ?? "", range)));
  return { sides: Object.fromEntries(sides.map((side, index) => [side, answers[index]])) };
}

async function planFor(deps: Deps, actor: Actor, key: Key): Promise<Plan | undefined> {
  if ((await authorize(deps.authority, actor, "get", key)) !== "allowed") return undefined;
  const view = await deps.live.view(key);
  return view?.plan.ok ? view.plan.value : undefined;
}

/** One chart's points. `undefined` when there is nothing of that name to see. */
export async function readSeries(
  deps: Deps,
  actor: Actor,
  key: Key,
  query: SeriesQuery,
): Promise<SeriesAnswer | undefined> {
  const plan = await planFor(deps, actor, key);
  if (plan === undefined) return undefined;
  const { of, range } = query;
  const slo = of === "share" ? undefined : plan.slos.find((one) => one.name === of.slo);
  const expressions = slo ? ofSlo(slo, range.stepMs) : of === "share" ? ofShare(plan) : undefined;
  return expressions && ask(deps.metrics, expressions, atWholeSteps(range));
}

/** The points of all charts over one range. `undefined` when there is no such Migration to see. */
export async function readHistory(
  deps: Deps,
  actor: Actor,
  key: Key,
  asked: SeriesRange,
): Promise<HistoryAnswer | undefined> {
  const plan = await planFor(deps, actor, key);
  if (plan === undefined) return undefined;
  const range = atWholeSteps(asked);
  const share = ofShare(plan);
  const [slos, shares] = await Promise.all([
    Promise.all(
      plan.slos.map(async (slo) => ({
        name: slo.name,
        windowMs: chartWindowMs(slo, range.stepMs),
        ...(await ask(deps.metrics, ofSlo(slo, range.stepMs), range)),
      })),
    ),
    share && ask(deps.metrics, share, range),
  ]);
  return { range, slos, ...(shares && { share: shares }) };
}
