import { stageNamed } from "../plan/stages.ts";
import type { Approval, Intent, LeftStage, Reason } from "../status/status.ts";
import { type Draft, fenceOf, log, markOf, settleCommand } from "./draft.ts";
import { hold } from "./holding.ts";

/** An advance that its gates no longer carry: back to the stage it came from, with the fence moved against its own late write. */
export function goBack(draft: Draft, intent: Intent, why: Reason): void {
  const { status, observation } = draft;
  const { left } = intent;
  const from = left?.stage ?? intent.stage;
  const seq = log(draft, {
    kind: "refused",
    actor: "crossfade",
    reason: why.message,
    from,
    to: intent.stage,
    evidence: { entry: intent.seq, reasons: [why] },
  });
  settleCommand(draft, intent.commandId, { outcome: "refused", reasons: [why] });
  delete status.intent;
  if (intent.begun && observation.route.state === "known") {
    draft.effects.push({
      kind: "mark-route",
      mark: markOf(draft, seq),
      fence: fenceOf(observation.route.value),
      urgent: false,
    });
  }
  if (left) restore(draft, intent, left);
  else status.state = "Baking";
  if (status.state === "Baking") respectLowered(draft);
}

function restore({ status }: Draft, intent: Intent, left: LeftStage): void {
  status.stages = status.stages
    .filter((run) => run.name !== intent.stage)
    .map((run) => (run.name === left.stage && run.leftAt === intent.at ? withoutLeaving(run) : run));
  if (left.before) status.stages = [...status.stages, left.before];
  status.approvals = status.approvals.map((one) => (one.usedAt === intent.at ? withoutUse(one) : one));
  status.state = left.state === "Ready" ? "Baking" : left.state;
  status.phase = left.phase;
  status.stage = left.stage;
  status.run = left.run;
  status.oneWay = left.oneWay === true;
  if (left.startedAt === undefined) delete status.stageStartedAt;
  else status.stageStartedAt = left.startedAt;
  if (left.adopted !== undefined) status.adopted = left.adopted;
  if (left.enteredBy === undefined) delete status.enteredBy;
  else status.enteredBy = left.enteredBy;
}

/** Where somebody lowered the weight meanwhile, the stage does not have what it says: held, as any such drift. */
function respectLowered(draft: Draft): void {
  const { status, plan, now } = draft;
  const stage = stageNamed(plan, status.stage);
  if (!stage || !status.route || status.route.weight >= stage.weight) return;
  const { weight } = status.route;
  status.route.weight = stage.weight;
  status.drift = { by: "unknown", at: now, from: stage.weight, to: weight };
  hold(draft, "drift", `the weight is ${weight} %, stage ${stage.name} has ${stage.weight} %`);
}

function withoutUse({ usedAt: _, ...approval }: Approval): Approval {
  return approval;
}

function withoutLeaving<T extends { leftAt?: number }>({ leftAt: _, ...run }: T): Omit<T, "leftAt"> {
  return run;
}
