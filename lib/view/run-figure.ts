import type { Entry } from "../core/journal/entry.ts";
import type { MigrationDocument } from "./document.ts";
import { readStatus } from "./status-view.ts";
import { forecast } from "./timeline.ts";

/** The whole run as a picture: percent over time. `x` and `y` are 0 to 1, `y` upwards. */
export type RunFigure = {
  from: number;
  to: number;
  now: number;
  weight: Point[];
  plan: Point[];
  share: Point[];
  /** When clients were reconnecting after a change of the weight. */
  drains: { from: number; to: number }[];
  marks: { at: number; label: "now" | "end" | "full" | "finish" }[];
  summary: string;
};

/** `at` in milliseconds, `value` in percent. */
export type Point = { at: number; value: number };

/**
 * `entries` and `shares` are what is known of the past (newest last); without entries the stages' own clocks stand in.
 */
export function toRunFigure(
  document: MigrationDocument,
  entries: readonly Entry[],
  shares: readonly Point[],
  now: number,
): RunFigure | undefined {
  const past = weightHistory(document, entries);
  const first = past[0];
  if (!first) return undefined;
  const expected = forecast(document, now);
  const { state } = readStatus(document);
  const over = state === "Completed" || state === "Aborted" || state === "RolledBack";
  const current = document.traffic.weight ?? past.at(-1)?.value ?? 0;
  const last = past.at(-1)?.at ?? now;
  const ends = over ? Math.max(last, lastLeft(document)) : now;
  const to = Math.max(expected.finishAt ?? ends, ends, first.at + 60_000);
  const plan: Point[] = expected.stages.length > 0 ? [{ at: now, value: current }] : [];
  for (const stage of expected.stages) plan.push({ at: stage.at, value: stage.weight });
  if (plan.length > 0) plan.push({ at: to, value: plan.at(-1)?.value ?? current });
  const drainMs = document.plan?.traffic.drainTimeMs ?? 0;
  const drained = document.plan?.traffic.existingConnections === "drained";
  return {
    from: first.at,
    to,
    now: ends,
    weight: [...past, { at: ends, value: current }],
    plan,
    share: shares.filter((point) => point.at >= first.at && point.at <= to),
    drains: drained
      ? past
          .slice(1)
          .filter((point, index) => point.value !== past[index]?.value)
          .map((point) => ({ from: point.at, to: point.at + drainMs }))
      : [],
    marks: [
      { at: ends, label: over ? ("end" as const) : ("now" as const) },
      ...(expected.fullAt === undefined ? [] : [{ at: expected.fullAt, label: "full" as const }]),
      ...(expected.finishAt === undefined ? [] : [{ at: expected.finishAt, label: "finish" as const }]),
    ],
    summary: `Weight over the run: ${past.map((point) => `${point.value} %`).join(", then ")}; now ${current} %.`,
  };
}

/** What the router was told, from the start on, oldest first. Without a journal the stages' own clocks stand in. */
export function weightHistory(document: MigrationDocument, entries: readonly Entry[]): Point[] {
  const started = document.stages
    .filter((stage) => stage.startedAt !== undefined)
    .map((stage) => ({ at: Date.parse(stage.startedAt ?? ""), value: stage.weight }))
    .sort((one, other) => one.at - other.at);
  const written = entries
    .filter((entry) => (entry.kind === "weight" || entry.kind === "drift") && typeof entry.to === "number")
    .map((entry) => ({ at: Date.parse(entry.at), value: Number(entry.to) }));
  const begin = entries.find((entry) => entry.kind === "start");
  const rolledBack = document.rolledBack?.weightAt;
  if (written.length === 0) {
    return rolledBack === undefined ? started : [...started, { at: Date.parse(rolledBack), value: 0 }];
  }
  const from = begin ? Date.parse(begin.at) : (started[0]?.at ?? written[0]?.at ?? 0);
  return [{ at: Math.min(from, written[0]?.at ?? from), value: 0 }, ...written];
}

function lastLeft(document: MigrationDocument): number {
  const drained = document.rolledBack?.drainedAt ?? document.rolledBack?.weightAt;
  const times = document.stages.flatMap((stage) => [stage.leftAt, stage.startedAt]);
  return Math.max(
    0,
    ...[...times, drained].filter((time) => time !== undefined).map((time) => Date.parse(time)),
  );
}
