import type { Entry, EntryKind } from "../core/journal/entry.ts";
import type { Tone } from "./chip.ts";
import { formatPercent, formatSpan, shortActor } from "./format.ts";

export type JournalLine = {
  seq: number;
  at: number;
  actor: string;
  actorFull: string;
  kind: EntryKind;
  /** `Roll back`, `Weight`. */
  label: string;
  tone: Tone;
  /** `1 % → 10 %`. */
  change: string;
  text: string;
  stage: string;
  /** Indented JSON, or absent when there is none. */
  evidence?: string;
  hash: string;
};

export type JournalGroup = "all" | "people" | "traffic" | "verdicts" | "checks";

export const JOURNAL_GROUPS: { id: JournalGroup; label: string }[] = [
  { id: "all", label: "All" },
  { id: "people", label: "Commands" },
  { id: "traffic", label: "Traffic" },
  { id: "verdicts", label: "Verdicts" },
  { id: "checks", label: "Checks" },
];

const GROUP_OF: Record<EntryKind, JournalGroup> = {
  start: "people",
  advance: "people",
  hold: "people",
  resume: "people",
  rollback: "people",
  drain: "people",
  approve: "people",
  "revoke-approval": "people",
  "skip-bake": "people",
  retry: "people",
  "adopt-plan": "people",
  abort: "people",
  drill: "people",
  note: "people",
  refused: "people",
  weight: "traffic",
  converged: "traffic",
  drift: "traffic",
  stage: "traffic",
  verdict: "verdicts",
  gate: "checks",
  check: "checks",
  action: "checks",
  leader: "checks",
};

const LABELS: Partial<Record<EntryKind, string>> = {
  rollback: "Roll back",
  "revoke-approval": "Revoke approval",
  "skip-bake": "Skip bake",
  "adopt-plan": "Adopt plan",
  abort: "End",
};

export function inGroup(kind: EntryKind, group: JournalGroup): boolean {
  return group === "all" || GROUP_OF[kind] === group;
}

export function toJournalLine(entry: Entry): JournalLine {
  return {
    seq: entry.seq,
    at: Date.parse(entry.at),
    actor: shortActor(entry.actor),
    actorFull: entry.actor,
    kind: entry.kind,
    label: LABELS[entry.kind] ?? entry.kind.charAt(0).toUpperCase() + entry.kind.slice(1),
    tone: toneOf(entry),
    change: changeOf(entry),
    text: textOf(entry),
    stage: entry.stage,
    ...(entry.evidence === undefined ? {} : { evidence: JSON.stringify(entry.evidence, null, 2) }),
    hash: entry.hash,
  };
}

function toneOf(entry: Entry): Tone {
  if (entry.kind === "rollback" || entry.kind === "drift") return "bad";
  if (entry.kind === "hold" || entry.kind === "refused") return "wait";
  if (entry.kind === "verdict") {
    const verdict = fieldOf(entry.evidence, "verdict") ?? entry.to;
    if (verdict === "breach") return "bad";
    if (verdict === "blind") return "blind";
  }
  return "plain";
}

function changeOf({ from, to }: Entry): string {
  if (from === undefined && to === undefined) return "";
  const shown = (end: string | number | undefined) =>
    end === undefined || end === "" ? "·" : typeof end === "number" ? formatPercent(end) : end;
  if (from === undefined || from === "") return `→ ${shown(to)}`;
  return `${shown(from)} → ${shown(to)}`;
}

function textOf(entry: Entry): string {
  if (entry.reason !== undefined && entry.reason !== "") return entry.reason;
  const told =
    fieldOf(entry.evidence, "summary") ??
    fieldOf(entry.evidence, "why") ??
    fieldOf(entry.evidence, "message");
  if (typeof told === "string") return told;
  const took = fieldOf(entry.evidence, "tookMs");
  if (entry.kind === "weight" && typeof took === "number") return `read back after ${formatSpan(took)}`;
  return entry.stage === "" ? "" : `in ${entry.stage}`;
}

function fieldOf(evidence: unknown, key: string): unknown {
  return typeof evidence === "object" && evidence !== null
    ? (evidence as Record<string, unknown>)[key]
    : undefined;
}
