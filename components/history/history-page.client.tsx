"use client";

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { HistoryView } from "@/lib/view/history.ts";
import { addressOf, type Look, lookOf, stepOf, type TimeRange, wholeOf } from "@/lib/view/history-range.ts";
import { useNow } from "../live/now.ts";
import { Chip } from "../ui/chip.tsx";
import { HomeLink } from "../ui/home-link.tsx";
import { Logo } from "../ui/logo.tsx";
import { HistoryCharts } from "./history-charts.tsx";
import { HistoryState } from "./history-state.tsx";
import { IncidentTable } from "./incident-table.tsx";
import { RangeBar } from "./range-bar.tsx";
import { useHistoryAnswer } from "./use-history-answer.ts";
import { useTimeGestures } from "./use-time-gestures.ts";

type Props = {
  view: HistoryView;
  /** The address's query, as the server saw it. */
  search: string;
  /** The server's time, in milliseconds, when it rendered. */
  rendered: number;
  /** Where browsers reach Prometheus. */
  prometheus?: string;
};

/** How often a run that goes on is drawn anew. */
const FOLLOW_MS = 5_000;
const ADDRESS_MS = 300;

/** A whole run over time: every objective with its incidents, to look at from far and from near. */
export function HistoryPage(props: Props) {
  const { view } = props;
  return (
    <main className="mx-auto grid max-w-[87rem] grid-cols-[minmax(0,1fr)] gap-4 px-3 py-4 sm:px-6">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <HomeLink className="no-print -m-1 p-1" label="All migrations">
          <Logo />
        </HomeLink>
        <h1 className="min-w-0 text-lg">History of {view.title}</h1>
        <Chip chip={view.chip} />
        <span className="no-print flex flex-wrap gap-x-4 text-sm sm:ml-auto">
          <PageLink href={`/migrations/${view.key}`}>Back to the migration</PageLink>
          <PageLink href={`/migrations/${view.key}/report`}>Report</PageLink>
        </span>
      </header>
      <noscript>
        <p className="rounded-card border border-line bg-panel px-4 py-2 text-sm">
          The charts need JavaScript. The report has the same run on paper, charts included.
        </p>
      </noscript>
      {view.bounds ? (
        <Charts {...props} bounds={view.bounds} />
      ) : (
        <p className="card text-mut">There is no history yet: it begins when the migration is started.</p>
      )}
    </main>
  );
}

function Charts({ view, search, rendered, prometheus, bounds: first }: Props & { bounds: TimeRange }) {
  const now = Math.floor(useNow(rendered) / FOLLOW_MS) * FOLLOW_MS;
  const bounds = useMemo(
    () => (view.live ? { from: first.from, to: Math.max(first.to, now) } : first),
    [view.live, first, now],
  );
  const [look, setLook] = useState(() => lookOf(new URLSearchParams(search), first));
  const [cursor, setCursor] = useState<number>();
  const range = useMemo(() => rangeOf(look, bounds), [look, bounds]);
  const stepMs = stepOf({ ...look, range });
  const fetched = useHistoryAnswer(
    view.key,
    useMemo(() => ({ ...range, stepMs }), [range, stepMs]),
  );
  useAddress(look);

  const onRange = useCallback(
    (next: TimeRange) => setLook((before) => lookAt(before, next, bounds, view.live)),
    [bounds, view.live],
  );
  const onWhole = useCallback(
    () => setLook({ range: wholeOf(bounds), whole: true, follows: true }),
    [bounds],
  );
  const area = useRef<HTMLDivElement>(null);
  const gestures = useTimeGestures(area, { range, bounds, onRange, onWhole, onCursor: setCursor });
  return (
    <>
      <RangeBar
        look={{ ...look, range }}
        bounds={bounds}
        stages={view.stages}
        stepMs={stepMs}
        live={view.live}
        onRange={onRange}
        onWhole={onWhole}
        onStep={(step) =>
          setLook(({ stepMs: _before, ...rest }) => (step === undefined ? rest : { ...rest, stepMs: step }))
        }
      />
      <HistoryState fetched={fetched} range={range} />
      {/* One stop for the keyboard: the keys move all charts together. */}
      <div
        ref={area}
        role="group"
        tabIndex={0}
        aria-label="Charts. Arrow keys move through time, plus and minus zoom, 0 shows the whole run."
        className="grid touch-pan-y grid-cols-[minmax(0,1fr)] gap-4 select-none lg:grid-cols-2"
        {...gestures}
      >
        <HistoryCharts
          view={view}
          range={range}
          stepMs={stepMs}
          fetched={fetched}
          {...(cursor === undefined ? {} : { cursor })}
          {...(prometheus === undefined ? {} : { prometheus })}
        />
      </div>
      <p className="no-print text-xs text-mut">
        Drag or press the arrow keys to move, pinch or hold Ctrl and turn the wheel to zoom, double-click to
        come nearer. Each point covers the time since the one before it, so that nothing falls between two.
      </p>
      <IncidentTable
        incidents={view.incidents}
        near={bounds.to}
        onShow={(at) => onRange({ from: at - 2 * 60_000, to: at + 2 * 60_000 })}
        {...(prometheus === undefined ? {} : { prometheus })}
      />
    </>
  );
}

function PageLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="underline decoration-line underline-offset-2 hover:decoration-ink">
      {children}
    </a>
  );
}

/** The part of time that a look means now. */
function rangeOf(look: Look, bounds: TimeRange): TimeRange {
  if (look.whole) return wholeOf(bounds);
  if (!look.follows) return look.range;
  return {
    from: look.range.from + Math.max(0, bounds.to - look.range.to),
    to: Math.max(look.range.to, bounds.to),
  };
}

/** Looking at everything is the whole run; a look that reaches the present of a live run follows it. */
function lookAt(before: Look, range: TimeRange, bounds: TimeRange, live: boolean): Look {
  const whole = wholeOf(bounds);
  const chosen = before.stepMs === undefined ? {} : { stepMs: before.stepMs };
  if (range.from <= whole.from && range.to >= whole.to)
    return { range: whole, whole: true, follows: true, ...chosen };
  return { range, whole: false, follows: live && range.to >= bounds.to, ...chosen };
}

/** The address always says what is looked at, so that it can be sent to somebody. */
function useAddress(look: Look): void {
  const address = addressOf(look);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (window.location.search !== address)
        window.history.replaceState(null, "", `${window.location.pathname}${address}`);
    }, ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [address]);
}
