import { stageNamed } from "../../plan/stages.ts";
import { log } from "../draft.ts";
import { approversOf } from "../approvals.ts";
import { bakeGate } from "../gates.ts";
import { entryOf, type Handler, refused } from "./handler.ts";

/** Ends the bake early. Needs an approval named `skip-bake`, given in this stage by somebody else, and a reason. */
export const skipBake: Handler = (draft, command) => {
  const { status, plan, now } = draft;
  if (status.state === "Held") return refused("held", `held: ${status.hold?.reason ?? ""}`);
  const stage = stageNamed(plan, status.stage);
  if (status.state !== "Baking" || !stage) return refused("state", `nothing bakes in ${status.state}`);
  if (bakeGate(status, stage).state === "pass") return refused("state", "the bake is done");
  if (!command.body.reason) return refused("bake", "a reason is needed");
  const others = approversOf(draft, "skip-bake").filter((by) => by !== command.actor);
  if (others.length === 0)
    return refused("gate", "the approval named skip-bake, by somebody else and in this stage, is missing");
  const entry = log(draft, {
    ...entryOf(command),
    from: status.stage,
    to: status.stage,
    evidence: { approvedBy: others, bakedMs: status.bakedMs },
  });
  status.approvals = status.approvals.map((one) =>
    one.name === "skip-bake" && one.usedAt === undefined ? { ...one, usedAt: now } : one,
  );
  status.bakeSkipped = true;
  return { state: "done", entry };
};
