import { type Look, panRange, stepsFor, type TimeRange, zoomRange } from "@/lib/view/history-range.ts";
import { formatSpan } from "@/lib/view/format.ts";
import type { StageSpan } from "@/lib/view/history.ts";
import { Button } from "../ui/button.tsx";
import { When } from "../ui/when.client.tsx";
import { FARTHER, NEARER } from "./use-time-gestures.ts";

const PAN = 0.5;
const FIELD = "min-h-8 min-w-0 max-w-full rounded-md border border-edge bg-panel px-1.5 text-sm text-ink";

/** What part of the run is looked at, and the buttons that change it. */
export function RangeBar({
  look,
  bounds,
  stages,
  stepMs,
  live,
  onRange,
  onWhole,
  onStep,
}: {
  look: Look;
  bounds: TimeRange;
  stages: readonly StageSpan[];
  stepMs: number;
  live: boolean;
  onRange: (range: TimeRange) => void;
  onWhole: () => void;
  onStep: (stepMs: number | undefined) => void;
}) {
  const { range } = look;
  const atStart = range.from <= bounds.from;
  const atEnd = range.to >= bounds.to;
  return (
    <section
      aria-label="Time range"
      className="no-print z-10 grid gap-2 border-b border-line bg-bg py-2 sm:sticky sm:top-0"
    >
      <div className="flex flex-wrap items-center gap-2">
        <Tool label="Earlier" off={atStart} onPress={() => onRange(panRange(range, -PAN, bounds))} sign="←" />
        <Tool label="Later" off={atEnd} onPress={() => onRange(panRange(range, PAN, bounds))} sign="→" />
        <Tool label="Zoom in" onPress={() => onRange(zoomRange(range, NEARER, 0.5, bounds))} sign="+" />
        <Tool
          label="Zoom out"
          off={look.whole}
          onPress={() => onRange(zoomRange(range, FARTHER, 0.5, bounds))}
          sign="−"
        />
        <Button type="button" look="small" off={look.whole} onClick={onWhole}>
          Whole run
        </Button>
        <label className="flex min-w-0 items-center gap-1.5 text-xs text-mut">
          Stage
          <select
            className={FIELD}
            value={look.whole ? "" : stageOf(stages, range)}
            onChange={(event) => {
              const stage = stages[Number(event.target.value)];
              if (stage) onRange(stage.range);
            }}
          >
            <option value="">all</option>
            {stages.map((stage, index) => (
              <option key={`${stage.name}-${stage.range.from}`} value={index}>
                {stage.label}
              </option>
            ))}
          </select>
        </label>
        <label className="flex items-center gap-1.5 text-xs text-mut">
          A point every
          <select
            className={FIELD}
            value={look.stepMs === undefined ? "" : stepMs}
            onChange={(event) => onStep(event.target.value === "" ? undefined : Number(event.target.value))}
          >
            <option value="">{formatSpan(stepMs)} (fits)</option>
            {stepsFor(range).map((step) => (
              <option key={step} value={step}>
                {formatSpan(step)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p role="status" className="text-sm">
        {look.whole ? "The whole run: " : ""}
        <When at={range.from} style="day" near={bounds.to} />
        {" to "}
        {live && look.follows ? "now" : <When at={range.to} style="day" near={bounds.to} />}
        <span className="text-mut">, {formatSpan(roundedSpan(range))}</span>
      </p>
    </section>
  );
}

function Tool({
  label,
  sign,
  off = false,
  onPress,
}: {
  label: string;
  sign: string;
  off?: boolean;
  onPress: () => void;
}) {
  return (
    <Button type="button" look="small" off={off} aria-label={label} title={label} onClick={onPress}>
      <span aria-hidden="true">{sign}</span>
    </Button>
  );
}

/** To the minute where it is longer: a length that changes every few seconds is no news. */
function roundedSpan({ from, to }: TimeRange): number {
  const span = to - from;
  return span > 10 * 60_000 ? Math.floor(span / 60_000) * 60_000 : span;
}

/** The stage whose stay this is, by its place. */
function stageOf(stages: readonly StageSpan[], range: TimeRange): string {
  const at = stages.findIndex(
    (stage) => Math.abs(stage.range.from - range.from) < 1_000 && Math.abs(stage.range.to - range.to) < 1_000,
  );
  return at === -1 ? "" : String(at);
}
