import { z } from "zod";
import type { Entry } from "../core/journal/entry.ts";
import { verdictChip } from "./chip.ts";
import type { MigrationDocument, SloDocument } from "./document.ts";
import { formatCount, formatValue } from "./format.ts";
import type { HistoryAnswer } from "./history-answer.ts";
import type { TimeRange } from "./history-range.ts";
import { figuresOf, sidesOf } from "./range-chart.ts";

/** How each objective stood when a stage was left, as the journal has it; `worst` and `typical` are of the time in the stage, from Prometheus. */
/** Without `rows` nothing was measured in that stage: none of its conditions asked for it. */
export type StageVerdicts = { entry: number; stage: string; leftAt: number; rows: SloAtStage[] };
export type SloAtStage = {
  name: string;
  title: string;
  green?: SideAtStage;
  blue?: SideAtStage;
  /** Of green. Absent where Prometheus has nothing of that time. */
  worst?: string;
  typical?: string;
};
export type SideAtStage = { verdict: string; value: string; samples: string };

const leaving = z.looseObject({
  slos: z.array(
    z.looseObject({
      name: z.string(),
      side: z.enum(["blue", "green"]),
      verdict: z.enum(["pass", "breach", "insufficient", "blind"]),
      value: z.union([z.number(), z.string()]),
      samples: z.number(),
    }),
  ),
});
type Judged = z.infer<typeof leaving>["slos"][number];

/** In the order in which stages were left; a stage that was left twice is there twice. */
export function toStageVerdicts(
  document: MigrationDocument,
  entries: readonly Entry[],
  answer: HistoryAnswer | undefined,
): StageVerdicts[] {
  let entered = Number.NEGATIVE_INFINITY;
  return entries.flatMap((entry) => {
    if (!["start", "advance", "retry"].includes(entry.kind)) return [];
    const stay = { from: entered, to: Date.parse(entry.at) };
    entered = stay.to;
    const read = leaving.safeParse(entry.evidence);
    if (!read.success || entry.kind !== "advance" || read.data.slos.length === 0) return [];
    const names = [...new Set(read.data.slos.map(({ name }) => name))];
    const isMeasured = read.data.slos.some(({ value }) => typeof value === "number");
    const rows = (isMeasured ? names : []).map((name) => {
      const known = document.slos.find((slo) => slo.name === name);
      const sides = read.data.slos.filter((slo) => slo.name === name);
      return toRow(name, known, sides, answer, stay);
    });
    return [{ entry: entry.seq, stage: String(entry.from ?? entry.stage), leftAt: stay.to, rows }];
  });
}

function toRow(
  name: string,
  known: SloDocument | undefined,
  sides: readonly Judged[],
  answer: HistoryAnswer | undefined,
  stay: TimeRange,
): SloAtStage {
  const unit = known?.unit ?? "";
  const green = sides.find(({ side }) => side === "green");
  const blue = sides.find(({ side }) => side === "blue");
  const series = answer?.slos.find((slo) => slo.name === name);
  const figures = known && series && figuresOf(sidesOf(series).green ?? [], stay, known.bound);
  return {
    name,
    title: known?.title ?? name,
    ...(green ? { green: toSide(green, unit) } : {}),
    ...(blue ? { blue: toSide(blue, unit) } : {}),
    ...(figures
      ? { worst: formatValue(figures.worst, unit), typical: formatValue(figures.typical, unit) }
      : {}),
  };
}

function toSide({ verdict, value, samples }: Judged, unit: string): SideAtStage {
  return {
    verdict: verdictChip(verdict, false).word,
    value: typeof value === "number" ? formatValue(unit === "%" ? withoutNoise(value) : value, unit) : "–",
    samples: formatCount(samples),
  };
}

/** Rates are extrapolated between scrapes: this much of a percentage is no failure. */
const withoutNoise = (percent: number): number => (Math.abs(100 - percent) < 0.001 ? 100 : percent);
