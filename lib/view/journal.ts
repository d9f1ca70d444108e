import type { Entry, EntryKind } from "../core/journal/entry.ts";
import type { Tone } from "./chip.ts";
import { formatPercent, shortActor } from "./format.ts";
import { journalText, verdictOf } from "./journal-text.ts";

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
    text: journalText(entry),
    stage: entry.stage,
    ...(entry.evidence === undefined ? {} : { evidence: JSON.stringify(entry.evidence, null, 2) }),
    hash: entry.hash,
  };
}

function toneOf(entry: Entry): Tone {
  // What a person does on purpose is no incident.
  if (entry.kind === "rollback") return entry.actor === "crossfade" ? "bad" : "plain";
  if (entry.kind === "drift") return "bad";
  if (entry.kind === "hold" || entry.kind === "refused") return "wait";
  if (entry.kind === "verdict") {
    const verdict = verdictOf(entry);
    if (verdict === "breach") return "bad";
    if (verdict === "blind") return "blind";
  }
  return "plain";
}

function changeOf({ from, to }: Entry): string {
  if (from === to) return "";
  const shown = (end: string | number | undefined) =>
    end === undefined || end === "" ? "·" : typeof end === "number" ? formatPercent(end) : end;
  if (from === undefined || from === "") return `→ ${shown(to)}`;
  return `${shown(from)} → ${shown(to)}`;
}
