import type { Reason } from "../../status/status.ts";
import { stagesOf } from "../../plan/stages.ts";
import { type Draft, notify } from "../draft.ts";
import { gatesOf, isUnmet } from "../gates.ts";
import { beginStage, obstacles } from "./begin-stage.ts";
import { type Handler, refused } from "./handler.ts";

/** Pins the plan and enters its first stage. */
export const start: Handler = (draft, command) => {
  const { status, observation, plan, engine } = draft;
  if (status.state !== "Pending") return refused("state", `it was started already: it is ${status.state}`);
  const first = stagesOf(plan)[0];
  if (!first) return refused("state", "the plan has no stage");
  const { route } = observation;
  const reasons = obstacles(draft);
  if (route.state === "known") {
    if (route.value.weight !== 0) {
      reasons.push({
        code: "drift",
        message: `the route sends ${route.value.weight} % to green already: set it to 0 first`,
      });
    }
  }
  if (plan.topology === "isolated" && plan.topologyWaiver === undefined) {
    reasons.push({ code: "gate", message: "an isolated topology needs a waiver with a reason" });
  }
  if (first.weight > 0) reasons.push(...unseen(draft));
  if (first.irreversible) {
    const context = { ...draft, slos: draft.assessment.slos };
    reasons.push(
      ...gatesOf(context, first)
        .filter(isUnmet)
        .map((gate) => ({ code: "gate" as const, message: `${gate.gate}: ${gate.why}` })),
    );
  }
  if (reasons.length > 0 || route.state !== "known") return { state: "refused", reasons };
  status.route = {
    fingerprint: route.value.fingerprint,
    resourceVersion: route.value.resourceVersion,
    weight: route.value.weight,
    changedAt: 0,
  };
  if (observation.blue.state === "known") status.blueReplicas = observation.blue.value.replicas;
  if (observation.green.state === "known") status.greenTemplate = observation.green.value.template;
  const entry = beginStage(draft, command, "start", first, {
    engine,
    planHash: status.planHash,
    router: route.value.object,
  });
  notify(draft, "start", `Started by ${command.actor}`, plan.title);
  return { state: "underWay", entry };
};

/** A first stage with a weight sends traffic to green at once: somebody must be there, and it must be seen. */
function unseen({ plan, observation, assessment }: Draft): Reason[] {
  const { green } = observation;
  const { blind } = assessment;
  const whys: string[] = [];
  if (green.state === "unknown") whys.push(`green cannot be seen: ${green.why}`);
  else if (green.value.ready < plan.green.minReady)
    whys.push(`green has ${green.value.ready} pods ready, needs ${plan.green.minReady}`);
  if (blind) whys.push(`the SLOs cannot be seen: ${blind.why}`);
  return whys.map((message) => ({ code: "gate", message }));
}
