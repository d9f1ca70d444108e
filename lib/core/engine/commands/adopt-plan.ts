import { stageNamed, stagesOf } from "../../plan/stages.ts";
import { beginEvidence, log } from "../draft.ts";
import { entryOf, type Handler, refused } from "./handler.ts";

/** Goes on under the plan that git has now. Evidence and approvals of the old one are void. */
export const adoptPlan: Handler = (draft, command) => {
  const { status, observation, now, offered } = draft;
  if (!["Baking", "Ready", "Held", "RolledBack"].includes(status.state))
    return refused("state", `no plan is adopted in ${status.state}`);
  // What is under way was decided on the plan that it has: its weight, and the gates of the stage it left.
  if (status.intent)
    return refused("state", `${status.intent.stage} is being entered: resume it or roll back first`);
  if (offered.hash === status.planHash) return refused("state", "the plan has not changed");
  if (command.body.to !== offered.hash)
    return refused("plan-changed", `the new plan's hash is ${offered.hash}`);
  if (!offered.plan.ok)
    return refused(
      "plan-changed",
      `the new plan is not valid: ${offered.plan.error[0]?.path ?? ""} ${offered.plan.error[0]?.message ?? ""}`,
    );
  const [misfit] = observation.misfits;
  if (misfit) return refused("plan-changed", `the new plan does not fit: ${misfit.path} ${misfit.message}`);
  const stage = stageNamed(offered.plan.value, status.stage);
  if (!stage) return refused("plan-changed", `the new plan has no stage ${status.stage}`);
  const live = observation.route.state === "known" ? observation.route.value.weight : undefined;
  if (status.state !== "RolledBack" && stage.weight !== live) {
    return refused(
      "plan-changed",
      `stage ${stage.name} has weight ${stage.weight} % in the new plan, the route has ${live ?? "an unknown weight"}`,
    );
  }
  if (JSON.stringify(offered.plan.value.traffic.router) !== JSON.stringify(draft.plan.traffic.router)) {
    return refused("plan-changed", "the new plan names another route");
  }
  const entry = log(draft, {
    ...entryOf(command),
    from: status.stage,
    to: status.stage,
    evidence: { from: status.planHash, to: offered.hash },
  });
  status.plan = offered.spec;
  status.planHash = offered.hash;
  status.observedGeneration = offered.generation;
  status.phase = stage.phase;
  status.approvals = status.approvals.filter((one) => one.usedAt !== undefined);
  status.bakedMs = 0;
  delete status.lookedAt;
  delete status.bakeSkipped;
  delete status.jobRetries;
  status.adopted = entry;
  // A door that was gone through is one-way from now on, whatever the plan before said of it.
  status.oneWay ||= stagesOf(offered.plan.value).some(
    ({ irreversible, name }) => irreversible && status.stages.some((run) => run.name === name),
  );
  beginEvidence(draft, now);
  return { state: "done", entry };
};
