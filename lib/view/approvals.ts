import type { ApprovalDocument, MigrationDocument, StageDocument } from "./document.ts";
import { shortActor } from "./format.ts";
import { type Staleness, sentence, tooOldTo } from "./next-step.ts";
import { readStatus } from "./status-view.ts";
import type { Tone } from "./chip.ts";

export type ApprovalsView = {
  open: OpenApproval[];
  given: {
    name: string;
    stage: string;
    by: string;
    byFull: string;
    at: number;
    digest: string;
    expires: number;
    /** It let a stage be left, and is asked for again since. */
    spent: boolean;
  }[];
  ahead: { name: string; stage: string; quorum: number; oneWay: boolean }[];
};

/** An approval that is asked for now, with all that it covers. */
export type OpenApproval = {
  name: string;
  label: string;
  quorum: number;
  progress: string;
  /** What happens once it is given. */
  leadsTo: string;
  loses?: string;
  askedBy?: string;
  digest: string;
  evidence: { text: string; word: string; tone: Tone }[];
  why?: string;
};

export function toApprovals(document: MigrationDocument, staleness: Staleness): ApprovalsView {
  const open = document.advance.unmet
    .filter((gate) => gate.gate.startsWith("approval/"))
    .map((gate) => toOpen(gate.gate.slice("approval/".length), gate.why, document, staleness));
  const names = new Set(open.map((approval) => approval.name));
  const current = document.stages.findIndex((stage) => stage.state === "current");
  return {
    open,
    given: document.approvals.map((approval) => ({
      ...toGiven(approval),
      spent: approval.usedAt !== undefined && names.has(approval.name),
    })),
    ahead: (document.plan?.approvals ?? [])
      .filter((approval) => {
        const at = document.stages.findIndex((stage) => stage.name === approval.stage);
        return at >= current && document.stages[at]?.state !== "done" && !names.has(approval.name);
      })
      .map((approval) => ({
        ...approval,
        oneWay: document.stages.some((stage) => stage.name === approval.stage && stage.irreversible),
      }))
      .filter((approval) => !document.approvals.some((given) => given.name === approval.name)),
  };
}

function toOpen(
  name: string,
  progress: string,
  document: MigrationDocument,
  staleness: Staleness,
): OpenApproval {
  const next = document.stages.find((stage) => stage.name === document.advance.to);
  const current = document.stages.find((stage) => stage.state === "current");
  const quorum = document.plan?.approvals.find((each) => each.name === name)?.quorum ?? 1;
  const why = whyNotApprove(name, document, staleness);
  return {
    name,
    label: `Approve ${name}`,
    quorum,
    progress,
    leadsTo: leadsTo(document, next),
    ...(next?.irreversible && next.loses !== undefined ? { loses: next.loses } : {}),
    ...(current?.enteredBy === undefined ? {} : { askedBy: shortActor(current.enteredBy) }),
    digest: document.evidence,
    evidence: (current?.gates ?? [])
      .filter((gate) => !gate.gate.startsWith("approval/") && gate.gate !== "bake")
      .map((gate) => ({
        text: gate.gate,
        word: gate.state,
        tone: gate.state === "pass" ? "pass" : gate.state === "blind" ? "blind" : "wait",
      })),
    ...(why === undefined ? {} : { why }),
  };
}

function leadsTo(document: MigrationDocument, next: StageDocument | undefined): string {
  if (readStatus(document).state === "RolledBack") return "a retry after the rollback";
  if (next === undefined) return "completion";
  return next.irreversible ? `entering ${next.name}, a one-way door` : `${next.weight} % in ${next.name}`;
}

/** Approvals are given once everything but the bake and the approvals themselves passes. */
function whyNotApprove(name: string, document: MigrationDocument, staleness: Staleness): string | undefined {
  if (!document.can.approve) return "You may look, but not approve: ask for the approver role.";
  const old = tooOldTo("approve", staleness);
  if (old !== undefined) return old;
  if (readStatus(document).state === "Held") return "The migration is held.";
  const failing = document.advance.unmet.find(
    (gate) => gate.gate !== "bake" && !gate.gate.startsWith("approval/"),
  );
  return failing ? sentence(`${name} can be approved once ${failing.gate} passes`) : undefined;
}

function toGiven(approval: ApprovalDocument): Omit<ApprovalsView["given"][number], "spent"> {
  return {
    name: approval.name,
    stage: approval.stage,
    by: shortActor(approval.by),
    byFull: approval.by,
    at: Date.parse(approval.at),
    digest: approval.digest,
    expires: Date.parse(approval.expires),
  };
}
