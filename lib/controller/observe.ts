import { isOutOfRun } from "../core/status/states.ts";
import type { Subject } from "../core/engine/decision.ts";
import type { JobRun, Observation, Reading, Route } from "../core/engine/observation.ts";
import { findMisfits } from "./misfits.ts";
import { evidenceStage } from "../core/engine/assess.ts";
import { evidenceClock } from "../core/engine/clocks.ts";
import { fenceOf } from "../core/engine/draft.ts";
import type { Entry } from "../core/journal/entry.ts";
import type { Plan } from "../core/plan/plan.ts";
import { nextStage, stageNamed, stagesOf } from "../core/plan/stages.ts";
import { fill } from "../core/slo/promql.ts";
import { type GateQuery, planQueries, shareKey } from "../core/slo/queries.ts";
import type { Check, Side, Status } from "../core/status/status.ts";
import type { MetricsAnswer } from "../ports/metrics-source.ts";
import type { StoredMigration } from "../ports/migration-store.ts";
import type { TrafficRouter } from "../ports/traffic-router.ts";
import type { Memory } from "./memory.ts";
import type { Ports } from "./ports.ts";

/** Prometheus appends a scrape some milliseconds after its timestamp: a little back, an instant has all of its samples. */
const SCRAPE_LAG_MS = 100;
const DRY_RUN_EVERY_MS = 15_000;
const SILENCE_STANDS_MS = 900;

/**
 * Reads everything a decision stands on. `fresh` reads the route, and green, from the API instead of the caches: before a weight rises. Of blue
 * only a rollback may want to know more, and asks then. `metrics: false` asks nobody but the Kubernetes caches: for a rollback.
 */
export async function observe(
  ports: Ports,
  stored: StoredMigration,
  status: Status,
  subject: Subject,
  memory: Memory,
  options: { fresh: boolean; metrics: boolean },
): Promise<Observation> {
  const { clock } = ports;
  const monotonic = clock.monotonic();
  if (!subject.plan.ok) return nothing(ports, stored, "the plan is not valid");
  const plan = subject.plan.value;
  const { namespace } = stored.key;
  const router = ports.routers.get(plan.traffic.router.kind);
  const [route, blue, green, jobs, history, metrics, misfits] = await Promise.all([
    readRoute(ports, stored, router, plan, options.fresh),
    ports.workloads.side(namespace, plan, "blue", { fresh: false }),
    ports.workloads.side(namespace, plan, "green", { fresh: options.fresh && options.metrics }),
    ports.jobs.runs(stored.key),
    readHistory(ports, stored, status),
    options.metrics ? metricsNow(ports, plan, status, memory) : lastMetrics(memory, clock.now()),
    findMisfits(ports, subject, status, memory, options.metrics),
  ]);
  const silence = ports.store.silence();
  const elapsedMs = memory.observedAt === undefined ? 0 : monotonic - memory.observedAt;
  const observation: Observation = {
    at: clock.now(),
    elapsedMs,
    route,
    blue,
    green,
    connections: { blue: connections(plan, metrics, "blue"), green: connections(plan, metrics, "green") },
    metrics,
    jobs: withFailed(jobs, memory.failedJobs),
    dryRun: await dryRun(ports, stored, status, router, plan, route, memory, options),
    history,
    ...(memory.journalTried && { journalTried: inWallTime(memory.journalTried, ports.clock) }),
    reports: memory.reports,
    ...(memory.lowered !== undefined && { lowered: memory.lowered }),
    misfits,
    ...(silence && { silence }),
    deleting: stored.deleting,
    namespaceDeleting: ports.workloads.namespaceDeleting(namespace),
  };
  return observation;
}

async function readRoute(
  ports: Ports,
  stored: StoredMigration,
  router: TrafficRouter | undefined,
  plan: Plan,
  fresh: boolean,
): Promise<Reading<Route>> {
  const at = ports.clock.now();
  if (!router)
    return {
      state: "unknown",
      code: "invalid",
      why: `no support for the router ${plan.traffic.router.kind}`,
      at,
    };
  const route = await router.read(stored.key.namespace, plan, { fresh });
  if (route.state === "unknown" || !route.value.owner) return route;
  const { namespace, name } = route.value.owner;
  if (namespace === stored.key.namespace && name === stored.key.name) return route;
  // A claim ends with the run that made it.
  const claimant = await ports.store.get({ namespace, name }, { fresh: false });
  const active = claimant?.status && !isOutOfRun(claimant.status.state);
  if (active) return route;
  const { owner: _, ...unclaimed } = route.value;
  return { ...route, value: unclaimed };
}

async function readHistory(
  ports: Ports,
  stored: StoredMigration,
  status: Status,
): Promise<Observation["history"]> {
  const at = ports.clock.now();
  try {
    const [history, approvals] = await Promise.all([
      ports.store.history(stored.key),
      approvalEntries(ports, stored.key, status),
    ]);
    return { state: "known", value: { ...history, approvals }, at };
  } catch (error) {
    return {
      state: "unknown",
      code: "unreachable",
      why: `the journal cannot be read: ${messageOf(error)}`,
      at,
    };
  }
}

/** The entries that the unused approvals name: what is not in the chain does not count. */
async function approvalEntries(ports: Ports, key: StoredMigration["key"], status: Status): Promise<Entry[]> {
  const unused = status.approvals.filter((approval) => approval.usedAt === undefined);
  const found = await Promise.all(unused.map(({ entry }) => ports.store.entries(key, entry - 1, 1)));
  return found.flat();
}

