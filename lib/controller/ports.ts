import type { Clock } from "../ports/clock.ts";
import type { JobRunner } from "../ports/job-runner.ts";
import type { Leader } from "../ports/leader.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import type { MigrationStore } from "../ports/migration-store.ts";
import type { Notifier } from "../ports/notifier.ts";
import type { TrafficRouter } from "../ports/traffic-router.ts";
import type { Workloads } from "../ports/workloads.ts";

/** Everything of the outside that the controller works with. */
export type Ports = {
  clock: Clock;
  store: MigrationStore;
  /** By the key of `traffic` that each serves. */
  routers: ReadonlyMap<string, TrafficRouter>;
  workloads: Workloads;
  jobs: JobRunner;
  metrics: MetricsSource;
  notifier: Notifier;
  leader: Leader;
  log: Log;
};

/** Structured logging, as pino has it. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
