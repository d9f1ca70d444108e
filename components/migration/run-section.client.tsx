"use client";

import { useEffect, useMemo } from "react";
import type { Entry } from "@/lib/core/journal/entry.ts";
import { toShares } from "@/lib/view/chart-series.ts";
import type { SeriesAnswer } from "@/lib/view/history-answer.ts";
import type { MigrationDocument } from "@/lib/view/document.ts";
import { toRunFigure } from "@/lib/view/run-figure.ts";
import { RunFigure } from "../charts/run-figure.tsx";
import { seedShares, useShares } from "../live/history.ts";

const POINTS = 120;

/** The whole run, from the journal's weights and the share as far back as it was measured. */
export function RunSection({
  document,
  entries,
  path,
}: {
  document: MigrationDocument;
  entries: readonly Entry[];
  path: string;
}) {
  const shares = useShares(path);
  const figure = useMemo(
    () => toRunFigure(document, entries, shares, Date.parse(document.asOf)),
    [document, entries, shares],
  );
  const from = figure?.from;
  useEffect(() => {
    if (from === undefined) return;
    const abort = new AbortController();
    void fetchShares(path, from, abort.signal).then((points) => {
      if (points) seedShares(path, points);
    });
    return () => abort.abort();
  }, [path, from]);
  return figure ? <RunFigure figure={figure} /> : null;
}

/** Without an answer the line begins with what this page sees itself. */
async function fetchShares(path: string, from: number, signal: AbortSignal) {
  const to = Date.now();
  const step = Math.max(1, Math.ceil((to - from) / 1_000 / POINTS));
  const query = new URLSearchParams({ of: "share", from: String(from), to: String(to), step: `${step}s` });
  const response = await fetch(`/api/v1/migrations/${path}/series?${query}`, {
    signal,
    cache: "no-store",
  }).catch(() => undefined);
  return response?.ok ? toShares((await response.json()) as SeriesAnswer) : undefined;
}
