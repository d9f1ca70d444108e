import { formatDuration } from "../std/duration.ts";
import type { Gate as PlanGate, Plan } from "../plan/plan.ts";
import type { FlatStage } from "../plan/stages.ts";
import { describeObjective, meets } from "../slo/objective.ts";
import { queryGateKey } from "../slo/queries.ts";
import type { Approval, Side, Status } from "../status/status.ts";
import type { Gate, SloJudgement } from "./assessment.ts";
import { isBaked } from "./clocks.ts";
import type { JobRun, Observation } from "./observation.ts";

/** What gates are judged on. `run`: the entry under which the stage was entered, since jobs and approvals belong to one entry. */
export type GateContext = {
  plan: Plan;
  status: Status;
  observation: Observation;
  slos: readonly SloJudgement[];
  now: number;
};

/** The gates to pass for leaving `stage`: its own, unless they were judged on entry, and those of an irreversible stage ahead. */
export function gatesAhead(
  context: GateContext,
  stage: FlatStage | undefined,
  next: FlatStage | undefined,
): Gate[] {
  const leaving = stage === undefined || stage.irreversible ? [] : gatesOf(context, stage);
  const entering = next?.irreversible ? next.gates.flatMap((gate) => judgeGate(context, next, gate)) : [];
  const bake = stage && stage.bake.atLeastMs > 0 ? [bakeGate(context.status, stage)] : [];
  return [...bake, ...leaving, ...entering];
}

/** A stage's own gates without its bake. */
export function gatesOf(context: GateContext, stage: FlatStage): Gate[] {
  return stage.gates.flatMap((gate) => judgeGate(context, stage, gate));
}

export const isUnmet = (gate: Gate): boolean => gate.state !== "pass";
export const isApproval = (gate: Gate): boolean => gate.gate.startsWith("approval/");
export const isBake = (gate: Gate): boolean => gate.gate === "bake";

export function bakeGate(status: Status, stage: FlatStage): Gate {
  if (isBaked(status, stage)) {
    return { gate: "bake", state: "pass", why: status.bakeSkipped ? "skipped with an approval" : "baked" };
  }
  const left = Math.max(0, stage.bake.atLeastMs - status.bakedMs);
  return {
    gate: "bake",
    state: "waiting",
    why: `${formatDuration(Math.ceil(left / 1000) * 1000)} of healthy bake left`,
  };
}

function judgeGate(context: GateContext, stage: FlatStage, gate: PlanGate): Gate[] {
  switch (gate.kind) {
    case "slos":
      return gate.names.map((name) => sloGate(context, name));
    case "approval":
      return [approvalGate(context, gate)];
    case "job":
      return [jobGate(context, stage, gate)];
    case "query":
      return [queryGate(context, stage, gate)];
    case "ready":
      return [readyGate(context, gate.side)];
  }
}

/** Needs `pass` on green, and no breach and no blindness on blue while blue exists. */
function sloGate({ slos }: GateContext, name: string): Gate {
  const gate = `slo/${name}`;
  const green = slos.find((slo) => slo.name === name && slo.side === "green");
  const blue = slos.find((slo) => slo.name === name && slo.side === "blue");
  if (blue?.verdict === "breach" || blue?.verdict === "blind")
    return { gate, state: blue.verdict, why: `blue: ${blue.why}` };
  if (green) return { gate, state: green.verdict, why: green.why };
  if (blue) return { gate, state: "pass", why: "measured on blue only" };
  return { gate, state: "blind", why: "not measured" };
}

function approvalGate(
  { plan, status, now }: GateContext,
  gate: Extract<PlanGate, { kind: "approval" }>,
): Gate {
  const people = approversOf(plan, status, gate.name, now);
  const name = `approval/${gate.name}`;
  if (people.length >= gate.quorum)
    return { gate: name, state: "pass", why: `approved by ${people.join(", ")}` };
  return { gate: name, state: "waiting", why: `${people.length} of ${gate.quorum} approvals` };
}

/** Distinct people whose approval of this name counts now. */
export function approversOf(_plan: Plan, status: Status, name: string, now: number): string[] {
  const counting = status.approvals.filter(
    (approval) => approval.name === name && countsNow(status, approval, now),
  );
  return [...new Set(counting.map((approval) => approval.by))];
}

/** Given in this entry of this stage, not used, not expired, and not by who asked for the stage. */
export function countsNow(status: Status, approval: Approval, now: number): boolean {
  const given = approval.stage === status.stage && approval.entry > status.run;
  return given && approval.usedAt === undefined && now < approval.expires && approval.by !== status.enteredBy;
}

function jobGate(
  { status, observation }: GateContext,
  stage: FlatStage,
  gate: Extract<PlanGate, { kind: "job" }>,
): Gate {
  const name = `job/${gate.name}`;
  if (observation.jobs.state === "unknown") return { gate: name, state: "blind", why: observation.jobs.why };
  const last = lastRun(observation.jobs.value, stage.name, gate.name, status.run);
  if (last === undefined) {
    const before = status.gates.find((known) => known.stage === stage.name && known.gate === name);
    // The object may be gone (a TTL) while its result stands.
    if (
      before &&
      before.state === "pass" &&
      before.since >= (status.stageStartedAt ?? Number.POSITIVE_INFINITY)
    ) {
      return { gate: name, state: "pass", why: "passed" };
    }
    return { gate: name, state: "waiting", why: "not started" };
  }
  if (last.state === "running") return { gate: name, state: "running", why: last.message ?? "running" };
  if (last.state === "failed") return { gate: name, state: "failed", why: last.message ?? "the job failed" };
  return { gate: name, state: "pass", why: last.message ?? "succeeded" };
}

/** The newest attempt of a job in one entry of a stage. */
export function lastRun(
  jobs: readonly JobRun[],
  stage: string,
  job: string,
  run: number,
): JobRun | undefined {
  return jobs
    .filter((one) => one.stage === stage && one.job === job && one.run === run)
    .reduce<JobRun | undefined>((last, one) => (last && last.attempt > one.attempt ? last : one), undefined);
}

function queryGate(
  { observation }: GateContext,
  stage: FlatStage,
  gate: Extract<PlanGate, { kind: "query" }>,
): Gate {
  const name = `query/${gate.name}`;
  if (observation.metrics.state === "blind")
    return { gate: name, state: "blind", why: observation.metrics.why };
  const sample = observation.metrics.samples.get(queryGateKey(stage.name, gate.name));
  if (sample?.state !== "value") {
    const why =
      sample?.state === "blind"
        ? sample.why
        : sample?.state === "nan"
          ? "the query answers NaN"
          : "the query answers nothing";
    return { gate: name, state: "blind", why };
  }
  const good = meets(gate.pass, sample.value);
  return {
    gate: name,
    state: good ? "pass" : "failed",
    why: `${sample.value}, needs ${describeObjective(gate.pass)}`,
  };
}

function readyGate({ plan, observation }: GateContext, side: Side): Gate {
  const gate = `ready/${side}`;
  const reading = observation[side];
  if (reading.state === "unknown") return { gate, state: "blind", why: reading.why };
  const { ready, replicas } = reading.value;
  const why = `${ready} of ${replicas} pods ready, needs ${plan[side].minReady}`;
  return { gate, state: ready >= plan[side].minReady ? "pass" : "waiting", why };
}
