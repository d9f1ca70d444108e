"use client";

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { type StageMark, toRows } from "@/lib/view/chart-series.ts";
import type { SeriesAnswer } from "@/lib/view/history-answer.ts";
import type { SloCard } from "@/lib/view/slo-card.ts";
import { CHART_SPAN_MS, CHART_STEP_MS, seedRows, useRows } from "../live/history.ts";
import { serverNow } from "../live/now.ts";

const SloChart = lazy(() => import("./slo-chart.client.tsx"));

/** Keeps a chart's room, and draws in it only while it is in view: the library is fetched for the first one that is. */
export function SloChartSlot({ card, path, marks }: { card: SloCard; path: string; marks: StageMark[] }) {
  const room = useRef<HTMLDivElement>(null);
  const [inView, setInView] = useState(false);
  const key = `${path}/${card.name}`;
  const rows = useRows(key);

  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => setInView(entries.at(-1)?.isIntersecting ?? false),
      {
        rootMargin: "200px",
      },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useSeed(inView, path, card.name, key);

  return (
    <div ref={room} className="h-32">
      {inView ? (
        <Suspense fallback={<div className="h-full rounded-md bg-soft" />}>
          <SloChart
            rows={rows}
            title={card.title}
            unit={card.unit}
            bound={card.bound}
            marks={marks}
            hasBlue={card.blue !== undefined}
          />
        </Suspense>
      ) : (
        <div className="h-full rounded-md bg-soft" />
      )}
    </div>
  );
}

/** Asks once for the past. Without an answer the chart begins with what it sees itself. */
function useSeed(wanted: boolean, path: string, slo: string, key: string): void {
  const asked = useRef(false);
  useEffect(() => {
    if (!wanted || asked.current) return;
    asked.current = true;
    const now = Math.floor(serverNow() / CHART_STEP_MS) * CHART_STEP_MS;
    const query = new URLSearchParams({
      slo,
      from: String(now - CHART_SPAN_MS),
      to: String(now),
      step: `${CHART_STEP_MS}ms`,
    });
    void fetch(`/api/v1/migrations/${path}/series?${query}`, { cache: "no-store" })
      .then((response) => (response.ok ? (response.json() as Promise<SeriesAnswer>) : undefined))
      .then((answer) => {
        if (answer) seedRows(key, toRows(answer));
      })
      .catch(() => {
        // The stream brings what is new; only the past stays empty. Next time in view it is asked for again.
        asked.current = false;
      });
  }, [wanted, path, slo, key]);
}
