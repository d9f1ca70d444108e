import { type FlatStage, stageNamed } from "../../plan/stages.ts";
import { isHeldForBreach } from "../../status/states.ts";
import type { HoldCode, Reason } from "../../status/status.ts";
import { beginEvidence, type Draft, log, notify } from "../draft.ts";
import { gatesForEntry, gatesForReturn } from "../gates-for-entry.ts";
import { lastRun } from "../gates.ts";
import { release, stopIntent } from "../holding.ts";
import { isJournalWritable } from "../obstacles.ts";
import { blueReady } from "../readiness.ts";
import { isUntold } from "../watch-route.ts";
import type { Command } from "../command.ts";
import { entryOf, type Handler, refused } from "./handler.ts";

/** Stops advances, actions and the bake clock. Never a rollback. */
export const holdByPerson: Handler = (draft, command) => {
  const { status } = draft;
  if (!["Entering", "Baking", "Ready", "Held"].includes(status.state))
    return refused("state", `nothing to hold in ${status.state}`);
  if (status.hold?.code === "person") return refused("held", `held already by ${status.hold.by}`);
  const reason = command.body.reason ?? "held by hand";
  const entry = log(draft, { ...entryOf(command), from: status.stage, to: status.stage });
  stopIntent(draft, entry, true);
  status.hold = { by: command.actor, code: "person", reason, since: draft.now };
  status.state = "Held";
  notify(draft, "hold", `Held by ${command.actor}`, reason);
  return { state: "done", entry };
};

/** Ends a hold, unless what it warns of still stands. */
export const resume: Handler = (draft, command) => {
  const { status } = draft;
  const { hold } = status;
  if (status.state !== "Held" || !hold) return refused("state", `it is not held: it is ${status.state}`);
  const reasons = whatStands(draft);
  if (reasons.length > 0) return { state: "refused", reasons };
  const lowered = stageToReturnTo(draft);
  const unmet = lowered ? whatIsUnmet(draft, lowered) : [];
  if (unmet.length > 0) return { state: "refused", reasons: unmet };
  const entry = log(draft, {
    ...entryOf(command),
    from: status.stage,
    to: status.stage,
    evidence: { held: hold.code, since: hold.since },
  });
  release(draft, entry);
  notify(draft, "resume", `Resumed by ${command.actor}`, command.body.reason ?? hold.reason);
  startAnew(draft, hold.code);
  if (!lowered) return { state: "done", entry };
  acceptLowered(draft);
  if (status.intent === undefined) returnTo(draft, command, lowered, entry);
  return { state: "underWay", entry };
};

/** What the hold warns of, where it still stands. A breach and blue are not asked of a person's own hold: they act by themselves. */
function whatStands(draft: Draft): Reason[] {
  const { status, observation, plan, assessment } = draft;
  const { hold } = status;
  const { route } = observation;
  const held = (message: string): Reason => ({ code: "held", message });
  if (!hold) return [];
  if (route.state === "unknown") return [held(`the route cannot be read: ${route.why}`)];
  const reasons: Reason[] = [];
  if (route.value.problems[0] !== undefined) reasons.push(held(route.value.problems[0]));
  if (status.route && route.value.fingerprint !== status.route.fingerprint)
    reasons.push(held("the route is not the one it was started with"));
  if (isUntold(draft, route.value))
    reasons.push(held(`a rollback has set the weight to ${route.value.weight} % and is on its way`));
  const ours = status.route?.weight ?? 0;
  if (route.value.weight > ours) {
    const message = `the weight is ${route.value.weight} %: put it back to ${ours} %, or roll back`;
    reasons.push({ code: "drift", message });
  }
  if (hold.code === "blind" && assessment.blind) reasons.push(held(`still blind: ${assessment.blind.why}`));
  if (hold.code === "person") return reasons;
  if (assessment.breach && assessment.breach.onBreach !== "warn")
    reasons.push(held(`still in breach: ${assessment.breach.why}`));
  const blue = blueReady(plan, observation);
  if (!status.oneWay && !blue.ok)
    reasons.push({ code: "blue-not-ready", message: blue.why ?? "blue is not ready" });
  return reasons;
}

/** The stage whose weight somebody lowered, or which is being entered while they did. */
function stageToReturnTo({ status, observation, plan }: Draft): FlatStage | undefined {
  const { route } = observation;
  if (route.state === "unknown" || !status.route || route.value.weight >= status.route.weight)
    return undefined;
  if (status.intent?.kind === "rollback") return undefined;
  return stageNamed(plan, status.stage);
}

/** A weight that was lowered rises again on gates that pass now, in sight, and with a journal that can say so. */
function whatIsUnmet(draft: Draft, stage: FlatStage): Reason[] {
  const { status, observation, assessment, now } = draft;
  const gates = status.intent
    ? gatesForEntry(draft, status.intent, stage)
    : gatesForReturn({ ...draft, slos: assessment.slos }, stage);
  const reasons: Reason[] = gates
    .filter((gate) => gate.state !== "pass")
    .map((gate) => ({ code: "gate", message: `${gate.gate} is ${gate.state}: ${gate.why}` }));
  if (assessment.blind && stage.weight > 0)
    reasons.push({ code: "gate", message: `the SLOs cannot be seen: ${assessment.blind.why}` });
  if (!isJournalWritable(status, observation, now))
    reasons.push({ code: "state", message: "the journal cannot be written now" });
  return reasons;
}

/** What a hold of that kind begins anew when it ends. */
function startAnew(draft: Draft, code: HoldCode): void {
  const { status, now } = draft;
  if (code === "overdue") status.overdueFrom = now;
  if (code === "history" && status.missing) status.missing.accepted = true;
  if (isHeldForBreach(code)) beginEvidence(draft, now);
  if (code === "action-failed") retryJob(draft);
}

function acceptLowered({ status, observation }: Draft): void {
  const { route } = observation;
  if (route.state === "unknown" || !status.route) return;
  status.route = {
    ...status.route,
    resourceVersion: route.value.resourceVersion,
    weight: route.value.weight,
  };
  delete status.drift;
  if (!status.intent) return;
  status.intent.from = route.value.weight;
  status.intent.routerVersion = route.value.resourceVersion;
}

/** The intent to write the stage's weight again. */
function returnTo({ status, now }: Draft, command: Command, stage: FlatStage, entry: number): void {
  if (!status.route) return;
  status.intent = {
    seq: entry,
    kind: "resume",
    commandId: command.body.id,
    actor: command.actor,
    stage: stage.name,
    from: status.route.weight,
    to: stage.weight,
    routerVersion: status.route.resourceVersion,
    at: now,
    step: 0,
  };
  status.state = "Entering";
}

/** A failed job of the stage's entry may be followed by another attempt. */
function retryJob(draft: Draft): void {
  const { status, observation, plan } = draft;
  const stage = stageNamed(plan, status.stage);
  if (!stage || !status.intent || observation.jobs.state === "unknown") return;
  for (const action of stage.actions) {
    if (action.kind !== "job") continue;
    const last = lastRun(observation.jobs.value, stage.name, action.name, status.run);
    if (last?.state === "failed") status.jobRetries = { ...status.jobRetries, [action.name]: last.attempt };
  }
}
