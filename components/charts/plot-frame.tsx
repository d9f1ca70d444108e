import type { ReactNode } from "react";
import type { StageMark } from "@/lib/view/chart-series.ts";
import type { TimeRange } from "@/lib/view/history-range.ts";
import type { Incident, IncidentKind } from "@/lib/view/incidents.ts";
import { CHART_HEIGHT, CHART_WIDTH, spreadMarks } from "@/lib/view/range-chart.ts";
import { When } from "../ui/when.client.tsx";

const LINE: Record<IncidentKind, string> = {
  breach: "border-bad",
  rollback: "border-bad",
  "rollback-by-hand": "border-edge",
  drift: "border-bad",
  held: "border-wait",
  blind: "border-blind",
  other: "border-edge",
};
const SIGN: Record<IncidentKind, { text: string; className: string }> = {
  breach: { text: "✕", className: "text-bad" },
  rollback: { text: "↩", className: "text-bad" },
  "rollback-by-hand": { text: "↩", className: "text-ink" },
  drift: { text: "!", className: "text-bad" },
  held: { text: "‖", className: "text-wait" },
  blind: { text: "?", className: "text-blind" },
  other: { text: "·", className: "text-mut" },
};
/** A command that was refused happened to nobody. */
const isDrawn = ({ incident }: Incident): boolean => incident !== "other";
const HEIGHT = { large: "h-36", small: "h-24" };

/** What every chart over a time is drawn on. */
export type Plot = {
  range: TimeRange;
  marks: readonly StageMark[];
  incidents: readonly Incident[];
  cursor?: number;
  size: "large" | "small";
};

/**
 * The room of a chart: its axes, and lines where the weight changed (solid) and where something went another way (dashed, with a sign). The picture
 * is stretched to any width; letters are not, so they stand outside of it.
 */
export function PlotFrame({
  label,
  range,
  marks,
  incidents,
  cursor,
  size,
  top,
  bottom,
  trouble,
  children,
}: Plot & {
  label: string;
  top: string;
  bottom: string;
  trouble?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_3.25rem] gap-x-1.5">
      <div className={`relative mt-4 ${HEIGHT[size]}`} data-plot="">
        <svg
          // A little more than the values, so that a line at the edge is whole.
          viewBox={`0 -2 ${CHART_WIDTH} ${CHART_HEIGHT + 4}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
          className="absolute inset-0 size-full overflow-hidden border-y border-line"
        >
          {children}
        </svg>
        <div aria-hidden="true" className="pointer-events-none absolute inset-0">
          {spreadMarks(marks, range, 0.11).map(({ mark, left, labelled }) => (
            <Line key={`${mark.at}-${mark.label}`} left={left} className="border-l border-edge/70">
              {labelled ? (
                <span className="absolute -top-4 left-0 text-2xs text-mut">{mark.label}</span>
              ) : null}
            </Line>
          ))}
          {spreadMarks(incidents.filter(isDrawn), range, 0.02).map(({ mark, left, labelled }) => (
            <Line key={mark.seq} left={left} className={`border-l border-dashed ${LINE[mark.incident]}`}>
              {labelled ? (
                <span
                  className={`absolute bottom-0 left-0 bg-panel px-0.5 text-2xs leading-tight font-bold ${SIGN[mark.incident].className}`}
                >
                  {SIGN[mark.incident].text}
                </span>
              ) : null}
            </Line>
          ))}
          {cursor === undefined || cursor < range.from || cursor > range.to ? null : (
            <Line left={(cursor - range.from) / (range.to - range.from)} className="border-l border-ink">
              {null}
            </Line>
          )}
        </div>
        {trouble === undefined ? null : (
          <p className="absolute inset-0 grid place-items-center px-2 text-center text-xs text-mut">
            <span className="rounded-md bg-soft px-2 py-1">{trouble}</span>
          </p>
        )}
      </div>
      <div
        aria-hidden="true"
        className={`mt-4 flex flex-col justify-between text-2xs leading-none whitespace-nowrap text-mut ${HEIGHT[size]}`}
      >
        <span>{top}</span>
        <span>{bottom}</span>
      </div>
      <TimeAxis range={range} />
    </div>
  );
}

function Line({ left, className, children }: { left: number; className: string; children: ReactNode }) {
  return (
    <span className={`absolute inset-y-0 whitespace-nowrap ${className}`} style={{ left: `${left * 100}%` }}>
      {children}
    </span>
  );
}

/** Three times, which fit on any screen. */
function TimeAxis({ range: { from, to } }: { range: TimeRange }) {
  const style = to - from < 20 * 60_000 ? "second" : "day";
  return (
    <div aria-hidden="true" className="mt-0.5 flex justify-between text-2xs text-mut">
      {[from, (from + to) / 2, to].map((at) => (
        <When key={at} at={at} style={style} near={to} />
      ))}
    </div>
  );
}
