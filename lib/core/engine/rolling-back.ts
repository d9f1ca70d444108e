import { beginEvidence, type Draft, fenceOf, log, markOf, note, notify, settleCommand } from "./draft.ts";
import { settledAt } from "./clocks.ts";
import { isOurs } from "./marks.ts";

const DRAIN_AFTER_MS = 5_000;
const FENCE_TRIED_MS = 30_000;

/** Begins a rollback: entry and intent, and the write that may go beside them. The caller has checked that it is allowed. */
export function beginRollback(
  draft: Draft,
  by: {
    actor: string;
    commandId?: string;
    again?: true;
    reason: string;
    evidence?: unknown;
    /** The weight before an own write that is on the route already. */
    from?: number;
  },
): number {
  const { status, observation, plan, now } = draft;
  const { route } = observation;
  const live = route.state === "known" ? route.value.weight : status.weight;
  const from = Math.max(live ?? 0, by.from ?? 0);
  // A second rollback during a stepped one goes straight down.
  const again = status.state === "RollingBack";
  const steps = again ? [] : plan.rollback.steps.filter((weight) => weight < (live ?? from));
  const seq = log(
    draft,
    {
      kind: "rollback",
      actor: by.actor,
      reason: by.reason,
      ...(by.commandId !== undefined && !by.again && { commandId: by.commandId }),
      from: status.stage,
      to: status.stage,
      evidence: by.evidence ?? { weight: live ?? "unknown" },
    },
    "rollback",
  );
  const voided = voidIntent(draft);
  const isVoided = voided !== undefined;
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
    routerVersion: route.state === "known" ? route.value.resourceVersion : "",
    at: now,
    step: 0,
    ...(isVoided && { voided }),
  };
  if (!again) closeStage(draft);
  status.state = "RollingBack";
  delete status.hold;
  delete status.drift;
  // Wherever the weight is now, it is where the way down begins.
  if (status.route) status.route.weight = from;
  status.approvals = status.approvals.filter((approval) => approval.usedAt !== undefined);
  status.rollback = {
    at: now,
    by: by.actor,
    reason: by.reason.slice(0, 1_024),
    from,
    steps: rest,
    ...(clients !== undefined && { clients }),
    ...(live === 0 && { weightAt: now }),
  };
  writeDown(draft, isVoided);
  notify(draft, "rollback", `Rolling back from ${from} %`, by.reason);
  return seq;
}

/** The number of an intent whose write may still be under way. Its command gets the answer that it has come to nothing. */
function voidIntent(draft: Draft): number | undefined {
  const { intent } = draft.status;
  if (intent === undefined) return undefined;
  if (intent.kind === "rollback") return intent.voided;
  const message = "rolled back before it was done";
  settleCommand(draft, intent.commandId, { outcome: "refused", reasons: [{ code: "state", message }] });
  return intent.seq;
}

/** The write of the present target, or, where the weight is there already and an intent was voided, of the mark alone. */
function writeDown(draft: Draft, voided: boolean): void {
  const { intent } = draft.status;
  const { route } = draft.observation;
  if (!intent || route.state === "unknown") return;
  const write = { mark: markOf(draft, intent.seq), fence: fenceOf(route.value), urgent: true };
  if (route.value.weight > intent.to) draft.effects.push({ kind: "set-weight", weight: intent.to, ...write });
  else if (voided) draft.effects.push({ kind: "mark-route", atMost: intent.to, ...write });
}

function closeStage({ status, now }: Draft): void {
  // A stage that was still being entered has baked nothing: the clock is that of the one being left.
  const bakedMs = status.intent?.left ? 0 : status.bakedMs;
  status.stages = status.stages.map((run) =>
    run.name === status.stage && run.leftAt === undefined ? { ...run, leftAt: now, bakedMs } : run,
  );
}

/**
 * What another process stamped ahead of this clock is of now: clocks may be minutes apart, no way down waits until this one has caught up, and
 * what has to be waited for is waited for in full. When the evidence begins is not touched: later is safe there.
 */
function takeOverClock({ status, now }: Draft): void {
  const { intent, rollback } = status;
  if (intent && intent.at > now) status.intent = { ...intent, at: now };
  if (rollback?.weightAt !== undefined && rollback.weightAt > now) rollback.weightAt = now;
}

