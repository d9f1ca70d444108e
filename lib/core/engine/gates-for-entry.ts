import { nextStage, stageNamed, type FlatStage } from "../plan/stages.ts";
import type { Intent } from "../status/status.ts";
import type { Gate } from "./assessment.ts";
import { gatesForEntry as gatesOfTheStageBefore } from "./assess.ts";
import type { Draft } from "./draft.ts";
import { gatesAhead, type GateContext } from "./gates.ts";

export { isApproval, isBake } from "./gates.ts";

/**
 * The gates that carry the weight write of an intent, judged again just before it: those of the stage being left, or, where a weight is
 * written anew in its own stage (retry, resume), those of the stage before. Approvals were used by the command itself.
 */
export function gatesForEntry(draft: Draft, intent: Intent, stage: FlatStage): Gate[] {
  const context: GateContext = { ...draft, slos: draft.assessment.slos };
  if (intent.kind === "retry" || intent.kind === "resume") return gatesOfTheStageBefore(context, stage);
  const left = stageNamed(draft.plan, intent.left?.stage ?? "");
  // The jobs and approvals of the stage being left belong to its own entry, not to the one under way.
  const before = {
    ...context,
    status: { ...draft.status, run: intent.left?.run ?? 0, stage: left?.name ?? "" },
  };
  return gatesAhead(before, left, nextStage(draft.plan, left?.name ?? ""));
}
