import type { Plan } from "../plan/plan.ts";
import type { Check, Reason, Status } from "../status/status.ts";
import { isJournalWritable } from "./obstacles.ts";
import type { Observation } from "./observation.ts";

/** The list that says whether a rollback would work now. `ready` leaves out the drill, which is advice. */
export type Readiness = { ready: boolean; checks: Check[] };

const FOR_READY = new Set(["blue-ready", "blue-capacity", "router", "write-permission", "journal"]);

export function readinessOf(plan: Plan, status: Status, observation: Observation): Readiness {
  const checks = [
    blueReady(plan, observation),
    blueCapacity(plan, status, observation),
    routerAsLeft(status, observation),
    writePermission(observation),
    journalWritable(status, observation),
    lastDrill(status),
  ];
  return { ready: checks.every((check) => check.ok || !FOR_READY.has(check.name)), checks };
}

export function blueReady(plan: Plan, { blue }: Observation): Check {
  const name = "blue-ready";
  if (blue.state === "unknown") return { name, ok: false, why: blue.why };
  const { ready, replicas } = blue.value;
  return {
    name,
    ok: ready >= plan.blue.minReady,
    why: `${ready} of ${replicas} pods ready, needs ${plan.blue.minReady}`,
  };
}

function blueCapacity(plan: Plan, status: Status, { blue, connections }: Observation): Check {
  const name = "blue-capacity";
  const shrunk =
    blue.state === "known" && status.blueReplicas !== undefined && blue.value.replicas < status.blueReplicas
      ? `blue has ${blue.value.replicas} replicas, at the start it had ${status.blueReplicas}`
      : undefined;
  const room = plan.blue.capacity.connections;
  if (connections.blue.state === "unknown" || connections.green.state === "unknown") {
    return { name, ok: shrunk === undefined, why: shrunk ?? "live connections are not known" };
  }
  const all = connections.blue.value + connections.green.value;
  const figures =
    room === undefined ? `${all} connections, capacity not stated` : `${all} of ${room} connections`;
  return { name, ok: shrunk === undefined && (room === undefined || all <= room), why: shrunk ?? figures };
}

function routerAsLeft(status: Status, { route }: Observation): Check {
  const name = "router";
  if (route.state === "unknown") return { name, ok: false, why: route.why };
  const problem = route.value.problems[0];
  if (problem !== undefined) return { name, ok: false, why: problem };
  if (status.route && status.route.fingerprint !== route.value.fingerprint)
    return { name, ok: false, why: "the route's match or destinations were changed" };
  if (status.drift)
    return { name, ok: false, why: `weight set to ${status.drift.to} % by ${status.drift.by}` };
  return { name, ok: true, why: `as we left it, version ${route.value.resourceVersion}` };
}

function writePermission({ dryRun }: Observation): Check {
  const name = "write-permission";
  if (dryRun.state === "unknown") return { name, ok: false, why: dryRun.why };
  return { name, ok: dryRun.value.ok, why: dryRun.value.why ?? "a dry run was accepted" };
}

function journalWritable(status: Status, observation: Observation): Check {
  const { history, at } = observation;
  const name = "journal";
  const waiting = status.journal.pending.length;
  if (history.state === "unknown") return { name, ok: false, why: history.why };
  return {
    name,
    ok: isJournalWritable(status, observation, at),
    why: waiting === 0 ? "written" : `${waiting} entries wait to be written`,
  };
}

function lastDrill(status: Status): Check {
  const { drill } = status;
  if (drill === undefined) return { name: "drill", ok: false, why: "never run" };
  return {
    name: "drill",
    ok: drill.ok,
    why: drill.ok ? `passed in ${drill.ms} ms` : (drill.checks.find((check) => !check.ok)?.why ?? "failed"),
  };
}

export type RollbackJudgement = { allowed: boolean; refusal?: Reason };

/** Whether a rollback may begin. A blue that is not ready is told apart: `force` overrules that refusal, and only that. */
export function judgeRollback(plan: Plan, status: Status, observation: Observation): RollbackJudgement {
  if (status.oneWay) {
    return refuse("one-way", "a one-way stage was entered: a return to blue would lose what was done since");
  }
  const live = observation.route.state === "known" ? observation.route.value.weight : status.weight;
  const inRun = ["Entering", "Baking", "Ready", "Held", "Completed"].includes(status.state);
  if (!inRun && !(live !== undefined && live > 0)) {
    return refuse(
      "state",
      status.state === "RollingBack" || status.state === "RolledBack"
        ? "it is rolled back already"
        : `nothing to roll back in ${status.state}`,
    );
  }
  const blue = blueReady(plan, observation);
  if (!blue.ok) return refuse("blue-not-ready", `blue cannot take the traffic: ${blue.why}`);
  return { allowed: true };
}

const refuse = (code: Reason["code"], message: string): RollbackJudgement => ({
  allowed: false,
  refusal: { code, message },
});
