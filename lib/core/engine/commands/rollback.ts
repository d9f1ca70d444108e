import { log, notify } from "../draft.ts";
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
    reason: reason ?? "by hand",
    evidence: {
      seen: { stage: command.body.stage, planHash: command.body.planHash },
      weight: observation.route.state === "known" ? observation.route.value.weight : "unknown",
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
  if (status.rollback) status.rollback.drainedAt = now;
  status.drain = { at: now, seq: entry };
  return { state: "done", entry };
};

/** Ends the migration for good, where all traffic is on blue. */
export const abort: Handler = (draft, command) => {
  const { status, observation, now } = draft;
  if (status.state === "Completed" || status.state === "Aborted")
    return refused("state", `it is ${status.state}`);
  if (status.oneWay) return refused("one-way", "a one-way stage was entered");
  const { route } = observation;
  if (route.state === "unknown") return refused("state", `the route cannot be read: ${route.why}`);
  if (route.value.weight !== 0)
    return refused("roll-back-first", `green gets ${route.value.weight} % of new traffic: roll back first`);
  const entry = log(draft, { ...entryOf(command), from: status.stage, to: "Aborted" });
  status.stages = status.stages.map((one) =>
    one.name === status.stage && one.leftAt === undefined
      ? { ...one, leftAt: now, bakedMs: status.bakedMs }
      : one,
  );
  status.state = "Aborted";
  delete status.intent;
  delete status.hold;
  notify(draft, "done", "Aborted", command.body.reason ?? "by hand");
  return { state: "done", entry };
};
