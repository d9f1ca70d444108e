import "server-only";
import type { Actor } from "../core/access/access.ts";
import type { Answer, CommandBody } from "../core/engine/command.ts";
import type { LiveMigrations } from "../controller/live.ts";
import type { AccessReviewer } from "../ports/access-reviewer.ts";
import type { Clock } from "../ports/clock.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import type { MigrationMaker } from "../ports/migration-maker.ts";
import type { Key, MigrationStore } from "../ports/migration-store.ts";
import type { SignIn } from "../ports/sign-in.ts";
import type { TrafficRouter } from "../ports/traffic-router.ts";
import type { Workloads } from "../ports/workloads.ts";
import type { Authority } from "../usecases/authority.ts";
import type { CommandNotes } from "./command-notes.ts";
import type { Environment } from "./environment.ts";
import type { Limits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { StreamHub } from "./streams.ts";

/** Everything that routes, pages and actions work with. `container/build.ts` makes it; tests make their own. */
export type Container = {
  environment: Pick<Environment, "publicOrigin" | "role" | "prometheusPublicUrl">;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  access: AccessReviewer;
  authority: Authority;
  signIn: SignIn;
  store: MigrationStore;
  /** What a new Migration is checked against, and made with. */
  maker: MigrationMaker;
  routers: ReadonlyMap<string, TrafficRouter>;
  workloads: Workloads;
  live: LiveMigrations;
  metricsSource: MetricsSource;
  /** The rights were asked before. `undefined`: there is no such Migration. */
  send: (actor: Actor, key: Key, body: CommandBody) => Promise<Answer | undefined>;
  /** Looks at the world anew, so that what is shown next has seen what was just done. */
  look: (key: Key) => Promise<void>;
  limits: Limits;
  notes: CommandNotes;
  streams: StreamHub;
  /** Why this process should be restarted, or should get no requests, as yet or any more. `undefined`: it is well. */
  health: { broken(): string | undefined; notReady(): string | undefined };
};

/**
 * Next.js gives instrumentation, routes and pages each their own copy of a module. What they share hangs on this one slot.
 */
const SLOT = Symbol.for("crossfade");
type Shared = typeof globalThis & { [SLOT]?: Container };

/** The container, or `undefined` while the process is starting. */
export const containerIfAny = (): Container | undefined => (globalThis as Shared)[SLOT];

export function container(): Container {
  const shared = containerIfAny();
  if (shared === undefined) throw new Error("the server has not started: instrumentation did not run");
  return shared;
}

export function provide(shared: Container | undefined): void {
  if (shared === undefined) delete (globalThis as Shared)[SLOT];
  else (globalThis as Shared)[SLOT] = shared;
}
