import type { SloJudgement } from "../core/engine/assessment.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Approval, Status } from "../core/status/status.ts";
import { toWire } from "../core/status/wire.ts";
import { formatTime } from "../core/std/time.ts";
import type {
  ApprovalDocument,
  JobDocument,
  MigrationDocument,
  MigrationResource,
  Permissions,
  SloDocument,
  TrafficDocument,
} from "./document.ts";
import { oldestInput } from "./to-document/as-of.ts";
import { rollbackByKubectl } from "./to-document/kubectl.ts";
import { toOutline } from "./to-document/outline.ts";
import { toRisks } from "./to-document/risks.ts";
import type { DocumentInput } from "./to-document/seen.ts";
import { toStageDocuments } from "./to-document/stages.ts";

/** A Migration as it is shown to somebody who `can` do these things. Pure: the same view gives the same document. */
export function toDocument(view: DocumentInput, can: Permissions): MigrationDocument {
  const { status, assessment, observation } = view;
  const plan = view.plan.ok ? view.plan.value : undefined;
  return {
    migration: toResource(view),
    advance: {
      allowed: assessment.advance.allowed,
      ...optional("to", assessment.advance.to),
      unmet: assessment.advance.unmet.map(({ gate, state, why }) => ({ gate, state, why })),
      ...optional("why", assessment.advance.why),
    },
    rollback: toRollback(view, plan),
    slos: assessment.slos.map(toSlo),
    stages: plan ? toStageDocuments(plan, view) : [],
    approvals: status.approvals.map(toApproval),
    risks: plan ? toRisks(plan, view) : [],
    traffic: toTraffic(view),
    can,
    evidence: assessment.evidence,
    asOf: formatTime(oldestInput(observation)),
    ...optional("plan", plan && toOutline(plan)),
    sides: toSides(observation),
    jobs: toJobs(observation),
    ...optional("breach", assessment.breach && pickBreach(assessment.breach)),
    ...optional("blind", assessment.blind && { why: assessment.blind.why }),
    ...optional("unanswered", toUnanswered(observation)),
    ...(view.plan.ok
      ? {}
      : { planProblems: view.plan.error.map(({ path, message }) => ({ path, message })) }),
    ...optional("rolledBack", toRolledBack(status, plan)),
    ...optional("drill", status.drill && { ...status.drill, at: formatTime(status.drill.at) }),
  };
}

function toResource({ stored, status }: DocumentInput): MigrationResource {
  return {
    apiVersion: "crossfade.dev/v1alpha1",
    kind: "Migration",
    metadata: {
      name: stored.key.name,
      namespace: stored.key.namespace,
      uid: stored.uid,
      resourceVersion: stored.resourceVersion,
      generation: stored.generation,
      ...(Object.keys(stored.annotations).length > 0 ? { annotations: stored.annotations } : {}),
    },
    spec: stored.spec,
    status: toWire(status),
  };
}

function toRollback(view: DocumentInput, plan: Plan | undefined): MigrationDocument["rollback"] {
  const { allowed, why, ready, checks, refusal } = view.assessment.rollback;
  const { route } = view.observation;
  const kubectl =
    plan && route.state === "known"
      ? rollbackByKubectl(plan, view.stored.key.namespace, route.value.object)
      : undefined;
  return {
    allowed,
    ...optional("why", why),
    ...optional("code", refusal?.code),
    ready,
    checks,
    ...optional("kubectl", kubectl),
  };
}

/** The engine's own working (its proof, its clocks) stays inside. */
function toSlo(slo: SloJudgement): SloDocument {
  const { proof: _proof, asOf: _asOf, ...shown } = slo;
  return shown;
}

function toApproval({ usedAt, ...approval }: Approval): ApprovalDocument {
  return {
    ...approval,
    at: formatTime(approval.at),
    expires: formatTime(approval.expires),
    ...(usedAt === undefined ? {} : { usedAt: formatTime(usedAt) }),
  };
}

function toTraffic({ status, assessment, observation }: DocumentInput): TrafficDocument {
  const weight = observation.route.state === "known" ? observation.route.value.weight : status.weight;
  const { blue, green } = observation.connections;
  return {
    ...optional("weight", weight),
    ...optional("share", assessment.share),
    converged: assessment.converged,
    ...optional("drift", status.drift && { ...status.drift, at: formatTime(status.drift.at) }),
    ...(blue.state === "known" && green.state === "known"
      ? { connections: { blue: Math.round(blue.value), green: Math.round(green.value) } }
      : {}),
  };
}

function toSides(observation: DocumentInput["observation"]): MigrationDocument["sides"] {
  const { blue, green } = observation;
  return {
    ...(blue.state === "known" ? { blue: { ready: blue.value.ready, replicas: blue.value.replicas } } : {}),
    ...(green.state === "known"
      ? { green: { ready: green.value.ready, replicas: green.value.replicas } }
      : {}),
  };
}

function toJobs(observation: DocumentInput["observation"]): JobDocument[] {
  if (observation.jobs.state === "unknown") return [];
  return observation.jobs.value.map((run) => ({
    name: run.job,
    ref: run.ref,
    stage: run.stage,
    state: run.state,
    startedAt: formatTime(run.startedAt),
    ...(run.finishedAt === undefined ? {} : { finishedAt: formatTime(run.finishedAt) }),
    ...optional("message", run.message),
  }));
}

function pickBreach(
  breach: NonNullable<DocumentInput["assessment"]["breach"]>,
): NonNullable<MigrationDocument["breach"]> {
  return { side: breach.side, slo: breach.slo, why: breach.why, commonCause: breach.commonCause };
}

/** Two ticks may go by without an answer before anybody has to know. */
const UNANSWERED_AFTER_MS = 2_000;

function toUnanswered({ at, silence }: DocumentInput["observation"]): MigrationDocument["unanswered"] {
  if (silence === undefined || at - silence.since < UNANSWERED_AFTER_MS) return undefined;
  return { since: formatTime(silence.since), why: silence.why };
}

function toRolledBack(status: Status, plan: Plan | undefined): MigrationDocument["rolledBack"] {
  const { rollback } = status;
  if (!rollback) return undefined;
  const drains = plan?.traffic.existingConnections === "drained";
  return {
    at: formatTime(rollback.at),
    by: rollback.by,
    reason: rollback.reason,
    from: rollback.from,
    ...optional("clients", rollback.clients),
    ...(rollback.weightAt === undefined ? {} : { weightAt: formatTime(rollback.weightAt) }),
    ...(rollback.drainedAt === undefined ? {} : { drainedAt: formatTime(rollback.drainedAt) }),
    ...(drains && rollback.weightAt !== undefined
      ? { lastBackBy: formatTime(rollback.weightAt + plan.traffic.drainTimeMs + RECONNECT_MS) }
      : {}),
  };
}

/** A client that was closed is back within a second or so: measured for all clients of a route. */
const RECONNECT_MS = 1_000;

/** A field that is absent rather than undefined. */
function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: T });
}
