import type { Action } from "../plan/plan.ts";
import { type FlatStage, stageNamed } from "../plan/stages.ts";
import type { Intent } from "../status/status.ts";
import { settleMs } from "./clocks.ts";
import { type Draft, fenceOf, hold, log, markOf, note, notify, settleCommand } from "./draft.ts";
import { gatesForEntry, isApproval, isBake } from "./gates-for-entry.ts";
import { lastRun } from "./gates.ts";
import { jobRef } from "./jobs.ts";
import type { JobRun } from "./observation.ts";

/** After this many answers "somebody wrote before you" an advance is held, and says so. */
const CONFLICTS_HOLD = 5;

type Step = { kind: "weight" } | { kind: "action"; action: Action };

/** Actions before, the weight, the other actions: what entering a stage consists of. */
export function stepsOf(stage: FlatStage): Step[] {
  const action = (one: Action): Step => ({ kind: "action", action: one });
  return [
    ...stage.actions.filter((one) => one.before).map(action),
    { kind: "weight" },
    ...stage.actions.filter((one) => !one.before).map(action),
  ];
}

/** One tick of entering a stage: does the next step, or finds it done. Everything is decided anew from what is observed. */
export function continueEntering(draft: Draft): void {
  const { status, plan } = draft;
  const { intent } = status;
  if (status.state !== "Entering" || !intent || intent.kind === "rollback") return;
  const stage = stageNamed(plan, intent.stage);
  if (!stage) return hold(draft, "action-failed", `stage ${intent.stage} is not in the plan`);
  const steps = stepsOf(stage);
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

/** True when the weight stands; otherwise writes it, if the gates still pass, or goes back. */
function weightStep(draft: Draft, intent: Intent, stage: FlatStage): boolean {
  const { observation, status } = draft;
  const { route } = observation;
  if (route.state === "unknown" || !status.route) return false;
  if (route.value.weight === intent.to && status.route.weight === intent.to) {
    settleCommand(draft, intent.commandId, { outcome: "done", reasons: [] });
    return true;
  }
  if (status.drift) return false;
  const conflicts = observation.reports.filter(
    (report) => report.of === "route" && report.seq === intent.seq,
  );
  const refused = conflicts.find(
    (report) => report.result === "forbidden" || report.result === "differs" || report.result === "gone",
  );
  if (refused) {
    hold(draft, refused.result === "forbidden" ? "rights" : "router", refused.message);
    return false;
  }
  if (conflicts.filter((report) => report.result === "conflict").length >= CONFLICTS_HOLD) {
    hold(
      draft,
      "conflicts",
      `the route was changed by somebody else ${CONFLICTS_HOLD} times while it was being written`,
    );
    return false;
  }
  // A mark that is not older than the intent is another command's (a rollback on its way): its status comes first.
  const { owner } = route.value;
  const foreign =
    owner &&
    owner.name === draft.migration.name &&
    owner.namespace === draft.migration.namespace &&
    owner.seq >= intent.seq;
  if (foreign) return false;
  const failing = gatesForEntry(draft, intent, stage).find(
    (gate) => gate.state !== "pass" && !isApproval(gate) && !isBake(gate),
  );
  if (failing) {
    goBack(draft, intent, `${failing.gate} is ${failing.state}: ${failing.why}`);
    return false;
  }
  draft.effects.push({
    kind: "set-weight",
    weight: intent.to,
    mark: markOf(draft, intent.seq),
    fence: fenceOf(route.value),
    urgent: false,
  });
  return false;
}

/** An advance that its gates no longer carry: back to the stage it came from, with the fence moved against its own late write. */
function goBack(draft: Draft, intent: Intent, why: string): void {
  const { status, observation } = draft;
  const { left } = intent;
  const seq = log(draft, {
    kind: "refused",
    actor: "crossfade",
    reason: why,
    from: left?.stage ?? "",
    to: intent.stage,
  });
  settleCommand(draft, intent.commandId, { outcome: "refused", reasons: [{ code: "gate", message: why }] });
  status.stages = status.stages.filter((run) => run.name !== intent.stage || run.enteredAt !== intent.at);
  status.approvals = status.approvals.map((one) => (one.usedAt === intent.at ? withoutUse(one) : one));
  delete status.intent;
  if (left) {
    status.state = left.state === "Ready" ? "Baking" : left.state;
    status.phase = left.phase;
    status.stage = left.stage;
    status.run = left.run;
    if (left.startedAt === undefined) delete status.stageStartedAt;
    else status.stageStartedAt = left.startedAt;
  }
  if (observation.route.state === "known") {
    draft.effects.push({
      kind: "mark-route",
      mark: markOf(draft, seq),
      fence: fenceOf(observation.route.value),
      urgent: false,
    });
  }
}

function withoutUse<T extends { usedAt?: number }>(approval: T): T {
  const { usedAt: _, ...rest } = approval;
  return rest as T;
}

/** True when the action is done; otherwise emits it (again: each is idempotent), or holds when it failed. */
function actionStep(draft: Draft, intent: Intent, stage: FlatStage, action: Action): boolean {
  const { observation, now } = draft;
  if (action.kind === "job") return jobStep(draft, intent, stage, action);
  const ref = { run: intent.seq, step: intent.step };
  const since = draft.status.resumedAt ?? 0;
  const report = observation.reports.findLast(
    (one) =>
      one.of === "action" &&
      one.run === ref.run &&
      one.step === ref.step &&
      (one.result === "done" || one.at > since),
  );
  const told = describeAction(action);
  if (report?.result === "done") {
    note(draft, { kind: "action", actor: "crossfade", stage: stage.name, reason: told });
    return true;
  }
  if (report) {
    hold(draft, report.result === "forbidden" ? "rights" : "action-failed", `${told}: ${report.message}`);
    return false;
  }
  switch (action.kind) {
    case "scale":
      draft.effects.push({ kind: "scale", side: action.side, replicas: action.replicas, ...ref });
      return false;
    case "restart":
      // The time of the intent, so that a repeated restart is the same one.
      draft.effects.push({ kind: "restart", side: action.side, at: intent.at, ...ref });
      return false;
    case "patch":
      draft.effects.push({ kind: "patch", target: action.target, merge: action.merge, ...ref });
      return false;
    default:
      return now < 0;
  }
}

function describeAction(action: Exclude<Action, { kind: "job" }>): string {
  switch (action.kind) {
    case "scale":
      return `scale ${action.side} to ${action.replicas}`;
    case "restart":
      return `restart ${action.side}`;
    case "patch":
      return `patch ${action.target.kind} ${action.target.name}`;
  }
}

function jobStep(
  draft: Draft,
  intent: Intent,
  stage: FlatStage,
  action: Extract<Action, { kind: "job" }>,
): boolean {
  const { observation, migration } = draft;
  if (observation.jobs.state === "unknown") return false;
  const last: JobRun | undefined = lastRun(observation.jobs.value, stage.name, action.name, intent.seq);
  if (last?.state === "succeeded") {
    note(draft, {
      kind: "action",
      actor: "crossfade",
      stage: stage.name,
      reason: `job ${action.name}: ${last.message ?? "succeeded"}`,
    });
    return true;
  }
  const retried = draft.status.jobRetries?.[action.name] ?? 0;
  if (last?.state === "failed" && last.attempt >= retried + 1) {
    hold(draft, "action-failed", `job ${action.name}: ${last.message ?? "failed"}`);
    return false;
  }
  if (last?.state === "running") return false;
  const attempt = (last?.attempt ?? 0) + 1;
  const ref = jobRef(migration.name, action.name, intent.seq, attempt);
  draft.effects.push({
    kind: "create-job",
    ref,
    job: action.name,
    template: action.template,
    stage: stage.name,
    run: intent.seq,
    attempt,
    timeoutMs: action.timeoutMs,
    gate: false,
  });
  return false;
}

/** The stage is entered: its clocks begin. */
function entered(draft: Draft, intent: Intent, stage: FlatStage): void {
  const { status, observation, now, plan } = draft;
  log(draft, { kind: "stage", actor: "crossfade", from: intent.left?.stage ?? intent.stage, to: stage.name });
  delete status.intent;
  status.state = "Baking";
  if (intent.kind === "resume") return;
  status.stageStartedAt = now;
  status.bakedMs = 0;
  delete status.lookedAt;
  delete status.bakeSkipped;
  delete status.overdueFrom;
  const changedAt = status.route?.changedAt;
  const settled = changedAt === undefined || changedAt < intent.at ? 0 : changedAt + settleMs(plan);
  status.evidenceSince = Math.max(now, settled);
  status.slos = [];
  if (observation.green.state === "known") status.greenTemplate = observation.green.value.template;
  notify(
    draft,
    "stage",
    `Entered ${stage.name} at ${stage.weight} %`,
    `weight ${status.weight ?? stage.weight} %`,
  );
}
