import type { ConditionType, HoldCode, State } from "../core/status/status.ts";
import { parseDuration } from "../core/std/duration.ts";
import type { MigrationDocument } from "./document.ts";

/**
 * What the page reads from `status` in its wire form. It was written by our own server; what is missing there is
 * missing here, so that a page of an older version still shows the rest.
 */
export type StatusView = {
  state: State;
  phase: string;
  stage: string;
  planHash: string;
  bakedMs: number;
  startedAt?: number;
  evidenceSince?: number;
  hold?: { by: string; code: HoldCode; reason: string; since: number };
  journalLength: number;
  conditions: Partial<Record<ConditionType, { status: string; reason: string; message: string }>>;
  generationSeen: number;
};

export function readStatus(document: MigrationDocument): StatusView {
  const status = document.migration.status;
  const hold = record(status["hold"]);
  const conditions = Array.isArray(status["conditions"]) ? status["conditions"].map(record) : [];
  return {
    state: text(status["state"], "Pending") as State,
    phase: text(status["phase"]),
    stage: text(status["stage"]),
    planHash: text(status["planHash"]),
    bakedMs: spanMs(text(status["bakedFor"], "0s")),
    ...time("startedAt", status["stageStartedAt"]),
    ...time("evidenceSince", status["evidenceSince"]),
    ...(text(hold["reason"]) !== "" || text(hold["code"]) !== ""
      ? {
          hold: {
            by: text(hold["by"]),
            code: text(hold["code"], "person") as HoldCode,
            reason: text(hold["reason"]),
            since: Date.parse(text(hold["since"])),
          },
        }
      : {}),
    journalLength: Number(record(status["journal"])["length"] ?? 0),
    conditions: Object.fromEntries(
      conditions.map((each) => [
        text(each["type"]),
        { status: text(each["status"]), reason: text(each["reason"]), message: text(each["message"]) },
      ]),
    ),
    generationSeen: Number(status["observedGeneration"] ?? 0),
  };
}

/** A Go duration in milliseconds; 0 for one that cannot be read. */
export function spanMs(duration: string | undefined): number {
  const parsed = parseDuration(duration ?? "0s");
  return parsed.ok ? parsed.value : 0;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown, otherwise = ""): string {
  return typeof value === "string" ? value : otherwise;
}

function time<K extends string>(key: K, value: unknown): { [P in K]?: number } {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? {} : ({ [key]: ms } as { [P in K]?: number });
}
