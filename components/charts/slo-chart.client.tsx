"use client";

import { memo, type ReactNode } from "react";
import { badBand, type ChartRow, type StageMark, valueRange } from "@/lib/view/chart-series.ts";
import type { SloDocument } from "@/lib/view/document.ts";
import { formatValue } from "@/lib/view/format.ts";
import { formatClock } from "@/lib/view/format-time.ts";
import { zoneHere } from "../ui/zone-here.ts";
import { type LinePoint, SloLines } from "./slo-lines.tsx";

type Props = {
  rows: readonly ChartRow[];
  title: string;
  unit: string;
  bound: SloDocument["bound"];
  marks: StageMark[];
  hasBlue: boolean;
};

const GRID = [0, 0.5, 1];

/** Blue and green over time, with the objective and what would be a breach. It redraws when a point comes, and never moves by itself. */
function SloChart({ rows, title, unit, bound, marks, hasBlue }: Props) {
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last || first === last) {
    return (
      <p className="grid h-full place-items-center rounded-md bg-soft text-xs text-mut">
        Waiting for samples
      </p>
    );
  }
  const range = valueRange(rows, bound.value, unit);
  const [low, high] = range;
  const x = (at: number) => (at - first.at) / (last.at - first.at);
  const y = (value: number) => Math.min(1, Math.max(0, (value - low) / (high - low)));
  const band = badBand(bound, range);
  return (
    <div
      role="img"
      aria-label={describe(title, last, unit, bound.value)}
      className="grid h-full grid-cols-[minmax(0,1fr)_2.75rem] grid-rows-[minmax(0,1fr)_1rem] text-2xs leading-none whitespace-nowrap text-mut"
    >
      <div className="relative mt-1.5">
        {GRID.map((share) => (
          <Level key={share} at={share} className="border-t border-line" />
        ))}
        {band ? (
          <span
            className="side-fill absolute inset-x-0 bg-bad opacity-[0.06]"
            style={{ bottom: percent(y(band[0])), height: percent(y(band[1]) - y(band[0])) }}
          />
        ) : null}
        <Level at={y(bound.value)} className="border-t border-dashed border-ink opacity-65" />
        {marks
          .filter((mark) => mark.at > first.at && mark.at < last.at)
          .map((mark) => (
            <span
              key={mark.at}
              className="absolute inset-y-0 border-l border-mut/50 pt-0.5 pl-1"
              style={{ left: percent(x(mark.at)) }}
            >
              {mark.label}
            </span>
          ))}
        <SloLines points={toPoints(rows, x, y)} hasBlue={hasBlue} />
      </div>
      <div className="relative mt-1.5">
        {GRID.map((share) => (
          <Level key={share} at={share} className="pl-1.5">
            <span className="-mt-1.5 block">{short(low + share * (high - low), unit, range)}</span>
          </Level>
        ))}
      </div>
      <Times from={first.at} to={last.at} />
    </div>
  );
}

/** As a share of the room, from below. */
function Level({ at, className, children }: { at: number; className: string; children?: ReactNode }) {
  return (
    <span className={`absolute inset-x-0 ${className}`} style={{ top: percent(1 - at) }}>
      {children}
    </span>
  );
}

/** The first time begins at the edge and the last ends there, so that neither is cut off. */
function Times({ from, to }: { from: number; to: number }) {
  const zone = zoneHere();
  const style = to - from < 15 * 60_000 ? "second" : "minute";
  const clock = (share: number) => formatClock(from + share * (to - from), zone, style, to);
  return (
    <div className="relative pt-1">
      <span className="absolute left-0">{clock(0)}</span>
      <span className="absolute left-1/3 -translate-x-1/2">{clock(1 / 3)}</span>
      <span className="absolute left-2/3 -translate-x-1/2">{clock(2 / 3)}</span>
      <span className="absolute right-0">now</span>
    </div>
  );
}

function toPoints(
  rows: readonly ChartRow[],
  x: (at: number) => number,
  y: (value: number) => number,
): LinePoint[] {
  const shareOf = (value: number | undefined) => (value === undefined ? null : y(value));
  return rows.map(({ at, blue, green }) => ({ x: x(at), blue: shareOf(blue), green: shareOf(green) }));
}

const percent = (share: number) => `${(100 * share).toFixed(2)}%`;

function describe(title: string, last: ChartRow, unit: string, objective: number): string {
  const side = (name: string, value: number | undefined) =>
    value === undefined ? "" : `, ${name} ${formatValue(value, unit)}`;
  return `${title} over time${side("green", last.green)}${side("blue", last.blue)}, objective ${formatValue(objective, unit)}`;
}

/** Without the unit, which the card's head says; as many digits as tell two ticks apart. */
function short(value: number, unit: string, [low, high]: [number, number]): string {
  const digits = Math.max(0, Math.min(4, Math.ceil(-Math.log10((high - low) / 2)) + 1));
  return String(Number(value.toFixed(unit === "%" ? digits : Math.min(digits, 2))));
}

export default memo(SloChart);
