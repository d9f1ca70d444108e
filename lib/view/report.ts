import type { Entry } from "../core/journal/entry.ts";
import type { Chip } from "./chip.ts";
import type { MigrationDocument } from "./document.ts";
import { formatPercent, formatSpan, shortActor } from "./format.ts";
import { toHeader } from "./header.ts";
import { verdictOf } from "./journal-text.ts";
import type { HistoryAnswer } from "./history-answer.ts";
import { type HistoryView, thisRun, toHistory } from "./history.ts";
import { type Incident, toIncidents } from "./incidents.ts";
import { type RiskRow, toRiskMatrix } from "./risk-matrix.ts";
import { type SloCard, toSloCards } from "./slo-card.ts";
import { type StageVerdicts, toStageVerdicts } from "./stage-verdicts.ts";
import { readStatus, spanMs } from "./status-view.ts";
import { forecast } from "./timeline.ts";

/** A run as it is told to somebody who was not there. Times in milliseconds. */
export type ReportView = {
  title: string;
  key: string;
  chip: Chip;
  summary: string[];
  begun?: number;
  finishAt?: number;
  asOf: number;
  stages: ReportStage[];
  slos: SloCard[];
  incidents: Incident[];
  /** How the objectives stood when each stage was left. */
  verdicts: StageVerdicts[];
  /** The run over time; `answer` is absent where Prometheus said nothing in time. */
  history: { view: HistoryView; answer?: HistoryAnswer };
  approvals: { name: string; stage: string; by: string; at: number; digest: string }[];
  risks: RiskRow[];
  journal: { length: number; verified: boolean; head: string };
  planHash: string;
};

export type ReportStage = {
  name: string;
  weight: string;
  state: string;
  enteredAt?: number;
  leftAt?: number;
  baked: string;
  by: string;
};

const STATES = { done: "done", current: "now", ahead: "ahead" } as const;

export function toReport(
  document: MigrationDocument,
  all: readonly Entry[],
  verified: boolean,
  answer?: HistoryAnswer,
): ReportView {
  const entries = thisRun(all);
  const header = toHeader(document);
  const status = readStatus(document);
  const asOf = Date.parse(document.asOf);
  const expected = forecast(document, asOf);
  const started = document.stages.flatMap((stage) =>
    stage.startedAt === undefined ? [] : [Date.parse(stage.startedAt)],
  );
  const first = entries.find((entry) => entry.kind === "start");
  const begun = first ? Date.parse(first.at) : Math.min(...started);
  const last = entries.at(-1);
  return {
    title: header.title,
    key: `${header.namespace}/${header.name}`,
    chip: header.chip,
    summary: summarise(document, entries),
    ...(Number.isFinite(begun) ? { begun } : {}),
    ...(expected.finishAt === undefined ? {} : { finishAt: expected.finishAt }),
    asOf,
    stages: document.stages.map((stage) => ({
      name: stage.name,
      weight: stage.irreversible ? `${formatPercent(stage.weight)}, one-way` : formatPercent(stage.weight),
      state: STATES[stage.state],
      ...(stage.startedAt === undefined ? {} : { enteredAt: Date.parse(stage.startedAt) }),
      ...(stage.leftAt === undefined ? {} : { leftAt: Date.parse(stage.leftAt) }),
      baked: bakedText(stage.bakedFor, stage.bake.atLeast),
      by: stage.enteredBy === undefined ? "" : shortActor(stage.enteredBy),
    })),
    slos: toSloCards(document),
    incidents: toIncidents(entries),
    verdicts: toStageVerdicts(document, entries, answer),
    history: { view: toHistory(document, all, asOf), ...(answer ? { answer } : {}) },
    approvals: document.approvals.map((approval) => ({
      name: approval.name,
      stage: approval.stage,
      by: shortActor(approval.by),
      at: Date.parse(approval.at),
      digest: approval.digest,
    })),
    risks: toRiskMatrix(document).rows,
    journal: { length: status.journalLength, verified, head: last?.hash ?? "" },
    planHash: status.planHash,
  };
}

function summarise(document: MigrationDocument, entries: readonly Entry[]): string[] {
  const { state, stage, hold } = readStatus(document);
  const { weight, share } = document.traffic;
  const done = document.stages.filter((each) => each.state === "done").length;
  const journalled = entries.filter((entry) => entry.kind === "rollback").length;
  const rollbacks = Math.max(journalled, document.rolledBack ? 1 : 0);
  const breaches = entries.filter(
    (entry) => entry.kind === "verdict" && verdictOf(entry) === "breach",
  ).length;
  return [
    document.plan === undefined
      ? `The plan cannot be read${stage === "" ? "" : `; it stands in ${stage}`}.`
      : `${done} of ${document.stages.length} stages are done${stage === "" ? "" : state === "Completed" ? "" : `; it stands in ${stage}`}.`,
    weight === undefined
      ? "The weight is not known."
      : `${formatPercent(weight)} of new traffic goes to green${share === undefined ? "" : `, which carries ${formatPercent(share)} of what is connected`}.`,
    ...(hold ? [`It is held: ${hold.reason}`] : []),
    rollbacks === 0 && breaches === 0
      ? "Nothing was rolled back, and no objective was breached."
      : `Rolled back ${times(rollbacks)}; objectives were breached ${times(breaches)}.`,
  ];
}

function times(count: number): string {
  return count === 1 ? "once" : count === 0 ? "never" : `${count} times`;
}

function bakedText(baked: string | undefined, least: string): string {
  const needed = spanMs(least);
  if (needed === 0) return "";
  if (baked === undefined) return `${formatSpan(needed)} needed`;
  return `${formatSpan(spanMs(baked))}, ${formatSpan(needed)} needed`;
}
