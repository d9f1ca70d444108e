import { isOver } from "../core/status/states.ts";
import { type Chip, verdictChip, verdictChipAfter } from "./chip.ts";
import type { MigrationDocument, SloDocument } from "./document.ts";
import { formatCount, formatPercent, formatValue, NBSP, plural } from "./format.ts";
import { sampleProgress } from "./gate-line.ts";
import { readStatus } from "./status-view.ts";

export type SloCard = {
  name: string;
  title: string;
  objective: string;
  bound: SloDocument["bound"];
  unit: string;
  chip: Chip;
  breached: boolean;
  /** Absent values are shown as a dash. */
  green?: SideValue;
  blue?: SideValue;
  burn?: string;
  samples: { text: string; filled: number };
  /** What else is known: failures allowed, an upper bound. */
  note: string;
  /** What each point of the chart covers, in milliseconds. */
  recentMs?: number;
  why: string;
  /** The time that the evidence is of, in milliseconds. */
  time: { from: number; to: number };
  evidence: { side: "blue" | "green"; verdict: string; query: string; value: string; samples: string }[];
  onBreach?: string;
};

export type SideValue = { text: string; value?: number };

/** One card for each SLO, in the plan's order, with both sides on it. */
export function toSloCards(document: MigrationDocument): SloCard[] {
  const names = [...new Set(document.slos.map((slo) => slo.name))];
  return names.flatMap((name) => {
    const sides = document.slos.filter((slo) => slo.name === name);
    const green = sides.find((slo) => slo.side === "green");
    const judged = green ?? sides[0];
    return judged ? [toCard(document, judged, sides)] : [];
  });
}

function toCard(document: MigrationDocument, judged: SloDocument, sides: SloDocument[]): SloCard {
  const green = sides.find((slo) => slo.side === "green");
  const blue = sides.find((slo) => slo.side === "blue");
  const asOf = Date.parse(document.asOf);
  const planned = document.plan?.slos.find((slo) => slo.name === judged.name);
  return {
    name: judged.name,
    title: judged.title,
    objective: objectiveText(judged),
    bound: judged.bound,
    unit: judged.unit,
    chip: isOver(readStatus(document).state)
      ? verdictChipAfter(judged.verdict)
      : verdictChip(judged.verdict, judged.provisional),
    breached: judged.verdict === "breach",
    ...(green ? { green: sideValue(green) } : {}),
    ...(blue ? { blue: sideValue(blue) } : {}),
    ...(judged.burn === undefined ? {} : { burn: `burn ${judged.burn.toFixed(1)}×` }),
    samples: {
      text: sampleProgress(judged.name, document) ?? samplesText(judged),
      filled: filled(judged),
    },
    note: noteOf(judged),
    ...(planned ? { recentMs: planned.recentMs } : {}),
    why: judged.why,
    time: { from: Math.min(readStatus(document).evidenceSince ?? asOf, asOf), to: asOf },
    evidence: sides.map((slo) => ({
      side: slo.side,
      verdict: verdictChip(slo.verdict, slo.provisional).word,
      query: slo.query,
      value: sideValue(slo).text,
      samples: slo.samples === undefined ? "no samples" : formatCount(slo.samples),
    })),
    ...(planned ? { onBreach: planned.onBreach } : {}),
  };
}

const BOUNDS = { above: ">", atLeast: "≥", below: "<", atMost: "≤" } as const;

function objectiveText({ bound, unit }: SloDocument): string {
  return `${BOUNDS[bound.op]}${NBSP}${formatValue(bound.value, unit)}`;
}

function sideValue(slo: SloDocument): SideValue {
  if (slo.value === undefined || Number.isNaN(slo.value)) return { text: "–" };
  // Rates are extrapolated between scrapes: without a failure, what is missing from 100 % is only that.
  const noise = slo.unit === "%" && slo.failures === 0 && Math.abs(100 - slo.value) < 0.001;
  return { text: formatValue(noise ? 100 : slo.value, slo.unit), value: slo.value };
}

function samplesText(slo: SloDocument): string {
  return slo.samples === undefined ? "no samples" : plural(slo.samples, "sample");
}

function filled(slo: SloDocument): number {
  if (slo.samples === undefined || slo.needed === undefined || slo.needed === 0) return 0;
  return Math.min(1, slo.samples / slo.needed);
}

function noteOf(slo: SloDocument): string {
  if (slo.verdict === "blind") return "unknown never counts as healthy";
  if (slo.upperBound !== undefined && (slo.failures ?? 0) === 0) {
    return slo.upperBound >= 100 ? "" : `failures at most ${formatPercent(slo.upperBound, 3)}`;
  }
  if (slo.failures === undefined) return "";
  if (slo.allowed === undefined) {
    return `${formatCount(slo.failures)} ${slo.unit.startsWith("/") ? "seen" : "failed"}`;
  }
  return slo.failures <= slo.allowed
    ? `${formatCount(slo.failures)} failed, ${formatCount(slo.allowed)} allowed`
    : `${formatCount(slo.failures)} failed`;
}