/** One tick of a rollback: finish the write, count clients, drain, and end. Needs neither metrics nor the leader of before. */
export function continueRollback(draft: Draft): void {
  const { status, observation, now } = draft;
  if (status.state !== "RollingBack") return;
  takeOverClock(draft);
  const { rollback, intent } = status;
  if (!rollback || !intent) return;
  if (observation.route.state === "unknown") return;
  const live = observation.route.value.weight;
  if (live > intent.to) return writeDown(draft, false);
  if (status.route && status.route.weight !== live) arrived(draft, live);
  if (live > 0) return isGross(draft) ? straightDown(draft) : nextStep(draft, live);
  rollback.weightAt ??= now;
  rollback.steps = [];
  settleCommand(draft, intent.commandId, { outcome: "done", reasons: [] });
  drainGreen(draft);
  if (isFenced(draft)) endRollback(draft);
}

/**
 * Whether what was voided can no more be written: our mark of now is on the route, with the weight or alone. Whoever was to set it may have
 * died before: it is set until it is there, and a route that cannot be written keeps nothing up for ever.
 */
function isFenced(draft: Draft): boolean {
  const { intent } = draft.status;
  const { route } = draft.observation;
  if (!intent || intent.voided === undefined || route.state === "unknown") return true;
  const { owner } = route.value;
  if (owner && isOurs(draft, owner) && owner.seq >= intent.seq) return true;
  writeDown(draft, true);
  return draft.now - intent.at >= FENCE_TRIED_MS;
}

/** A way down in steps is for a green that still works. */
const isGross = ({ assessment, status }: Draft): boolean =>
  assessment.breach?.side === "green" &&
  assessment.breach.gross &&
  !assessment.breach.commonCause &&
  (status.intent?.to ?? 0) > 0;

function straightDown(draft: Draft): void {
  const { status, assessment } = draft;
  if (!status.intent || !status.rollback) return;
  const reason = `straight to 0 %: ${assessment.breach?.why ?? "green fails"}`;
  note(draft, { kind: "check", actor: "crossfade", reason });
  status.intent = { ...status.intent, from: status.weight ?? status.intent.from, to: 0 };
  status.rollback.steps = [];
  writeDown(draft, false);
}

/** The weight is down without our mark: another lowered it first, which serves as well. */
function arrived(draft: Draft, live: number): void {
  const { status, observation, now } = draft;
  if (!status.route || observation.route.state === "unknown") return;
  log(
    draft,
    { kind: "weight", actor: "crossfade", from: status.route.weight, to: live, reason: "found lowered" },
    "rollback",
  );
  const { resourceVersion } = observation.route.value;
  status.route = { ...status.route, weight: live, resourceVersion, changedAt: now };
}

/** The next weight on the way down, once the clients of the last step had the time to come back. */
function nextStep(draft: Draft, live: number): void {
  const { status, now, plan } = draft;
  const { rollback, intent } = status;
  if (!rollback || !intent) return;
  const changedAt = status.route?.changedAt ?? now;
  const since = changedAt > now ? intent.at : changedAt;
  if (now - since < plan.traffic.drainTimeMs) return;
  const [next = 0, ...rest] = rollback.steps.filter((weight) => weight < live);
  status.intent = { ...intent, from: live, to: next, at: now };
  rollback.steps = rest;
  writeDown(draft, false);
}

/** Closes what is still on green, 5 s after weight 0 was read back: carried out as a drain by hand is, until it is done. */
function drainGreen(draft: Draft): void {
  const { status, observation, plan, now } = draft;
  const { rollback, intent } = status;
  if (!rollback || !intent || rollback.drainAt !== undefined || plan.rollback.drain === "none") return;
  const onGreen = observation.connections.green.state === "known" && observation.connections.green.value > 0;
  if (!onGreen || now - (rollback.weightAt ?? now) < DRAIN_AFTER_MS) return;
  rollback.drainAt = now;
  status.drain = { at: now, seq: intent.seq };
  const reason = "green is restarted to close the connections it still has";
  note(draft, { kind: "action", actor: "crossfade", reason });
}

function endRollback(draft: Draft): void {
  const { status, observation, plan, now } = draft;
  const { rollback } = status;
  if (!rollback) return;
  const { green } = observation.connections;
  const waited = now - (rollback.weightAt ?? now) >= plan.traffic.drainTimeMs + plan.traffic.settleMs;
  if (!(green.state === "known" ? green.value === 0 : waited)) return;
  const count = rollback.clients;
  const clients = count === undefined ? "" : `, ${count} ${count === 1 ? "client" : "clients"} back on blue`;
  const reason =
    green.state === "known"
      ? `green has no connections left${clients}`
      : "drain and settle time have passed; the share is not known";
  note(draft, { kind: "converged", actor: "crossfade", reason });
  if (green.state === "known") rollback.drainedAt = now;
  // Nothing was entered: what was rolled back is what an earlier run left behind.
  status.state = status.stage === "" ? "Pending" : "RolledBack";
  delete status.intent;
  beginEvidence(draft, Math.max(settledAt(plan, status), rollback.at));
}
