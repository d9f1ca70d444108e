import { nextStage, stageNamed, type FlatStage } from "../plan/stages.ts";
import type { Intent } from "../status/status.ts";
import type { Gate } from "./assessment.ts";
import { asLeft, gatesForEntry as gatesOfTheStageBefore } from "./assess.ts";
import type { Draft } from "./draft.ts";
import { gatesAhead, type GateContext, isApproval, isBake, isJob } from "./gates.ts";

/**
 * The gates that carry the weight write of an intent, judged again just before it: those of the stage being left, or, where a weight is
 * written anew in its own stage (retry, resume), those of the stage before. Approvals were used by the command itself.
 */
export function gatesForEntry(draft: Draft, intent: Intent, stage: FlatStage): Gate[] {
  const context: GateContext = { ...draft, slos: draft.assessment.slos };
  if (intent.kind === "resume") return gatesForReturn(context, stage);
  if (intent.kind === "retry")
    return gatesOfTheStageBefore(context, stage).filter((gate) => !isApproval(gate));
  const left = stageNamed(draft.plan, intent.left?.stage ?? "");
  const before = { ...context, status: asLeft(draft.status) };
  return gatesAhead(before, left, nextStage(draft.plan, left?.name ?? "")).filter(
    (gate) => !isApproval(gate) && !isBake(gate),
  );
}

/**
 * What must pass before a weight that somebody lowered is written again: every gate of the stage before but the bake, approvals, and jobs,
 * whose results stand since the stage was left on them.
 */
export const gatesForReturn = (context: GateContext, stage: FlatStage): Gate[] =>
  gatesOfTheStageBefore(context, stage).filter((gate) => !isApproval(gate) && !isBake(gate) && !isJob(gate));
