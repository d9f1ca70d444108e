import { settledAt } from "./clocks.ts";
import { type Draft, fenceOf, log, markOf, note, notify, settleCommand } from "./draft.ts";

const DRAIN_AFTER_MS = 5_000;

/** Begins a rollback: entry and intent, and the write that may go beside them. The caller has checked that it is allowed. */
export function beginRollback(
  draft: Draft,
  by: { actor: string; commandId?: string; reason: string; evidence?: unknown },
): number {
  const { status, observation, plan, now } = draft;
  const live = observation.route.state === "known" ? observation.route.value.weight : status.weight;
  const from = live ?? 0;
  // A second rollback during a stepped one goes straight down.
  const again = status.state === "RollingBack";
  const steps = again ? [] : plan.rollback.steps.filter((weight) => weight < from);
  const seq = log(draft, {
    kind: "rollback",
    actor: by.actor,
    reason: by.reason,
    ...(by.commandId !== undefined && { commandId: by.commandId }),
    from: status.stage,
    to: status.stage,
    evidence: by.evidence ?? { weight: live ?? "unknown" },
  });
  const voided = status.intent !== undefined;
  const clients =
    observation.connections.green.state === "known" ? observation.connections.green.value : undefined;
  const [first, ...rest] = [...steps, 0];
  status.intent = {
    seq,
    kind: "rollback",
    ...(by.commandId !== undefined && { commandId: by.commandId }),
    actor: by.actor,
    stage: status.stage,
    from,
    to: first ?? 0,
    routerVersion: observation.route.state === "known" ? observation.route.value.resourceVersion : "",
    at: now,
    step: 0,
  };
  if (!again) closeStage(draft);
  status.state = "RollingBack";
  delete status.hold;
  delete status.drift;
  status.approvals = status.approvals.filter((approval) => approval.usedAt !== undefined);
  status.rollback = {
    at: now,
    by: by.actor,
    reason: by.reason,
    from,
    steps: rest,
    ...(clients !== undefined && { clients }),
    ...(from === 0 && { weightAt: now }),
  };
  writeDown(draft, voided);
  notify(draft, "rollback", `Rolling back from ${from} %`, by.reason);
  return seq;
}

/** The write of the present target, or, where the weight is there already and an intent was voided, of the mark alone. */
function writeDown(draft: Draft, voided: boolean): void {
  const { intent } = draft.status;
  const { route } = draft.observation;
  if (!intent || route.state === "unknown") return;
  const write = { mark: markOf(draft, intent.seq), fence: fenceOf(route.value), urgent: true };
  if (route.value.weight > intent.to) draft.effects.push({ kind: "set-weight", weight: intent.to, ...write });
  else if (voided) draft.effects.push({ kind: "mark-route", ...write });
}

function closeStage(draft: Draft): void {
  const { status, now } = draft;
  status.stages = status.stages.map((run) =>
    run.name === status.stage ? { ...run, leftAt: now, bakedMs: status.bakedMs } : run,
  );
}

/** One tick of a rollback: finish the write, count clients, drain, and end. Needs neither metrics nor the leader of before. */
export function continueRollback(draft: Draft): void {
  const { status, observation, now } = draft;
  const { rollback, intent } = status;
  if (status.state !== "RollingBack" || !rollback || !intent) return;
  if (observation.route.state === "unknown") return;
  const live = observation.route.value.weight;
  if (live > intent.to) return writeDown(draft, false);
  if (live === intent.to && rollback.steps.length > 0) return nextStep(draft);
  if (rollback.weightAt === undefined) {
    rollback.weightAt = now;
    if (status.route && status.route.weight !== live) arrived(draft, live);
  }
  settleCommand(draft, intent.commandId, { outcome: "done", reasons: [] });
  drainGreen(draft);
  endRollback(draft);
}

/** The weight is down without our mark: another lowered it first, which serves as well. */
function arrived(draft: Draft, live: number): void {
  const { status, observation, now } = draft;
  if (!status.route || observation.route.state === "unknown") return;
  log(draft, {
    kind: "weight",
    actor: "crossfade",
    from: status.route.weight,
    to: live,
    reason: "found lowered",
  });
  status.route = {
    ...status.route,
    weight: live,
    resourceVersion: observation.route.value.resourceVersion,
    changedAt: now,
  };
}

function nextStep(draft: Draft): void {
  const { status, now, plan } = draft;
  const { rollback, intent } = status;
  if (!rollback || !intent || now - (status.route?.changedAt ?? now) < plan.traffic.drainTimeMs) return;
  const [next, ...rest] = rollback.steps;
  status.intent = { ...intent, from: intent.to, to: next ?? 0 };
  rollback.steps = rest;
  writeDown(draft, false);
}

function drainGreen(draft: Draft): void {
  const { status, observation, plan, now } = draft;
  const { rollback } = status;
  if (!rollback || rollback.drainedAt !== undefined || plan.rollback.drain === "none") return;
  const onGreen = observation.connections.green.state === "known" && observation.connections.green.value > 0;
  if (!onGreen || now - (rollback.weightAt ?? now) < DRAIN_AFTER_MS) return;
  rollback.drainedAt = now;
  note(draft, {
    kind: "action",
    actor: "crossfade",
    reason: "green is restarted to close the connections it still has",
  });
  draft.effects.push({ kind: "restart", side: "green", at: now, run: status.run, step: -1 });
}

function endRollback(draft: Draft): void {
  const { status, observation, plan, now } = draft;
  const { rollback } = status;
  if (!rollback) return;
  const { green } = observation.connections;
  const waited = now - (rollback.weightAt ?? now) >= plan.traffic.drainTimeMs + plan.traffic.settleMs;
  if (!(green.state === "known" ? green.value === 0 : waited)) return;
  const clients = rollback.clients === undefined ? "" : `, ${rollback.clients} clients back on blue`;
  note(draft, {
    kind: "converged",
    actor: "crossfade",
    reason:
      green.state === "known"
        ? `green has no connections left${clients}`
        : "drain and settle time have passed; the share is not known",
  });
  // Nothing was entered: what was rolled back is what an earlier run left behind.
  status.state = status.stage === "" ? "Pending" : "RolledBack";
  delete status.intent;
  status.evidenceSince = Math.max(settledAt(plan, status), rollback.at);
}
