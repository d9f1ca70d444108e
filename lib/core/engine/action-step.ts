import type { Action } from "../plan/plan.ts";
import type { FlatStage } from "../plan/stages.ts";
import type { Intent } from "../status/status.ts";
import { type Draft, note } from "./draft.ts";
import { lastRun } from "./gates.ts";
import { hold } from "./holding.ts";
import { jobRef } from "./jobs.ts";

type PlainAction = Exclude<Action, { kind: "job" }>;

/**
 * True when the action is done; otherwise emits it (again: each is idempotent), or holds when it failed. Reports and jobs belong to the entry of
 * the stage, which stays the same when its intent goes on under a new number.
 */
export function actionStep(draft: Draft, intent: Intent, stage: FlatStage, action: Action): boolean {
  if (action.kind === "job") return jobStep(draft, intent, stage, action);
  const { observation, status } = draft;
  const ref = { run: status.run, step: intent.step };
  const since = status.resumedAt ?? 0;
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
  intent.begun = true;
  draft.effects.push(effectOf(action, intent, ref));
  return false;
}

function effectOf(action: PlainAction, intent: Intent, ref: { run: number; step: number }) {
  switch (action.kind) {
    case "scale":
      return { kind: "scale" as const, side: action.side, replicas: action.replicas, ...ref };
    case "restart":
      // The time of the intent, so that a repeated restart is the same one.
      return { kind: "restart" as const, side: action.side, at: intent.at, ...ref };
    case "patch":
      return { kind: "patch" as const, target: action.target, merge: action.merge, ...ref };
  }
}

function describeAction(action: PlainAction): string {
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
  const { observation, migration, status } = draft;
  if (observation.jobs.state === "unknown") return false;
  const last = lastRun(observation.jobs.value, stage.name, action.name, status.run);
  if (last?.state === "succeeded") {
    const reason = `job ${action.name}: ${last.message ?? "succeeded"}`;
    note(draft, { kind: "action", actor: "crossfade", stage: stage.name, reason });
    return true;
  }
  const retried = status.jobRetries?.[action.name] ?? 0;
  if (last?.state === "failed" && last.attempt > retried) {
    hold(draft, "action-failed", `job ${action.name}: ${last.message ?? "failed"}`);
    return false;
  }
  if (last?.state === "running") return false;
  const attempt = (last?.attempt ?? 0) + 1;
  intent.begun = true;
  draft.effects.push({
    kind: "create-job",
    ref: jobRef(migration.name, action.name, status.run, attempt),
    job: action.name,
    template: action.template,
    stage: stage.name,
    run: status.run,
    attempt,
    timeoutMs: action.timeoutMs,
    gate: false,
  });
  return false;
}
