import type { ReactNode } from "react";
import type { HistoryAnswer, SeriesAnswer } from "@/lib/view/history-answer.ts";
import type { HistorySlo, HistoryView } from "@/lib/view/history.ts";
import type { TimeRange } from "@/lib/view/history-range.ts";
import { formatPercent, formatSpan, formatValue } from "@/lib/view/format.ts";
import { prometheusLink } from "@/lib/view/prometheus-link.ts";
import { type ChartSides, figuresOf, sharesOf, sidesOf, valueAt } from "@/lib/view/range-chart.ts";
import { RangeChart, TrafficChart, TrafficLegend } from "../charts/range-chart.tsx";
import { When } from "../ui/when.client.tsx";
import type { Fetched } from "./use-history-answer.ts";

type Shared = {
  view: HistoryView;
  range: TimeRange;
  stepMs: number;
  cursor?: number;
  prometheus?: string;
};

/** The traffic and each objective, all over the same time. */
export function HistoryCharts({ fetched, ...shared }: Shared & { fetched: Fetched }) {
  const { view, range, stepMs, cursor } = shared;
  const { old } = fetched;
  const drawnStep = old?.range.stepMs ?? stepMs;
  const shares = old?.share ? sharesOf(old.share) : [];
  return (
    <>
      <Card
        title="Traffic"
        said={<TrafficLegend />}
        head={cursor === undefined ? null : <Share shares={shares} cursor={cursor} stepMs={drawnStep} />}
        wide
      >
        <TrafficChart
          weights={view.weights}
          shares={shares}
          range={range}
          stepMs={drawnStep}
          marks={view.marks}
          incidents={view.incidents}
          {...(cursor === undefined ? {} : { cursor })}
          size="large"
        />
      </Card>
      {view.slos.map((slo) => (
        <SloHistory key={slo.name} slo={slo} {...shared} {...(old ? { old } : {})} />
      ))}
    </>
  );
}

function SloHistory({
  slo,
  old,
  view,
  range,
  stepMs,
  cursor,
  prometheus,
}: Shared & { slo: HistorySlo; old?: HistoryAnswer }) {
  const answer = old?.slos.find(({ name }) => name === slo.name);
  const sides = answer ? sidesOf(answer) : {};
  const drawnStep = old?.range.stepMs ?? stepMs;
  const trouble = troubleOf(answer);
  const queries = Object.values(answer?.sides ?? {}).flatMap(({ query }) =>
    query === undefined ? [] : [query],
  );
  return (
    <Card
      title={slo.title}
      said={`objective ${slo.objective}${answer ? `, ${formatSpan(answer.windowMs)} a point` : ""}`}
      head={
        cursor === undefined ? (
          <Figures slo={slo} sides={sides} range={range} />
        ) : (
          <Values slo={slo} sides={sides} cursor={cursor} stepMs={drawnStep} near={range.to} />
        )
      }
      foot={
        prometheus !== undefined && queries.length > 0 ? (
          <a
            href={prometheusLink(prometheus, queries, range)}
            target="_blank"
            rel="noreferrer"
            className="no-print text-xs text-mut underline decoration-line underline-offset-2 hover:text-ink"
          >
            Open {slo.title} in Prometheus
          </a>
        ) : null
      }
    >
      {answer ? (
        <RangeChart
          title={slo.title}
          unit={slo.unit}
          bound={slo.bound}
          sides={sides}
          range={range}
          stepMs={drawnStep}
          marks={view.marks}
          incidents={view.incidents.filter(({ slo: of }) => of === undefined || of === slo.name)}
          {...(cursor === undefined ? {} : { cursor })}
          size="large"
          {...(trouble === undefined ? {} : { trouble })}
        />
      ) : (
        // The room that the chart will take.
        <div data-plot="" className="mt-4 mb-4 h-36 rounded-md bg-soft" />
      )}
    </Card>
  );
}

function Card({
  title,
  said,
  head,
  foot,
  wide = false,
  children,
}: {
  title: string;
  said: ReactNode;
  head: ReactNode;
  foot?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <figure className={`card m-0 ${wide ? "lg:col-span-2" : ""}`}>
      <figcaption>
        <h2 className="inline text-base">{title}</h2> <span className="text-sm text-mut">{said}</span>
      </figcaption>
      {/* The room of two lines on a phone: what is pointed at changes its length. */}
      <div className="mt-1 min-h-10 text-sm sm:min-h-5">{head}</div>
      {children}
      {foot}
    </figure>
  );
}

/** Worst and middle figure of what is shown. */
function Figures({ slo, sides, range }: { slo: HistorySlo; sides: ChartSides; range: TimeRange }) {
  return (
    <span className="flex flex-wrap gap-x-4">
      {slo.sides.toReversed().map((side) => {
        const figures = figuresOf(sides[side] ?? [], range, slo.bound);
        if (!figures) return null;
        return (
          <span key={side}>
            <Swatch side={side} /> {formatValue(figures.typical, slo.unit)}
            <span className="text-mut">
              , worst {formatValue(figures.worst, slo.unit)}, met {formatPercent(100 * figures.met)}
            </span>
          </span>
        );
      })}
    </span>
  );
}

function Values({
  slo,
  sides,
  cursor,
  stepMs,
  near,
}: {
  slo: HistorySlo;
  sides: ChartSides;
  cursor: number;
  stepMs: number;
  near: number;
}) {
  return (
    <span className="flex flex-wrap gap-x-4">
      <span className="text-mut">
        <When at={cursor} style="second" near={near} />
      </span>
      {slo.sides.toReversed().map((side) => {
        const value = valueAt(sides[side] ?? [], cursor, stepMs);
        return (
          <span key={side}>
            <Swatch side={side} /> {value === undefined ? "unknown" : formatValue(value, slo.unit)}
          </span>
        );
      })}
    </span>
  );
}

function Share({
  shares,
  cursor,
  stepMs,
}: {
  shares: readonly [number, number][];
  cursor: number;
  stepMs: number;
}) {
  const value = valueAt(shares, cursor, stepMs);
  return (
    <>
      <When at={cursor} style="second" near={cursor} />, share{" "}
      {value === undefined ? "unknown" : formatPercent(value)}
    </>
  );
}

function Swatch({ side }: { side: "blue" | "green" }) {
  return (
    <>
      <i
        aria-hidden="true"
        className={`side-fill mr-1 inline-block size-[9px] rounded-[2px] ${side === "green" ? "bg-green" : "bg-blue"}`}
      />
      {side === "green" ? "Green" : "Blue"}
    </>
  );
}

/** Said in the chart's own place, where it is this chart's alone. */
function troubleOf(answer: SeriesAnswer | undefined): string | undefined {
  const sides = Object.values(answer?.sides ?? {});
  const blind = sides.find((side) => side.state === "blind");
  if (blind?.state === "blind") return `Not known: ${blind.why}`;
  const isEmpty =
    sides.length > 0 && sides.every((side) => side.state === "answered" && side.points.length === 0);
  return isEmpty ? "No samples of this time" : undefined;
}