/** A source that could not be asked a moment ago is not waited for again by a look that only repeats one, after a conflict or a command. */
async function metricsNow(ports: Ports, plan: Plan, status: Status, memory: Memory): Promise<MetricsAnswer> {
  const { clock } = ports;
  if (memory.unanswered && clock.monotonic() - memory.unanswered.since < SILENCE_STANDS_MS)
    return memory.unanswered.answer;
  const answer = await askMetrics(ports, plan, status);
  if (answer.state === "blind") memory.unanswered = { answer, since: clock.monotonic() };
  else delete memory.unanswered;
  return answer;
}

function askMetrics(ports: Ports, plan: Plan, status: Status): Promise<MetricsAnswer> {
  const at = ports.clock.now() - SCRAPE_LAG_MS;
  const stage = stageNamed(plan, evidenceStage(status));
  const clock = evidenceClock(status, stage, at);
  const queries = planQueries(plan, clock, gateQueries(plan, status, at - clock.evidenceSince));
  return queries.length === 0
    ? Promise.resolve({ state: "answered", samples: new Map(), at })
    : ports.metrics.instant(queries, at);
}

/** A duration survives a clock that jumps; what is decided on it is told in wall time, as everything else. */
const inWallTime = (tried: { seq: number; since: number }, clock: Ports["clock"]) => ({
  ...tried,
  since: clock.now() - (clock.monotonic() - tried.since),
});

/** `query` gates that may be judged now: of the present stage, of the one before it (a retry) and of a one-way stage ahead. */
function gateQueries(plan: Plan, status: Status, ageMs: number): GateQuery[] {
  const stage = stageNamed(plan, evidenceStage(status));
  if (!stage) return [];
  const windowMs = Math.max(1_000, Math.floor(ageMs / 1_000) * 1_000);
  const owners = [stagesOf(plan)[stage.index - 1], stage, nextStage(plan, stage.name)];
  return owners.flatMap((owner) =>
    (owner?.gates ?? []).flatMap((gate) =>
      gate.kind === "query" && owner
        ? [{ stage: owner.name, name: gate.name, expression: fill(gate.expression, "green", windowMs) }]
        : [],
    ),
  );
}

const lastMetrics = (memory: Memory, at: number): MetricsAnswer =>
  memory.observation?.metrics ?? { state: "blind", why: "not asked", at };

function connections(plan: Plan, metrics: MetricsAnswer, side: Side): Reading<number> {
  const { at } = metrics;
  const unknown = (why: string): Reading<number> => ({ state: "unknown", code: "unreachable", why, at });
  if (plan.traffic.share === undefined) return unknown("the plan has no share query");
  if (metrics.state === "blind") return unknown(metrics.why);
  const sample = metrics.samples.get(shareKey(side));
  if (sample?.state !== "value")
    return unknown(sample?.state === "blind" ? sample.why : "the share query answers nothing");
  return { state: "known", value: Math.max(0, Math.round(sample.value)), at: sample.at };
}

function withFailed(jobs: Reading<JobRun[]>, failed: readonly JobRun[]): Reading<JobRun[]> {
  if (jobs.state === "unknown" || failed.length === 0) return jobs;
  const created = new Set(jobs.value.map((job) => job.ref));
  return { ...jobs, value: [...jobs.value, ...failed.filter((job) => !created.has(job.ref))] };
}

/** Tries, at most every 15 s, the very write that a rollback would make. */
async function dryRun(
  ports: Ports,
  stored: StoredMigration,
  status: Status,
  router: TrafficRouter | undefined,
  plan: Plan,
  route: Reading<Route>,
  memory: Memory,
  options: { fresh: boolean; metrics: boolean },
): Promise<Reading<Check>> {
  const at = ports.clock.now();
  const last = memory.dryRun;
  const tried = ports.clock.monotonic();
  if (last && (!options.metrics || tried - last.tried < DRY_RUN_EVERY_MS)) return last.reading;
  if (!options.metrics || route.state === "unknown" || !router) {
    return {
      state: "unknown",
      code: "unreachable",
      why: route.state === "unknown" ? route.why : "not tried yet",
      at,
    };
  }
  const { namespace, name } = stored.key;
  const fence = fenceOf(route.value);
  const mark = { namespace, name, epoch: status.epoch, seq: status.journal.length };
  const write = await router.write(
    namespace,
    plan,
    { weight: 0, mark, fence, fenced: true },
    { dryRun: true },
  );
  // A conflict says that somebody wrote in between, and that the right to write was granted.
  const ok = write.state === "written" || write.state === "conflict";
  const why =
    write.state === "written" || write.state === "conflict"
      ? undefined
      : "why" in write
        ? write.why
        : "the route does not exist";
  const reading: Reading<Check> = {
    state: "known",
    value: { name: "write-permission", ok, ...(why !== undefined && { why }) },
    at,
  };
  memory.dryRun = { reading, tried };
  return reading;
}

function nothing(ports: Ports, stored: StoredMigration, why: string): Observation {
  const at = ports.clock.now();
  const silence = ports.store.silence();
  const unknown = { state: "unknown", code: "invalid", why, at } as const;
  return {
    at,
    elapsedMs: 0,
    route: unknown,
    blue: unknown,
    green: unknown,
    connections: { blue: unknown, green: unknown },
    metrics: { state: "blind", why, at },
    jobs: unknown,
    dryRun: unknown,
    history: unknown,
    reports: [],
    misfits: [],
    ...(silence && { silence }),
    deleting: stored.deleting,
    namespaceDeleting: false,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
