import { useSyncExternalStore } from "react";
import { appendRow, type ChartRow, MAX_POINTS } from "@/lib/view/chart-series.ts";
import type { MigrationDocument } from "@/lib/view/document.ts";
import type { Point } from "@/lib/view/run-figure.ts";

/** What this page has seen go by, bounded: rows of each chart, and the share of live connections. */
const rows = new Map<string, readonly ChartRow[]>();
const shares = new Map<string, readonly Point[]>();
const listeners = new Set<() => void>();
const NO_ROWS: readonly ChartRow[] = [];
const NO_POINTS: readonly Point[] = [];

/** How far back a chart looks, and how far apart its points are. */
export const CHART_SPAN_MS = 5 * 60_000;
export const CHART_STEP_MS = CHART_SPAN_MS / MAX_POINTS;
const SHARE_POINTS = 240;

function changed(): void {
  for (const listener of listeners) listener();
}

export function recordDocument(document: MigrationDocument): void {
  const { namespace, name } = document.migration.metadata;
  const at = Date.parse(document.asOf);
  let any = false;
  for (const slo of new Set(document.slos.map((each) => each.name))) {
    const key = `${namespace}/${name}/${slo}`;
    const before = rows.get(key) ?? NO_ROWS;
    const after = appendRow(
      before,
      document.slos.filter((each) => each.name === slo),
      at,
      CHART_STEP_MS,
    );
    any ||= after !== before;
    rows.set(key, after);
  }
  const share = document.traffic.share;
  const key = `${namespace}/${name}`;
  const before = shares.get(key) ?? NO_POINTS;
  const last = before.at(-1);
  if (
    share !== undefined &&
    (!last || at - last.at >= CHART_STEP_MS || (share !== last.value && at > last.at))
  ) {
    shares.set(key, thin([...before, { at, value: share }]));
    any = true;
  }
  if (any) changed();
}

/** Puts what the past was before what was seen since. */
export function seedRows(key: string, past: readonly ChartRow[]): void {
  const seen = rows.get(key) ?? NO_ROWS;
  const first = seen[0]?.at ?? Number.POSITIVE_INFINITY;
  rows.set(key, [...past.filter((row) => row.at < first), ...seen].slice(-MAX_POINTS));
  changed();
}

export function seedShares(key: string, past: readonly Point[]): void {
  const seen = shares.get(key) ?? NO_POINTS;
  const first = seen[0]?.at ?? Number.POSITIVE_INFINITY;
  shares.set(key, thin([...past.filter((point) => point.at < first), ...seen]));
  changed();
}

/** Every other point of the older half goes when there are too many: the picture keeps its ends. */
function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= SHARE_POINTS) return points;
  const half = Math.floor(points.length / 2);
  return points.filter((_, index) => index >= half || index % 2 === 0);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRows(key: string): readonly ChartRow[] {
  return useSyncExternalStore(
    subscribe,
    () => rows.get(key) ?? NO_ROWS,
    () => NO_ROWS,
  );
}

export function useShares(key: string): readonly Point[] {
  return useSyncExternalStore(
    subscribe,
    () => shares.get(key) ?? NO_POINTS,
    () => NO_POINTS,
  );
}
