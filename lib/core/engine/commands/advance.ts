import type { Gate as PlanGate } from "../../plan/plan.ts";
import { nextStage, stageNamed } from "../../plan/stages.ts";
import type { Reason } from "../../status/status.ts";
import { type Draft, log, notify } from "../draft.ts";
import { isBake } from "../gates.ts";
import type { Command } from "../command.ts";
import { approversOf } from "../approvals.ts";
import { beginStage, obstacles } from "./begin-stage.ts";
import { entryOf, type Handled, type Handler, refused } from "./handler.ts";

/** Leaves a stage whose gates all pass: enters the next one, or completes. */
export const advance: Handler = (draft, command) => {
  const { status, plan, assessment } = draft;
  if (status.state === "Held") {
    const held: Reason = { code: "held", message: `held: ${status.hold?.reason ?? ""}` };
    return { state: "refused", reasons: [held, ...obstacles(draft)] };
  }
  if (status.state !== "Baking" && status.state !== "Ready")
    return refused("state", `nothing to advance in ${status.state}`);
  const reasons: Reason[] = assessment.advance.unmet.map((gate) => ({
    code: isBake(gate) ? "bake" : "gate",
    message: `${gate.gate} is ${gate.state}: ${gate.why}`,
  }));
  reasons.push(...obstacles(draft), ...ownRequest(draft, command));
  if (reasons.length > 0) return { state: "refused", reasons };
  return leaveStage(draft, command, plan);
};

/** Who sends the advance may not be one of those whose approval it needs. */
function ownRequest(draft: Draft, command: Command): Reason[] {
  const { status, plan } = draft;
  const stage = stageNamed(plan, status.stage);
  const next = nextStage(plan, status.stage);
  return ownApprovals(draft, command, [
    ...(stage && !stage.irreversible ? stage.gates : []),
    ...(next?.irreversible ? next.gates : []),
  ]);
}

/** Approval gates that would not pass without the approval of who sends the command. */
export function ownApprovals(draft: Draft, command: Command, gates: readonly PlanGate[]): Reason[] {
  return gates.flatMap((gate) => {
    if (gate.kind !== "approval") return [];
    const others = approversOf(draft, gate.name).filter((by) => by !== command.actor);
    if (others.length >= gate.quorum) return [];
    const message = `approval ${gate.name} needs ${gate.quorum} by others than who advances`;
    return [{ code: "own-request" as const, message }];
  });
}

/** Shared by the command and by `advance: auto`. */
export function leaveStage(draft: Draft, command: Command | undefined, plan: Draft["plan"]): Handled {
  const { status, assessment } = draft;
  const evidence = {
    digest: assessment.evidence,
    gates: assessment.gates.map((gate) => [gate.gate, gate.state]),
    slos: assessment.slos.map(({ name, side, verdict, value, samples, query }) => ({
      name,
      side,
      verdict,
      value: value ?? "none",
      samples: samples ?? 0,
      query,
    })),
    router: draft.observation.route.state === "known" ? draft.observation.route.value.object : "unknown",
  };
  const next = nextStage(plan, status.stage);
  if (next) return { state: "underWay", entry: beginStage(draft, command, "advance", next, evidence) };
  const said = command
    ? entryOf(command)
    : { kind: "advance" as const, actor: "crossfade", reason: "the plan advances by itself" };
  const entry = log(draft, { ...said, from: status.stage, to: "Completed", evidence });
  status.stages = status.stages.map((one) =>
    one.name === status.stage ? { ...one, leftAt: draft.now, bakedMs: status.bakedMs } : one,
  );
  status.state = "Completed";
  notify(draft, "done", "Completed", `${plan.title}: all traffic is on green`);
  return { state: "done", entry };
}
