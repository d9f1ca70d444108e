import { formatDuration } from "../std/duration.ts";
import type { Gate as PlanGate, Plan } from "../plan/plan.ts";
import type { FlatStage } from "../plan/stages.ts";
import { describeObjective, meets } from "../slo/objective.ts";
import { queryGateKey } from "../slo/queries.ts";
import type { Side, Status } from "../status/status.ts";
import { approversOf } from "./approvals.ts";
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
  const all = [...bake, ...leaving, ...entering];
  // The same SLO may be a gate of both: it is one condition.
  return all.filter((gate, index) => all.findIndex((one) => one.gate === gate.gate) === index);
}

/** A stage's own gates without its bake. */
export function gatesOf(context: GateContext, stage: FlatStage): Gate[] {
  return stage.gates.flatMap((gate) => judgeGate(context, stage, gate));
}

export const isUnmet = (gate: Gate): boolean => gate.state !== "pass";
export const isApproval = ({ gate }: Pick<Gate, "gate">): boolean => gate.startsWith("approval/");
export const isBake = ({ gate }: Pick<Gate, "gate">): boolean => gate === "bake";
export const isJob = (gate: Gate): boolean => gate.gate.startsWith("job/");

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
function sloGate({ slos, plan }: GateContext, name: string): Gate {
  const gate = `slo/${name}`;
  const green = slos.find((slo) => slo.name === name && slo.side === "green");
  const blue = slos.find((slo) => slo.name === name && slo.side === "blue");
  if (blue?.verdict === "breach" || blue?.verdict === "blind")
    return { gate, state: blue.verdict, why: `blue: ${blue.why}` };
  if (green) return { gate, state: green.verdict, why: green.why };
  if (blue) return { gate, state: "pass", why: "measured on blue only" };
  const onGreen = plan.slos.find((slo) => slo.name === name)?.sides.includes("green") ?? true;
  if (!onGreen) return { gate, state: "pass", why: "measured on blue only, which is not judged any more" };
  return { gate, state: "blind", why: "not measured" };
}

function approvalGate(context: GateContext, gate: Extract<PlanGate, { kind: "approval" }>): Gate {
  const people = approversOf(context, gate.name);
  const name = `approval/${gate.name}`;
  if (people.length >= gate.quorum)
    return { gate: name, state: "pass", why: `approved by ${people.join(", ")}` };
  return { gate: name, state: "waiting", why: `${people.length} of ${gate.quorum} approvals` };
}

function jobGate(
  { status, observation }: GateContext,
  stage: FlatStage,
  gate: Extract<PlanGate, { kind: "job" }>,
): Gate {
  const name = `job/${gate.name}`;
  if (observation.jobs.state === "unknown") return { gate: name, state: "blind", why: observation.jobs.why };
  const run = jobsRun(status);
  const last = lastRun(observation.jobs.value, stage.name, gate.name, run);
  if (last === undefined) {
    if (hasPassed(status, stage.name, gate.name)) return { gate: name, state: "pass", why: "passed" };
    const why =
      status.state === "RolledBack" ? `not run since the rollback: retry ${stage.name}` : "not started";
    return { gate: name, state: "waiting", why };
  }
  switch (last.state) {
    case "succeeded":
      return { gate: name, state: "pass", why: last.message ?? "succeeded" };
    case "failed":
      return { gate: name, state: "failed", why: last.message ?? "the job failed" };
    case "running": {
      // A repetition takes nothing back before it has failed.
      const others = observation.jobs.value.filter((job) => job.ref !== last.ref);
      const earlier = lastRun(others, stage.name, gate.name, run);
      if (gate.everyMs !== undefined && earlier?.state === "succeeded")
        return { gate: name, state: "pass", why: `${earlier.message ?? "succeeded"}; runs again` };
      return { gate: name, state: "running", why: last.message ?? "running" };
    }
  }
}

/** On record as passed in this entry of the stage. The object may be gone (a TTL) while its result stands. */
export function hasPassed(status: Status, stage: string, job: string): boolean {
  const known = status.gates.find((one) => one.stage === stage && one.gate === `job/${job}`);
  const began = status.stageStartedAt ?? Number.POSITIVE_INFINITY;
  return known?.state === "pass" && status.adopted === undefined && known.since >= began;
}

/** The entry under which the jobs of the present stage run: that of the stage, or of the plan adopted since. */
export const jobsRun = (status: Status): number => Math.max(status.run, status.adopted ?? 0);

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
