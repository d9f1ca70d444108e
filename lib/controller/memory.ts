import type { NotifyEvent } from "../core/engine/effect.ts";
import type { EffectReport, JobRun, Observation, Reading } from "../core/engine/observation.ts";
import type { PlanIssue } from "../core/plan/issue.ts";
import type { Check, Status } from "../core/status/status.ts";
import type { MetricsAnswer } from "../ports/metrics-source.ts";
import type { Key } from "../ports/migration-store.ts";
import type { MigrationView } from "./live.ts";

/** What a process remembers of one Migration between ticks. All of it may be lost: nothing is decided on it that a restart could not redo. */
export type Memory = {
  key: Key;
  /** The status as decided last, ahead of the stored one by clocks; on which stored version. */
  working?: { status: Status; base: string };
  /** Monotonic time of the last observation. */
  observedAt?: number;
  observation?: Observation;
  view?: MigrationView;
  reports: EffectReport[];
  /** Jobs that could not even be created. */
  failedJobs: JobRun[];
  /** That the metrics source could not be asked, and since when this is known. Monotonic time. */
  unanswered?: { answer: Extract<MetricsAnswer, { state: "blind" }>; since: number };
  /** What the buckets of the metrics source say of the spec with this hash. `asked`: monotonic time. */
  misfits?: { specHash: string; issues: PlanIssue[]; asked: number };
  /** `tried`: monotonic time. */
  dryRun?: { reading: Reading<Check>; tried: number };
  /** The oldest entry that waits to be an object, and since when this process has tried. Monotonic time. */
  journalTried?: { seq: number; since: number };
  /** Monotonic time of the last status write by this process. */
  writtenAt: number;
  /** The epoch of what it decided then. */
  epoch?: number;
  /** In which of its terms of leadership this process decided last. */
  term?: number;
  /** The mark under which this process has lowered the weight by itself without a record of it. */
  lowered?: number;
  /** What nobody was told, since the write that it follows from had no reply: the head of the journal in it, and the version it was made on. */
  owed?: { head: string; events: NotifyEvent[]; on: string };
  /** Somebody was told that the Migration is large. */
  toldOfSize?: boolean;
  /** Conflicts in a row, for backing off. */
  conflicts: number;
};

const REPORTS_MAX = 64;

export const keyText = (key: Key): string => `${key.namespace}/${key.name}`;

export class Memories {
  readonly #byKey = new Map<string, Memory>();

  of(key: Key): Memory {
    const text = keyText(key);
    const known = this.#byKey.get(text);
    if (known) return known;
    const fresh: Memory = {
      key,
      reports: [],
      failedJobs: [],
      writtenAt: Number.NEGATIVE_INFINITY,
      conflicts: 0,
    };
    this.#byKey.set(text, fresh);
    return fresh;
  }

  peek(key: Key): Memory | undefined {
    return this.#byKey.get(keyText(key));
  }

  forget(key: Key): void {
    this.#byKey.delete(keyText(key));
  }
}

export function report(memory: Memory, one: EffectReport): void {
  memory.reports = [...memory.reports, one].slice(-REPORTS_MAX);
}
