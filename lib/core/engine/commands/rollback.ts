import { isOver } from "../../status/states.ts";
import { fenceOf, log, markOf, notify, settleCommand } from "../draft.ts";
import { judgeRollback } from "../readiness.ts";
import { beginRollback } from "../rolling-back.ts";
import { entryOf, type Handler, refused } from "./handler.ts";

/** Back to blue. From click to weight it needs the Kubernetes API alone. */
export const rollback: Handler = (draft, command) => {
  const { status, observation, plan } = draft;
  const judged = judgeRollback(plan, status, observation);
  const { force, reason } = command.body;
  if (!judged.allowed && judged.refusal) {
    const forced =
      judged.refusal.code === "blue-not-ready" && force === true && reason !== undefined && reason !== "";
    if (!forced) return { state: "refused", reasons: [judged.refusal] };
  }
  const entry = beginRollback(draft, {
    actor: command.actor,
    commandId: command.body.id,
    ...(command.again && { again: true as const }),
    ...(command.loweredFrom !== undefined && { from: command.loweredFrom }),
    reason: reason ?? "by hand",
    evidence: {
      seen: { stage: command.body.stage, planHash: command.body.planHash },
      weight: observation.route.state === "known" ? observation.route.value.weight : "unknown",
      router: observation.route.state === "known" ? observation.route.value.object : "unknown",
      ...(command.again && { again: command.body.id }),
      ...(force === true && { force: true }),
    },
  });
  const down = observation.route.state === "known" && observation.route.value.weight === 0;
  return down ? { state: "done", entry } : { state: "underWay", entry };
};

/** Closes what is still on green, by restarting it. */
export const drain: Handler = (draft, command) => {
  const { status, observation, now } = draft;
  const { route } = observation;
  if (status.state !== "RollingBack" && status.state !== "RolledBack")
    return refused("state", `nothing to drain in ${status.state}: roll back first`);
  if (route.state === "unknown") return refused("state", `the route cannot be read: ${route.why}`);
  if (route.value.weight !== 0) return refused("roll-back-first", "green still gets new traffic");
  const entry = log(draft, { ...entryOf(command), from: status.stage, to: status.stage });
  if (status.rollback) status.rollback.drainAt = now;
  status.drain = { at: now, seq: entry };
  return { state: "done", entry };
};

/** Ends the migration for good, where all traffic is on blue. */
export const abort: Handler = (draft, command) => {
  const { status, observation, now } = draft;
  if (isOver(status.state)) return refused("state", `it is ${status.state}`);
  if (status.oneWay) return refused("one-way", "a one-way stage was entered");
  const { route } = observation;
  if (route.state === "unknown") return refused("state", `the route cannot be read: ${route.why}`);
  if (route.value.weight !== 0)
    return refused("roll-back-first", `green gets ${route.value.weight} % of new traffic: roll back first`);
  const entry = log(draft, { ...entryOf(command), from: status.stage, to: status.stage });
  voidRaise(draft, entry);
  status.stages = status.stages.map((one) =>
    one.name === status.stage && one.leftAt === undefined
      ? { ...one, leftAt: now, bakedMs: status.bakedMs }
      : one,
  );
  status.state = "Aborted";
  delete status.intent;
  delete status.hold;
  delete status.drain;
  notify(draft, "abort", "Aborted", command.body.reason ?? "by hand");
  return { state: "done", entry };
};

/** An advance that was under way comes to nothing, and a write of it that is still in flight must miss. */
function voidRaise(draft: Parameters<Handler>[0], seq: number): void {
  const { intent } = draft.status;
  const { route } = draft.observation;
  if (!intent) return;
  const isRollback = intent.kind === "rollback";
  settleCommand(
    draft,
    intent.commandId,
    isRollback
      ? { outcome: "done", reasons: [] }
      : { outcome: "refused", reasons: [{ code: "state", message: "aborted before it was done" }] },
  );
  if (isRollback || route.state === "unknown") return;
  draft.effects.push({
    kind: "mark-route",
    mark: markOf(draft, seq),
    fence: fenceOf(route.value),
    urgent: true,
    atMost: 0,
  });
}
