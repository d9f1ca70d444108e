import type { Action } from "../plan/plan.ts";
import type { FlatStage } from "../plan/stages.ts";
import type { Intent } from "../status/status.ts";

export type Step = { kind: "weight" } | { kind: "action"; action: Action };

/**
 * Actions before, the weight, the other actions: what entering a stage consists of. A weight that is written anew in its own stage repeats no
 * action.
 */
export function stepsOf(stage: FlatStage, { kind }: Pick<Intent, "kind">): Step[] {
  if (kind === "resume") return [{ kind: "weight" }];
  const action = (one: Action): Step => ({ kind: "action", action: one });
  return [
    ...stage.actions.filter((one) => one.before).map(action),
    { kind: "weight" },
    ...stage.actions.filter((one) => !one.before).map(action),
  ];
}
