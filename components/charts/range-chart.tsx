import type { ReactNode } from "react";
import type { SloDocument } from "@/lib/view/document.ts";
import { formatValue } from "@/lib/view/format.ts";
import type { TimeRange } from "@/lib/view/history-range.ts";
import {
  CHART_HEIGHT,
  CHART_WIDTH,
  type ChartSides,
  describeRange,
  drawRange,
  pathOf,
  xOf,
} from "@/lib/view/range-chart.ts";
import { type Plot, PlotFrame } from "./plot-frame.tsx";

/** One objective over a time: both sides, the objective, and where the weight changed and something went wrong. It draws what it is given, on a server too. */
export function RangeChart({
  title,
  unit,
  bound,
  sides,
  stepMs,
  trouble,
  ...plot
}: Plot & {
  title: string;
  unit: string;
  bound: SloDocument["bound"];
  sides: ChartSides;
  stepMs: number;
  /** Why there is no line. */
  trouble?: ReactNode;
}) {
  const { range } = plot;
  const drawing = drawRange(sides, range, stepMs, bound, unit);
  return (
    <PlotFrame
      {...plot}
      label={describeRange(title, sides, range, bound, unit)}
      top={formatValue(drawing.top, unit)}
      bottom={formatValue(drawing.bottom, unit)}
      {...(trouble === undefined ? {} : { trouble })}
    >
      {drawing.band ? (
        <rect
          x="0"
          width={CHART_WIDTH}
          y={drawing.band.y}
          height={drawing.band.height}
          className="fill-bad opacity-[0.06]"
        />
      ) : null}
      <line
        x1="0"
        x2={CHART_WIDTH}
        y1={drawing.objective}
        y2={drawing.objective}
        className="stroke-ink opacity-65"
        strokeDasharray="3 3"
        vectorEffect="non-scaling-stroke"
      />
      {drawing.lines.map(({ side, path }) => (
        <path
          key={side}
          d={path}
          className={`fill-none ${side === "green" ? "stroke-green" : "stroke-blue"}`}
          strokeWidth={side === "green" ? 2 : 1.5}
          strokeLinejoin="round"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </PlotFrame>
  );
}

/** Which line of a `TrafficChart` is which. */
export function TrafficLegend() {
  return (
    <span className="inline-flex flex-wrap gap-x-3 text-mut">
      <span>
        <i aria-hidden="true" className="mr-1.5 inline-block w-4 border-t-2 border-ink align-middle" />
        weight
      </span>
      <span>
        <i aria-hidden="true" className="mr-1.5 inline-block w-4 border-t-3 border-green align-middle" />
        share of live connections
      </span>
    </span>
  );
}

/** What the router was told and what was there, in percent, over the same time. */
export function TrafficChart({
  weights,
  shares,
  stepMs,
  ...plot
}: Plot & {
  weights: readonly StagePoint[];
  shares: readonly [number, number][];
  stepMs: number;
}) {
  const { range } = plot;
  const share = pathOf(shares, range, stepMs, (value) => CHART_HEIGHT - value);
  return (
    <PlotFrame
      {...plot}
      label={`Weight over time: ${weights.map(({ value }) => `${value} %`).join(", then ")}`}
      top={formatValue(100, "%")}
      bottom={formatValue(0, "%")}
    >
      <path
        d={share}
        className="fill-none stroke-green"
        strokeWidth="3"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={stepsOf(weights, range)}
        className="fill-none stroke-ink"
        strokeWidth="1.4"
        vectorEffect="non-scaling-stroke"
      />
    </PlotFrame>
  );
}

type StagePoint = { at: number; value: number };

function stepsOf(points: readonly StagePoint[], range: TimeRange): string {
  const x = (at: number) => Number(xOf(at, range).toFixed(1));
  return points
    .map(({ at, value }, index) => {
      const y = CHART_HEIGHT - value;
      return index === 0 ? `M${x(at)},${y}` : `H${x(at)}V${y}`;
    })
    .join("");
}
