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

/** How far apart a chart's points are: it redraws as often, one chart of six in each second. It costs as much as all the rest of the page. */
export const CHART_STEP_MS = 6_000;
export const CHART_SPAN_MS = CHART_STEP_MS * MAX_POINTS;
const SHARE_POINTS = 240;

function changed(): void {
  for (const listener of listeners) listener();
}

/** Verdicts that were drawn last: a new one is drawn at once. */
const verdicts = new Map<string, string>();

export function recordDocument(document: MigrationDocument): void {
  const { namespace, name } = document.migration.metadata;
  const path = `${namespace}/${name}`;
  const at = Date.parse(document.asOf);
  const names = [...new Set(document.slos.map((each) => each.name))];
  const grown = names.map((slo, index) => {
    const sides = document.slos.filter((each) => each.name === slo);
    return recordSlo(`${path}/${slo}`, sides, at, (index * CHART_STEP_MS) / names.length);
  });
  const moved = recordShare(path, document.traffic.share, at);
  if (moved || grown.includes(true)) changed();
}

/** Each chart has its own phase, so that they do not all redraw in one task. */
function recordSlo(key: string, sides: MigrationDocument["slos"], at: number, phaseMs: number): boolean {
  const verdict = sides.map((each) => each.verdict).join();
  const isNew = verdicts.has(key) && verdicts.get(key) !== verdict;
  verdicts.set(key, verdict);
  const before = rows.get(key) ?? NO_ROWS;
  const after = appendRow(
    before,
    sides,
    at,
    isNew ? { stepMs: 1, phaseMs: 0 } : { stepMs: CHART_STEP_MS, phaseMs },
  );
  rows.set(key, after);
  return after !== before;
}

function recordShare(path: string, share: number | undefined, at: number): boolean {
  const before = shares.get(path) ?? NO_POINTS;
  const last = before.at(-1);
  if (share === undefined) return false;
  const due = !last || at - last.at >= CHART_STEP_MS || (share !== last.value && at > last.at);
  if (due) shares.set(path, thin([...before, { at, value: share }]));
  return due;
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
