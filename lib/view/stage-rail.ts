import type { StageMark } from "./chart-series.ts";
import type { MigrationDocument, StageDocument } from "./document.ts";
import { formatPercent, formatSpan, plural } from "./format.ts";
import { type GateLine, toGateLine } from "./gate-line.ts";
import { isOwnRollback } from "./rolling-back.ts";
import { readStatus, spanMs } from "./status-view.ts";

export type StageRail = {
  phases: { name: string; letter: string; title: string; stages: StageItem[] }[];
  /** Place of the present stage, `5 of 10`. */
  position: string;
};

export type StageItem = {
  name: string;
  state: StageDocument["state"];
  /** `10 %`, or `one-way`. */
  headline: string;
  oneWay: boolean;
  loses?: string;
  /** `41 min of 2 h`, `4 h`, `6 h · approval`. */
  detail: string;
  /** 0 to 1, for the ring of the present stage. */
  baked: number;
  held: boolean;
  /** Left by a rollback or an end: after a breach it is an incident, by a person it is not. */
  stopped?: "breach" | "hand";
  gates: GateLine[];
  startedAt?: number;
  leftAt?: number;
};

export function toStageRail(document: MigrationDocument): StageRail {
  const status = readStatus(document);
  const phases = (document.plan?.phases ?? []).map((phase, index) => ({
    name: phase.name,
    ...phaseTitle(phase.title, index),
    stages: document.stages
      .filter((stage) => stage.phase === phase.name)
      .map((stage) => toItem(stage, document, status.state)),
  }));
  const at = document.stages.findIndex((stage) => stage.state === "current");
  const done = document.stages.every((stage) => stage.state === "done");
  const total = document.stages.length;
  return {
    phases,
    position:
      done && total > 0
        ? `all ${total} done`
        : at === -1
          ? `${plural(total, "stage")}`
          : `stage ${at + 1} of ${total}`,
  };
}

/** Where charts mark a change of the weight; a stage that keeps it changes nothing for the figures. */
export function toStageMarks(rail: StageRail): StageMark[] {
  const entered = rail.phases
    .flatMap((phase) => phase.stages)
    .filter((stage) => stage.startedAt !== undefined)
    .map((stage) => ({ at: stage.startedAt ?? 0, label: stage.headline }))
    .sort((one, other) => one.at - other.at);
  return entered.filter(
    (mark, index) => mark.label !== entered[index - 1]?.label && mark.label !== "one-way",
  );
}

function toItem(stage: StageDocument, document: MigrationDocument, state: string): StageItem {
  const least = spanMs(stage.bake.atLeast);
  const baked = spanMs(stage.bakedFor);
  return {
    name: stage.name,
    state: stage.state,
    headline: stage.irreversible ? "one-way" : formatPercent(stage.weight),
    oneWay: stage.irreversible,
    ...(stage.loses === undefined ? {} : { loses: stage.loses }),
    detail: detailOf(stage, least, baked, approvalsOf(stage.name, document)),
    baked: least === 0 ? (stage.state === "ahead" ? 0 : 1) : Math.min(1, baked / least),
    held: stage.state === "current" && state === "Held",
    ...(stage.state === "current" && ["RollingBack", "RolledBack", "Aborted"].includes(state)
      ? { stopped: state !== "Aborted" && isOwnRollback(document) ? "breach" : "hand" }
      : {}),
    gates: stage.gates.map((gate) => toGateLine(gate, document)),
    ...(stage.startedAt === undefined ? {} : { startedAt: Date.parse(stage.startedAt) }),
    ...(stage.leftAt === undefined ? {} : { leftAt: Date.parse(stage.leftAt) }),
  };
}

function approvalsOf(stage: string, document: MigrationDocument): number {
  return (document.plan?.approvals ?? [])
    .filter((approval) => approval.stage === stage)
    .reduce((sum, approval) => sum + approval.quorum, 0);
}

function detailOf(stage: StageDocument, leastMs: number, bakedMs: number, approvals: number): string {
  if (stage.state === "current") {
    return leastMs > 0 ? `${formatSpan(Math.min(bakedMs, leastMs))} of ${formatSpan(leastMs)}` : "now";
  }
  if (stage.state === "done") {
    const stay =
      stage.startedAt !== undefined && stage.leftAt !== undefined
        ? Date.parse(stage.leftAt) - Date.parse(stage.startedAt)
        : undefined;
    return stay === undefined ? "done" : formatSpan(stay);
  }
  return [
    leastMs > 0 ? formatSpan(leastMs) : "",
    approvals === 1 ? "approval" : approvals > 1 ? `${approvals} approvals` : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** `Phase A: canary release` has its letter in the title; others are lettered by their place. */
function phaseTitle(title: string, index: number): { letter: string; title: string } {
  const lettered = /^Phase\s+(\w{1,2}):\s*(.+)$/i.exec(title);
  const [letter, rest] = lettered
    ? [lettered[1] ?? "", lettered[2] ?? ""]
    : [String.fromCharCode(65 + index), title];
  return { letter, title: rest.charAt(0).toUpperCase() + rest.slice(1) };
}
