import { stageNamed } from "../../plan/stages.ts";
import { gatesForEntry } from "../assess.ts";
import { beginEvidence, fenceOf, log, markOf, notify } from "../draft.ts";
import { isApproval, lastRun } from "../gates.ts";
import { blueReady } from "../readiness.ts";
import { entryOf, type Handler, refused } from "./handler.ts";

/** Stops advances, actions and the bake clock. Never a rollback. */
export const holdByPerson: Handler = (draft, command) => {
  const { status, observation } = draft;
  if (!["Entering", "Baking", "Ready", "Held"].includes(status.state))
    return refused("state", `nothing to hold in ${status.state}`);
  if (status.hold?.code === "person") return refused("held", `held already by ${status.hold.by}`);
  const reason = command.body.reason ?? "held by hand";
  const entry = log(draft, { ...entryOf(command), from: status.stage, to: status.stage });
  status.hold = { by: command.actor, code: "person", reason, since: draft.now };
  status.state = "Held";
  notify(draft, "hold", `Held by ${command.actor}`, reason);
  if (status.intent) {
    // The intent goes on under a new number after `resume`: a write of it that is still in flight must miss.
    status.intent = { ...status.intent, seq: entry, voided: status.intent.seq };
    const { route } = observation;
    if (route.state === "known" && route.value.weight !== status.intent.to) {
      draft.effects.push({
        kind: "mark-route",
        mark: markOf(draft, entry - 1),
        fence: fenceOf(route.value),
        urgent: true,
      });
    }
  }
  return { state: "done", entry };
};

/** Ends a hold, unless what it warns of still stands. */
export const resume: Handler = (draft, command) => {
  const { status, observation, plan, assessment, now } = draft;
  const { hold } = status;
  if (status.state !== "Held" || !hold) return refused("state", `it is not held: it is ${status.state}`);
  const live = observation.route;
  if (live.state === "unknown") return refused("held", `the route cannot be read: ${live.why}`);
  const problem = live.value.problems[0];
  if (problem !== undefined) return refused("held", problem);
  if (status.route && live.value.fingerprint !== status.route.fingerprint)
    return refused("held", "the route is not the one it was started with");
  const ours = status.route?.weight ?? 0;
  if (live.value.weight > ours)
    return refused("drift", `the weight is ${live.value.weight} %: put it back to ${ours} %, or roll back`);
  if (hold.code !== "person" && assessment.breach && assessment.breach.onBreach !== "warn") {
    return refused("held", `still in breach: ${assessment.breach.why}`);
  }
  const blue = blueReady(plan, observation);
  if (hold.code === "blue-not-ready" && !blue.ok)
    return refused("blue-not-ready", blue.why ?? "blue is not ready");

  const lowered = live.value.weight < ours && status.intent === undefined;
  const stage = stageNamed(plan, status.stage);
  if (lowered && stage) {
    const context = { ...draft, slos: assessment.slos };
    const failing = gatesForEntry(context, stage).find((gate) => gate.state !== "pass" && !isApproval(gate));
    if (failing) return refused("gate", `${failing.gate} is ${failing.state}: ${failing.why}`);
  }
  const entry = log(draft, {
    ...entryOf(command),
    from: status.stage,
    to: status.stage,
    evidence: { held: hold.code, since: hold.since },
  });
  delete status.hold;
  status.resumedAt = now;
  if (hold.code === "overdue") status.overdueFrom = now;
  if (hold.code === "breach" || hold.code === "blue-breach" || hold.code === "common-cause") {
    beginEvidence(draft, now);
    status.slos = [];
  }
  if (hold.code === "action-failed") retryJob(draft);
  if (hold.code === "inherited") status.state = "Pending";
  else status.state = status.intent ? "Entering" : "Baking";
  if (lowered && stage) {
    status.route = {
      fingerprint: live.value.fingerprint,
      resourceVersion: live.value.resourceVersion,
      weight: live.value.weight,
      changedAt: status.route?.changedAt ?? now,
    };
    delete status.drift;
    status.intent = {
      seq: entry,
      kind: "resume",
      commandId: command.body.id,
      actor: command.actor,
      stage: stage.name,
      from: live.value.weight,
      to: stage.weight,
      routerVersion: live.value.resourceVersion,
      at: now,
      step: stage.actions.filter((action) => action.before).length,
    };
    status.state = "Entering";
    return { state: "underWay", entry };
  }
  return { state: "done", entry };
};

/** A failed job of the stage's entry may be followed by another attempt. */
function retryJob(draft: Parameters<Handler>[0]): void {
  const { status, observation, plan } = draft;
  const stage = stageNamed(plan, status.stage);
  if (!stage || !status.intent || observation.jobs.state === "unknown") return;
  for (const action of stage.actions) {
    if (action.kind !== "job") continue;
    const last = lastRun(observation.jobs.value, stage.name, action.name, status.intent.seq);
    if (last?.state === "failed") status.jobRetries = { ...status.jobRetries, [action.name]: last.attempt };
  }
}
