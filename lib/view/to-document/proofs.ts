import type { Plan } from "../../core/plan/plan.ts";
import type { GateState, Side } from "../../core/status/status.ts";
import type { Seen } from "./seen.ts";

/** State of a proof by its reference of the plan. `waiting`: never run, or nothing to see yet. */
export function proofState(ref: string, plan: Plan, seen: Seen): GateState {
  const [kind, name = ""] = ref.split("/", 2);
  switch (kind) {
    case "slo":
      return name === "all" ? allSlos(plan, seen) : sloState(name, seen);
    case "job":
      return jobState(name, seen);
    case "ready":
      return name === "blue" || name === "green" ? readyState(name, plan, seen) : "waiting";
    case "check":
      return checkState(name, plan, seen);
    default:
      return "waiting";
  }
}

/** Green's verdict; blue's where only blue is measured. */
function sloState(name: string, { assessment }: Seen): GateState {
  const judged = assessment.slos.filter((slo) => slo.name === name);
  const slo = judged.find((each) => each.side === "green") ?? judged[0];
  return slo?.verdict ?? "waiting";
}

const WORST_FIRST: GateState[] = ["breach", "failed", "blind", "waiting", "running", "insufficient"];

function allSlos(plan: Plan, seen: Seen): GateState {
  const states = plan.slos.map((slo) => sloState(slo.name, seen));
  return WORST_FIRST.find((state) => states.includes(state)) ?? (states.length > 0 ? "pass" : "waiting");
}

/** The newest run of the job, whichever stage it belonged to; what the status remembers when its object is gone. */
function jobState(name: string, { observation, status }: Seen): GateState {
  const runs = observation.jobs.state === "known" ? observation.jobs.value : [];
  const run = newest(
    runs.filter((each) => each.job === name),
    (each) => each.startedAt,
  );
  if (run) return run.state === "succeeded" ? "pass" : run.state;
  const remembered = status.gates.filter((gate) => gate.gate === `job/${name}`);
  return newest(remembered, (gate) => gate.since)?.state ?? "waiting";
}

function newest<T>(items: readonly T[], time: (item: T) => number): T | undefined {
  return [...items].sort((one, other) => time(other) - time(one))[0];
}

/** A side that carries no traffic yet may still be coming up. */
function readyState(side: Side, plan: Plan, { observation, status }: Seen): GateState {
  const reading = observation[side];
  if (reading.state === "unknown") return reading.code === "gone" ? idleOr("failed", status) : "blind";
  if (reading.value.ready >= plan[side].minReady) return "pass";
  return idleOr("failed", status);
}

function idleOr(state: GateState, status: Seen["status"]): GateState {
  return status.state === "Pending" || status.state === "Entering" || (status.weight ?? 0) === 0
    ? "waiting"
    : state;
}

function checkState(name: string, plan: Plan, seen: Seen): GateState {
  const { status, observation, assessment } = seen;
  switch (name) {
    case "router":
      if (observation.route.state === "unknown") {
        return observation.route.code === "unreachable" ? "blind" : "failed";
      }
      return observation.route.value.problems.length > 0 ? "failed" : "pass";
    case "rollback-readiness":
      if (status.oneWay) return "waiting";
      if (assessment.rollback.ready) return "pass";
      // Nothing of blue's matters while nobody was moved off it.
      return isUnseen(seen) ? "blind" : idleOr("failed", status);
    case "rollback-drill":
      if (!status.drill) return "waiting";
      return status.drill.ok ? "pass" : "failed";
    case "auto-rollback":
      return plan.rollback.auto && !status.oneWay ? "pass" : "waiting";
    default:
      return "waiting";
  }
}

function isUnseen({ observation }: Seen): boolean {
  return [observation.blue, observation.route].some(
    (reading) => reading.state === "unknown" && reading.code === "unreachable",
  );
}
