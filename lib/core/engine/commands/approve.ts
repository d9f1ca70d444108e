import type { Gate as PlanGate } from "../../plan/plan.ts";
import { type FlatStage, nextStage, stageNamed, stagesOf } from "../../plan/stages.ts";
import type { Draft } from "../draft.ts";
import { log } from "../draft.ts";
import { countsNow, evidenceOf } from "../approvals.ts";
import { entryOf, type Handler, refused } from "./handler.ts";

/** Of this stage and of those before. */
const APPROVALS_MAX = 32;
const SKIP_BAKE_EXPIRES_MS = 24 * 3_600_000;
type ApprovalGate = Extract<PlanGate, { kind: "approval" }>;

/** Says yes to one approval gate, on the evidence of now. */
export const approve: Handler = (draft, command) => {
  const { status, assessment, now } = draft;
  if (!["Baking", "Ready", "Held", "RolledBack"].includes(status.state))
    return refused("state", `nothing to approve in ${status.state}`);
  const open = openApprovals(draft);
  const waiting = open.filter(({ name }) =>
    assessment.gates.some((one) => one.gate === `approval/${name}` && one.state !== "pass"),
  );
  const asked = command.body.approval ?? (waiting.length === 1 ? waiting[0]?.name : undefined);
  if (asked === undefined) {
    return refused(
      "state",
      waiting.length === 0
        ? "no approval is open"
        : `say which: ${waiting.map((gate) => gate.name).join(", ")}`,
    );
  }
  const gate =
    asked === "skip-bake" ? { expiresMs: SKIP_BAKE_EXPIRES_MS } : open.find((one) => one.name === asked);
  if (!gate) return refused("state", `no approval named ${asked} is open`);
  if (command.actor === status.enteredBy)
    return refused("own-request", "who entered the stage may not approve what follows");
  const { evidence } = command.body;
  if (evidence !== undefined && evidence !== assessment.evidence) {
    return {
      state: "conflict",
      reasons: [
        { code: "stale", message: `the evidence is ${assessment.evidence} now, you saw ${evidence}` },
      ],
    };
  }
  if (asked !== "skip-bake") {
    const failing = assessment.gates.find(
      (one) => one.state !== "pass" && one.gate !== "bake" && !one.gate.startsWith("approval/"),
    );
    if (failing) return refused("gate", `${failing.gate} is ${failing.state}: ${failing.why}`);
  }
  const given = status.approvals.find(
    (one) => one.name === asked && one.by === command.actor && countsNow(draft, one),
  );
  if (given) return refused("state", `you approved ${asked} already`);
  const said = { name: asked, digest: assessment.evidence, expires: now + gate.expiresMs };
  const entry = log(draft, {
    ...entryOf(command),
    from: status.stage,
    to: status.stage,
    evidence: {
      ...evidenceOf(said),
      gates: assessment.gates.map((one) => [one.gate, one.state]),
    },
  });
  status.approvals = [
    ...status.approvals,
    { ...said, stage: status.stage, by: command.actor, at: now, entry },
  ].slice(-APPROVALS_MAX);
  return { state: "done", entry };
};

/** Takes one's own approval back while it is not used. */
export const revokeApproval: Handler = (draft, command) => {
  const { status } = draft;
  const mine = status.approvals.filter((one) => one.by === command.actor && countsNow(draft, one));
  const asked = command.body.approval ?? (mine.length === 1 ? mine[0]?.name : undefined);
  const found = mine.find((one) => one.name === asked);
  if (!found)
    return refused(
      "state",
      asked === undefined ? "no approval of yours counts now" : `you did not approve ${asked} in this stage`,
    );
  const entry = log(draft, {
    ...entryOf(command),
    from: status.stage,
    to: status.stage,
    evidence: { approval: found.name },
  });
  status.approvals = status.approvals.filter((one) => one !== found);
  return { state: "done", entry };
};

/** Approval gates between here and the next step; after a rollback, of the stage before the one to retry. */
function openApprovals({ plan, status }: Draft): ApprovalGate[] {
  const stage = stageNamed(plan, status.stage);
  if (!stage) return [];
  return owners(plan, status.state === "RolledBack", stage).flatMap((one) =>
    one.gates.filter((gate): gate is ApprovalGate => gate.kind === "approval"),
  );
}

function owners(plan: Draft["plan"], rolledBack: boolean, stage: FlatStage): FlatStage[] {
  if (rolledBack) return stagesOf(plan).slice(0, stage.index);
  const next = nextStage(plan, stage.name);
  return [...(stage.irreversible ? [] : [stage]), ...(next?.irreversible ? [next] : [])];
}
