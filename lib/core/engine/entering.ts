import { type FlatStage, stageNamed } from "../plan/stages.ts";
import type { Intent } from "../status/status.ts";
import { actionStep } from "./action-step.ts";
import { settledAt } from "./clocks.ts";
import { type Draft, fenceOf, log, markOf, notify, settleCommand } from "./draft.ts";
import { gatesForEntry } from "./gates-for-entry.ts";
import { goBack } from "./go-back.ts";
import { hold } from "./holding.ts";
import { isOurs } from "./marks.ts";
import { isJournalWritable } from "./obstacles.ts";
import { stepsOf } from "./steps.ts";
import { isUntold } from "./watch-route.ts";

/** After this many answers "somebody wrote before you" an advance is held, and says so. */
const CONFLICTS_HOLD = 5;

/** One tick of entering a stage: does the next step, or finds it done. Everything is decided anew from what is observed. */
export function continueEntering(draft: Draft): void {
  const { status, plan } = draft;
  const { intent } = status;
  if (status.state !== "Entering" || !intent || intent.kind === "rollback") return;
  const stage = stageNamed(plan, intent.stage);
  if (!stage || stage.weight !== intent.to || isLeftUnknown(draft, intent))
    return hold(
      draft,
      "action-failed",
      `stage ${intent.stage} is not in the plan as it was when it was entered`,
    );
  if (!intent.begun && !mayBegin(draft, intent, stage)) return;
  const steps = stepsOf(stage, intent);
  for (let step = steps[intent.step]; step !== undefined; step = steps[intent.step]) {
    const done =
      step.kind === "weight"
        ? weightStep(draft, intent, stage)
        : actionStep(draft, intent, stage, step.action);
    if (!done || status.state !== "Entering" || status.intent !== intent) return;
    intent.step += 1;
  }
  entered(draft, intent, stage);
}

/** The stage whose gates carry the weight is not in the plan: nothing can be judged. */
const isLeftUnknown = ({ plan }: Draft, { kind, left }: Intent): boolean =>
  kind === "advance" && left !== undefined && stageNamed(plan, left.stage) === undefined;

/**
 * Before the first effect: the command's entry is an object of the journal (F54), and the gates still pass, also where a process was killed in
 * between (F04). What has begun is past that: the weight alone is judged again each time that it is written.
 */
function mayBegin(draft: Draft, intent: Intent, stage: FlatStage): boolean {
  const { observation, now } = draft;
  const { history } = observation;
  if (history.state === "unknown" || history.value.length < intent.seq) {
    if (!isJournalWritable(draft.status, observation, now))
      goBack(draft, intent, { code: "state", message: "the journal cannot be written now" });
    return false;
  }
  return gatesCarry(draft, intent, stage);
}

/** Whether every gate passes now. If not, the way is back, unless a one-way door was begun to be opened: then it waits. */
function gatesCarry(draft: Draft, intent: Intent, stage: FlatStage): boolean {
  const failing = gatesForEntry(draft, intent, stage).find((gate) => gate.state !== "pass");
  if (!failing) return true;
  const message = `${failing.gate} is ${failing.state}: ${failing.why}`;
  if (!(intent.begun && stage.irreversible)) goBack(draft, intent, { code: "gate", message });
  return false;
}

/** True when the weight stands; otherwise writes it, if the gates still pass, or goes back. */
function weightStep(draft: Draft, intent: Intent, stage: FlatStage): boolean {
  const { observation, status } = draft;
  const { route } = observation;
  if (route.state === "unknown" || !status.route) return false;
  if (route.value.weight === intent.to && status.route.weight === intent.to) {
    settleCommand(draft, intent.commandId, { outcome: "done", reasons: [] });
    return true;
  }
  if (status.drift || !isWritable(draft, intent)) return false;
  // A mark that is not older than the intent is another command's (a rollback on its way): its status comes first.
  const { owner } = route.value;
  if (owner && isOurs(draft, owner) && owner.seq >= intent.seq) return false;
  // Nor is a weight raised over one that a rollback has just lowered, whose record is still to come.
  if (isUntold(draft, route.value)) return false;
  if (!gatesCarry(draft, intent, stage)) return false;
  intent.begun = true;
  intent.routerVersion = route.value.resourceVersion;
  draft.effects.push({
    kind: "set-weight",
    weight: intent.to,
    mark: markOf(draft, intent.seq),
    fence: fenceOf(route.value),
    urgent: false,
  });
  return false;
}

/** Holds where the router refused the write, or where others write it too often. */
function isWritable(draft: Draft, intent: Intent): boolean {
  const reports = draft.observation.reports.flatMap((one) =>
    one.of === "route" && one.seq === intent.seq ? [one] : [],
  );
  const refused = reports.find((one) => ["forbidden", "differs", "gone"].includes(one.result));
  if (refused) {
    hold(draft, refused.result === "forbidden" ? "rights" : "router", refused.message);
    return false;
  }
  if (reports.filter((one) => one.result === "conflict").length < CONFLICTS_HOLD) return true;
  const reason = `the route was changed by somebody else ${CONFLICTS_HOLD} times while it was being written`;
  hold(draft, "conflicts", reason);
  return false;
}

/** The stage is entered: its clocks begin. Written anew in its own stage, the weight is all there was to do. */
function entered(draft: Draft, intent: Intent, stage: FlatStage): void {
  const { status, observation, now, plan } = draft;
  settleCommand(draft, intent.commandId, { outcome: "done", reasons: [] });
  delete status.intent;
  status.state = "Baking";
  if (intent.kind === "resume") return;
  log(draft, { kind: "stage", actor: "crossfade", from: intent.left?.stage || stage.name, to: stage.name });
  status.stageStartedAt = now;
  status.bakedMs = 0;
  delete status.lookedAt;
  delete status.bakeSkipped;
  delete status.overdueFrom;
  delete status.rollback;
  status.evidenceSince = Math.max(now, settledAt(plan, status));
  if (observation.green.state === "known") status.greenTemplate = observation.green.value.template;
  const weight = `weight ${status.weight ?? stage.weight} %`;
  notify(draft, "stage", `Entered ${stage.name} at ${stage.weight} %`, weight);
}
