import { canonicalHash } from "../std/canonical.ts";
import type { Plan } from "../plan/plan.ts";
import { type FlatStage, nextStage, stageNamed, stagesOf } from "../plan/stages.ts";
import { type JudgeContext, judgeSlo } from "../slo/judge.ts";
import type { Samples } from "../slo/samples.ts";
import type { Status } from "../status/status.ts";
import type { Assessment, Gate, SloJudgement } from "./assessment.ts";
import { breachOf } from "./breach.ts";
import { evidenceClock, isBaked } from "./clocks.ts";
import { type GateContext, gatesAhead, gatesOf, isApproval, isBake, isUnmet } from "./gates.ts";
import type { Observation } from "./observation.ts";
import { obstaclesOf } from "./obstacles.ts";
import { judgeRollback, readinessOf } from "./readiness.ts";

/** Two side's figures within this many points of the weight count as converged, however many connections there are. */
const CONVERGED_LEAST_POINTS = 2;

/** What one observation means, before anything is decided. */
export function assess(plan: Plan, status: Status, observation: Observation, now: number): Assessment {
  const stage = stageNamed(plan, evidenceStage(status));
  const slos = judgeAll(plan, status, observation, stage, now);
  const context: GateContext = { plan, status: asLeft(status), observation, slos, now };
  const { gates, next } = gatesNow(context, stage);
  const unmet = gates.filter(isUnmet);
  const rollback = judgeRollback(plan, status, observation);
  const readiness = readinessOf(plan, status, observation);
  const breach = breachOf(plan, status, observation, slos);
  const blind = blindnessOf(observation, slos);
  const share = shareOf(observation);
  const open = (status.state === "Baking" || status.state === "Ready") && stage !== undefined;
  const obstacles = obstaclesOf(status, observation, now);
  return {
    slos,
    gates,
    advance: {
      allowed: open && unmet.length === 0 && obstacles.length === 0,
      ...(next !== undefined && { to: next }),
      unmet,
      ...(obstacles[0] && { why: obstacles.map((reason) => reason.message).join("; ") }),
    },
    rollback: { ...rollback, ...(rollback.refusal && { why: rollback.refusal.message }), ...readiness },
    converged: isConverged(observation),
    ...(blind && { blind }),
    ...(breach && { breach }),
    ...(share !== undefined && { share }),
    evidence: evidenceDigest(gates),
  };
}

/** While a stage is being entered, the evidence is still that of the one being left. */
export const evidenceStage = (status: Status): string => status.intent?.left?.stage ?? status.stage;

/** Jobs and approvals of the stage being left belong to its own entry, not to the one under way. */
export function asLeft(status: Status): Status {
  const left = status.intent?.left;
  if (!left) return status;
  const { adopted: _, ...rest } = status;
  return {
    ...rest,
    run: left.run,
    stage: left.stage,
    ...(left.adopted !== undefined && { adopted: left.adopted }),
  };
}

/**
 * The gates that stand between here and the next step: of the stage left and of a one-way stage ahead; after a rollback those of the stage
 * before the one to retry.
 */
function gatesNow(context: GateContext, stage: FlatStage | undefined): { gates: Gate[]; next?: string } {
  const { plan, status } = context;
  if (status.state === "Pending") return { gates: [], next: stagesOf(plan)[0]?.name ?? "Completed" };
  if (status.state === "RolledBack") return { gates: stage ? gatesForEntry(context, stage) : [] };
  if (stage === undefined || ["RollingBack", "Completed", "Aborted"].includes(status.state))
    return { gates: [] };
  const next = nextStage(plan, stage.name);
  return { gates: gatesAhead(context, stage, next), next: next?.name ?? "Completed" };
}

/**
 * What must pass, on evidence of now, before the weight of `stage` may be written again: the gates of the stage before it. Its jobs ran in an
 * entry of its own: what passed then is no evidence since a rollback.
 */
export function gatesForEntry(context: GateContext, stage: FlatStage): Gate[] {
  const before = stagesOf(context.plan)[stage.index - 1];
  return before === undefined || stage.weight === 0 ? [] : gatesOf(context, before);
}

function judgeAll(
  plan: Plan,
  status: Status,
  observation: Observation,
  stage: FlatStage | undefined,
  now: number,
): SloJudgement[] {
  const clock = evidenceClock(status, stage, observation.metrics.at);
  const samples: Samples = observation.metrics.state === "answered" ? observation.metrics.samples : new Map();
  return plan.slos.flatMap((slo) =>
    slo.sides
      .filter((side) => side === "green" || blueCounts(status, observation))
      .map((side) => {
        const previous = status.slos.find((known) => known.name === slo.name && known.side === side);
        const context: JudgeContext = {
          at: clock.at,
          evidenceSince: clock.evidenceSince,
          bakeMs: clock.bakeMs,
          baked: stage === undefined || isBaked(status, stage),
          // The look at which the bake was found done is the first one, however often it is taken at that instant.
          lookedBefore: status.lookedAt !== undefined && status.lookedAt < now,
          previous: previous && previous.since >= clock.evidenceSince ? previous : undefined,
        };
        const judged = judgeSlo(slo, side, samples, context);
        return observation.metrics.state === "blind"
          ? { ...judged, verdict: "blind" as const, why: observation.metrics.why }
          : judged;
      }),
  );
}

/** Blue is judged while it exists and may still be returned to. */
const blueCounts = (status: Status, { blue }: Observation): boolean =>
  !status.oneWay && !(blue.state === "known" && (!blue.value.exists || blue.value.replicas === 0));

function blindnessOf({ metrics }: Observation, slos: readonly SloJudgement[]): Assessment["blind"] {
  if (metrics.state === "blind") return { why: metrics.why };
  const blind = slos.find((slo) => slo.verdict === "blind");
  return blind && { why: `${blind.title} on ${blind.side}: ${blind.why}` };
}

/** Green's share of live connections in percent, one decimal; undefined when unknown or when there are none at all. */
export function shareOf({ connections }: Observation): number | undefined {
  if (connections.blue.state === "unknown" || connections.green.state === "unknown") return undefined;
  const all = connections.blue.value + connections.green.value;
  return all === 0 ? undefined : Math.round((1000 * connections.green.value) / all) / 10;
}

/** |share − weight| within max(2, 300·√(w(1−w)/n)) points (three standard deviations); at weight 0 exactly 0. */
export function isConverged(observation: Observation): boolean {
  const { route, connections } = observation;
  const share = shareOf(observation);
  if (route.state === "unknown" || share === undefined) return false;
  if (connections.blue.state === "unknown" || connections.green.state === "unknown") return false;
  const { weight } = route.value;
  if (weight === 0) return connections.green.value === 0;
  const w = weight / 100;
  const all = connections.blue.value + connections.green.value;
  return Math.abs(share - weight) <= Math.max(CONVERGED_LEAST_POINTS, 300 * Math.sqrt((w * (1 - w)) / all));
}

/** First 16 hex digits over the sorted `[gate, state]` pairs other than approvals and bake: what an approval covers. */
export function evidenceDigest(gates: readonly Gate[]): string {
  const pairs = gates
    .filter((gate) => !isApproval(gate) && !isBake(gate))
    .map((gate) => [gate.gate, gate.state])
    .sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
  return canonicalHash(pairs).slice(0, 16);
}
