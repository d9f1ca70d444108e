import type { Entry } from "../core/journal/entry.ts";
import type { Side } from "../core/status/status.ts";
import type { StageMark } from "./chart-series.ts";
import type { Chip } from "./chip.ts";
import type { MigrationDocument, SloDocument } from "./document.ts";
import { formatPercent } from "./format.ts";
import { toHeader } from "./header.ts";
import type { HistoryAnswer } from "./history-answer.ts";
import type { TimeRange } from "./history-range.ts";
import { type Incident, toIncidents } from "./incidents.ts";
import { type Point, weightHistory } from "./run-figure.ts";
import { toSloCards } from "./slo-card.ts";
import { readStatus } from "./status-view.ts";

/** A run over time: what there is to look at, without the series themselves. Times in milliseconds. */
export type HistoryView = {
  title: string;
  /** `namespace/name`. */
  key: string;
  chip: Chip;
  /** Absent before the start: there is nothing to see. */
  bounds?: TimeRange;
  /** Whether the end of `bounds` moves on with the clock. */
  live: boolean;
  stages: StageSpan[];
  marks: StageMark[];
  weights: Point[];
  incidents: Incident[];
  slos: HistorySlo[];
};

export type StageSpan = { name: string; label: string; range: TimeRange };
export type HistorySlo = {
  name: string;
  title: string;
  objective: string;
  unit: string;
  bound: SloDocument["bound"];
  sides: Side[];
};

/** So much is shown beyond the end of a run: what came of it. */
const AFTERMATH_MS = 2 * 60_000;
/** A weight that is written so soon after a stage was entered belongs to that. */
const SAME_STEP_MS = 30_000;

export function toHistory(document: MigrationDocument, all: readonly Entry[], now: number): HistoryView {
  const header = toHeader(document);
  const entries = thisRun(all);
  const { state } = readStatus(document);
  const live = !["Completed", "Aborted", "RolledBack"].includes(state);
  const weights = weightHistory(document, entries);
  const bounds = boundsOf(document, entries, weights, live, now);
  const stages = bounds ? stageSpans(document, entries, bounds.to) : [];
  return {
    title: header.title,
    key: `${header.namespace}/${header.name}`,
    chip: header.chip,
    ...(bounds ? { bounds } : {}),
    live,
    stages,
    marks: [...weightMarks(weights), ...stageMarks(stages, weights)].sort((one, other) => one.at - other.at),
    weights: bounds ? [...weights, { at: bounds.to, value: weights.at(-1)?.value ?? 0 }] : weights,
    incidents: toIncidents(entries),
    slos: toSloCards(document).map((card) => ({
      name: card.name,
      title: card.title,
      objective: card.objective,
      unit: card.unit,
      bound: card.bound,
      sides: card.evidence.map(({ side }) => side),
    })),
  };
}

/** A new Migration of an old name continues the chain: the run that is shown is the last one. */
export function thisRun(entries: readonly Entry[]): readonly Entry[] {
  const start = entries.findLastIndex((entry) => entry.kind === "start");
  return start === -1 ? entries : entries.slice(start);
}

function boundsOf(
  document: MigrationDocument,
  entries: readonly Entry[],
  weights: readonly Point[],
  live: boolean,
  now: number,
): TimeRange | undefined {
  const from = weights[0]?.at;
  if (from === undefined) return undefined;
  if (live) return { from, to: Math.max(now, from + 1_000) };
  const left = document.stages.flatMap((stage) => [stage.leftAt, stage.startedAt]);
  const ends = [...left, document.rolledBack?.drainedAt, document.rolledBack?.weightAt]
    .filter((time) => time !== undefined)
    .map((time) => Date.parse(time));
  const decided = entries.filter((entry) => entry.kind !== "note").map((entry) => Date.parse(entry.at));
  const over = Math.max(from, ...ends, ...decided);
  return { from, to: Math.max(over + 1_000, Math.min(over + AFTERMATH_MS, now)) };
}

/** Each stay in a stage, also of a stage that was tried again. */
function stageSpans(document: MigrationDocument, entries: readonly Entry[], end: number): StageSpan[] {
  const entered = entries.flatMap((entry) =>
    ["start", "advance", "retry"].includes(entry.kind) && typeof entry.to === "string"
      ? [{ at: Date.parse(entry.at), name: entry.to }]
      : [],
  );
  return entered.flatMap(({ at, name }, index) => {
    const stage = document.stages.find((each) => each.name === name);
    const to = entered[index + 1]?.at ?? end;
    if (!stage || to <= at) return [];
    const weight = stage.irreversible ? "one-way" : formatPercent(stage.weight);
    return [{ name, label: `${name}, ${weight}`, range: { from: at, to } }];
  });
}

/** A change of the weight, wherever it came from. */
const weightMarks = (weights: readonly Point[]): StageMark[] =>
  weights.flatMap(({ at, value }, index) =>
    index > 0 && value !== weights[index - 1]?.value ? [{ at, label: formatPercent(value) }] : [],
  );

/** A stage that keeps the weight is a line without a word. */
const stageMarks = (stages: readonly StageSpan[], weights: readonly Point[]): StageMark[] =>
  stages.slice(1).flatMap(({ range: { from } }) => {
    const isMarked = weights.some(({ at }) => at >= from && at - from < SAME_STEP_MS);
    return isMarked ? [] : [{ at: from, label: "" }];
  });

/** Why there is nothing to draw, or less than was asked for. */
export type Gap =
  | { kind: "none" }
  /** Prometheus said nothing about anything. */
  | { kind: "down"; why: string }
  /** It answered, and has nothing of this time. */
  | { kind: "empty" }
  /** It has nothing from before `since`. */
  | { kind: "shorter"; since: number };

/** What an answer leaves open, told apart: unknown is not the same as nothing. */
export function gapOf(answer: HistoryAnswer): Gap {
  const sides = answer.slos.flatMap((slo) => Object.values(slo.sides));
  const whys = new Set(sides.flatMap((side) => (side.state === "blind" ? [side.why] : [])));
  if (sides.length > 0 && sides.every((side) => side.state === "blind"))
    return { kind: "down", why: [...whys].join("; ") };
  const firsts = sides.flatMap((side) => (side.state === "answered" ? side.points.slice(0, 1) : []));
  if (firsts.length === 0) return { kind: "empty" };
  const since = Math.min(...firsts.map(([at]) => at));
  // A first point needs two scrapes within its window: that much may be missing of anything.
  const slack = 2 * answer.range.stepMs + 30_000;
  return since - answer.range.from > slack ? { kind: "shorter", since } : { kind: "none" };
}
