"use client";

import { memo } from "react";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from "recharts";
import { badBand, type ChartRow, type StageMark, valueRange } from "@/lib/view/chart-series.ts";
import type { SloDocument } from "@/lib/view/document.ts";
import { formatValue } from "@/lib/view/format.ts";
import { formatClock } from "@/lib/view/format-time.ts";
import { zoneHere } from "../ui/zone-here.ts";

type Props = {
  rows: readonly ChartRow[];
  title: string;
  unit: string;
  bound: SloDocument["bound"];
  marks: StageMark[];
  hasBlue: boolean;
};

const TICK = { fontSize: 10.5, fill: "var(--mut)" };

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
  const zone = zoneHere();
  const range = valueRange(rows, bound.value, unit);
  const band = badBand(bound, range);
  const span = last.at - first.at;
  const style = span < 15 * 60_000 ? "second" : "minute";
  const clock = (at: number) => (at === last.at ? "now" : formatClock(at, zone, style, last.at));
  const ticks = [first.at, first.at + span / 3, first.at + (2 * span) / 3, last.at];
  return (
    <div role="img" aria-label={describe(title, last, unit, bound.value)} className="h-full">
      <ResponsiveContainer width="100%" height="100%" debounce={100}>
        <LineChart data={rows} margin={{ top: 6, right: 0, bottom: 0, left: 2 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[first.at, last.at]}
            ticks={ticks}
            interval={0}
            tick={(tick: TickProps) => (
              <TimeTick {...tick} from={first.at} to={last.at} text={clock(tick.payload.value)} />
            )}
            height={16}
            axisLine={false}
            tickLine={false}
          />
          <YAxis
            orientation="right"
            domain={range}
            width={48}
            tickCount={3}
            tick={TICK}
            axisLine={false}
            tickLine={false}
            tickFormatter={(value: number) => short(value, unit, range)}
          />
          {band ? (
            <ReferenceArea y1={band[0]} y2={band[1]} fill="var(--bad)" fillOpacity={0.06} stroke="none" />
          ) : null}
          <ReferenceLine y={bound.value} stroke="var(--ink)" strokeDasharray="3 3" strokeOpacity={0.65} />
          {marks
            .filter((mark) => mark.at > first.at && mark.at < last.at)
            .map((mark) => (
              <ReferenceLine
                key={mark.at}
                x={mark.at}
                stroke="var(--mut)"
                strokeOpacity={0.5}
                label={{ value: mark.label, position: "insideTopLeft", fontSize: 10, fill: "var(--mut)" }}
              />
            ))}
          {hasBlue ? (
            <Line
              dataKey="blue"
              stroke="var(--blue)"
              strokeWidth={1.6}
              dot={false}
              isAnimationActive={false}
              connectNulls={false}
              type="linear"
            />
          ) : null}
          <Line
            dataKey="green"
            stroke="var(--green)"
            strokeWidth={2.2}
            dot={false}
            isAnimationActive={false}
            connectNulls={false}
            type="linear"
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

type TickProps = { x: number | string; y: number | string; payload: { value: number } };

/** The first time begins at the edge and the last ends there, so that neither is cut off. */
function TimeTick({ x, y, payload, from, to, text }: TickProps & { from: number; to: number; text: string }) {
  const anchor = payload.value === from ? "start" : payload.value === to ? "end" : "middle";
  return (
    <text x={x} y={Number(y) + 8} textAnchor={anchor} fontSize={10.5} fill="var(--mut)">
      {text}
    </text>
  );
}

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
