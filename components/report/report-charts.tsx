import type { HistoryAnswer } from "@/lib/view/history-answer.ts";
import { gapOf, type HistorySlo, type HistoryView } from "@/lib/view/history.ts";
import { formatSpan, formatValue } from "@/lib/view/format.ts";
import { type ChartSides, figuresOf, sharesOf, sidesOf } from "@/lib/view/range-chart.ts";
import { RangeChart, TrafficChart, TrafficLegend } from "../charts/range-chart.tsx";
import { When } from "../ui/when.client.tsx";
import { PART } from "./report-table.tsx";

/** The whole run in pictures, small enough for paper. */
export function ReportCharts({
  history: { view, answer },
}: {
  history: { view: HistoryView; answer?: HistoryAnswer };
}) {
  if (!view.bounds) return null;
  return (
    <section aria-label="The run over time" className={PART}>
      <h2 className="section-title mb-1 print:break-after-avoid">The run over time</h2>
      <Gap answer={answer} />
      {answer ? (
        <>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-3 sm:grid-cols-2 print:grid-cols-2">
            <figure className="m-0 break-inside-avoid sm:col-span-2 print:col-span-2">
              <figcaption className="text-sm">
                <b>Traffic</b> <TrafficLegend />
              </figcaption>
              <TrafficChart
                weights={view.weights}
                shares={answer.share ? sharesOf(answer.share) : []}
                range={answer.range}
                stepMs={answer.range.stepMs}
                marks={view.marks}
                incidents={view.incidents}
                size="small"
              />
            </figure>
            {view.slos.map((slo) => (
              <SloFigure key={slo.name} slo={slo} view={view} answer={answer} />
            ))}
          </div>
          <p className="mt-2 text-xs text-mut">
            <b className="text-green">Green</b> and <b className="text-blue">blue</b>; dashed across: the
            objective, shaded: what misses it. Upright lines: the weight changed (solid), a breach ✕, a
            rollback ↩, a hold ‖, blind ? (dashed). A point each {formatSpan(answer.range.stepMs)}.
          </p>
        </>
      ) : null}
    </section>
  );
}

function SloFigure({ slo, view, answer }: { slo: HistorySlo; view: HistoryView; answer: HistoryAnswer }) {
  const found = answer.slos.find(({ name }) => name === slo.name);
  const sides: ChartSides = found ? sidesOf(found) : {};
  const figures = figuresOf(sides.green ?? [], answer.range, slo.bound);
  const isEmpty = Object.values(sides).every((points) => points.length === 0);
  return (
    <figure className="m-0 break-inside-avoid">
      <figcaption className="text-sm">
        <b>{slo.title}</b> <span className="text-mut">objective {slo.objective}</span>
        <br />
        <span className="text-xs text-mut">
          {figures
            ? `green typically ${formatValue(figures.typical, slo.unit)}, at worst ${formatValue(figures.worst, slo.unit)}`
            : "green not known"}
        </span>
      </figcaption>
      <RangeChart
        title={slo.title}
        unit={slo.unit}
        bound={slo.bound}
        sides={sides}
        range={answer.range}
        stepMs={answer.range.stepMs}
        marks={view.marks}
        incidents={view.incidents.filter(({ slo: of }) => of === undefined || of === slo.name)}
        size="small"
        {...(isEmpty ? { trouble: "No samples" } : {})}
      />
    </figure>
  );
}

function Gap({ answer }: { answer: HistoryAnswer | undefined }) {
  if (!answer)
    return <p className="text-sm text-blind">Prometheus did not answer in time: there is no picture.</p>;
  const gap = gapOf(answer);
  switch (gap.kind) {
    case "none":
      return null;
    case "down":
      return <p className="text-sm text-blind">Nothing is known of this run. {gap.why}.</p>;
    case "empty":
      return <p className="text-sm text-blind">Prometheus has no samples of this run any more.</p>;
    case "shorter":
      return (
        <p className="text-sm text-blind">
          Prometheus has samples from <When at={gap.since} style="day" near={answer.range.to} /> on, and
          nothing of before.
        </p>
      );
  }
}
