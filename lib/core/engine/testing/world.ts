import { decide } from "../decide.ts";
import type { Answer, Command, CommandBody } from "../command.ts";
import type { Decision } from "../decision.ts";
import type { Effect } from "../effect.ts";
import type { EffectReport, JobRun, Observation, Reading, Route } from "../observation.ts";
import { evidenceStage } from "../assess.ts";
import { evidenceClock } from "../clocks.ts";
import { initialStatus } from "../initial-status.ts";
import { link, verify } from "../../journal/chain.ts";
import type { Entry } from "../../journal/entry.ts";
import { planHash } from "../../plan/hash.ts";
import type { PlanIssue } from "../../plan/issue.ts";
import { parsePlan } from "../../plan/parse.ts";
import type { Plan, Slo } from "../../plan/plan.ts";
import { stageNamed } from "../../plan/stages.ts";
import { planQueries } from "../../slo/queries.ts";
import type { Sample } from "../../slo/samples.ts";
import type { Side, Status } from "../../status/status.ts";

/** What each second of one side looks like. Rates are per second. */
export type SideWeather = { perSecond: number; failing: number };

type Second = Record<Side, { total: number; bad: number }>;
const PARSED = new WeakMap<object, Parsed>();
type Parsed = { plan: ReturnType<typeof parsePlan>; hash: string };

/**
 * A world without processes for the engine alone: a route, two workloads, jobs that end when told, and per-second counts from which every
 * window of every query is answered. Time moves only by `tick`.
 */
export class World {
  readonly spec: unknown;
  offered: unknown;
  now = Date.parse("2026-01-05T00:00:00Z");
  status: Status = initialStatus();
  entries: Entry[] = [];
  route: Route = { weight: 0, resourceVersion: "1", fingerprint: "f", problems: [], object: {} };
  routeReading: Reading<Route> | undefined;
  blue = { exists: true, replicas: 3, ready: 3, template: "b1" };
  green = { exists: true, replicas: 3, ready: 3, template: "g1" };
  jobs: JobRun[] = [];
  /** How a job ends, one second after it began. */
  jobResult: (job: string) => "succeeded" | "failed" | "running" = () => "succeeded";
  reports: EffectReport[] = [];
  actionResult: (effect: Effect) => EffectReport["result"] & ("done" | "failed" | "forbidden") = () => "done";
  weather: Record<Side, SideWeather> = {
    blue: { perSecond: 200, failing: 0 },
    green: { perSecond: 200, failing: 0 },
  };
  /** Only these SLOs see the failures; all when absent. */
  affected: string[] | undefined;
  metricsDown: string | undefined;
  sampleOf: ((key: string) => Sample | undefined) | undefined;
  connections = { blue: 200, green: 0 };
  connectionsKnown = true;
  performed: Effect[] = [];
  last: Decision | undefined;
  takeover = false;
  deleting = false;
  misfits: PlanIssue[] = [];
  /** The mark under which this process lowered the weight without a record. */
  lowered: number | undefined;
  elapsed: number | undefined;
  /** Entries stay in the status: no object can be made of them. */
  journalDown = false;
  /** Effects that are routers' writes wait here instead of being done: a process that was paused between deciding and acting. */
  paused: Effect[] | undefined;
  /** Called with each decision and the status that it was made on, before anything follows from it. */
  watch: ((before: Status, decision: Decision) => void) | undefined;
  /** Running totals, so that any window is one subtraction. */
  readonly #seconds: Second[] = [];
  readonly #parsed = new Map<string, Parsed>();
  #version = 1;
  #ids = 0;

  constructor(spec: unknown) {
    this.spec = structuredClone(spec);
    this.offered = this.spec;
    // History before the first look, so that the source is fresh.
    for (let second = 0; second < 600; second += 1) this.#record();
  }

  #inForce(): unknown {
    return this.status.state === "Pending" ? this.offered : (this.status.plan ?? this.spec);
  }

  get plan(): Plan {
    const parsed = this.#parse(this.#inForce()).plan;
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    return parsed.value;
  }

  #parse(spec: unknown): Parsed {
    const seen = typeof spec === "object" && spec !== null ? PARSED.get(spec) : undefined;
    if (seen) return seen;
    const text = JSON.stringify(spec);
    const known = this.#parsed.get(text) ?? { plan: parsePlan(spec, "lenient"), hash: planHash(spec) };
    this.#parsed.set(text, known);
    if (typeof spec === "object" && spec !== null) PARSED.set(spec, known);
    return known;
  }

  /** Passes `seconds`, one look a second. */
  tick(seconds = 1): void {
    for (let second = 0; second < seconds; second += 1) {
      this.now += 1_000;
      this.#record();
      this.#endJobs();
      this.look();
    }
  }

  /** One look without time passing, and what follows from it. */
  look(): Decision {
    const decision = this.#decide();
    this.#apply(decision);
    return decision;
  }

  /** Looks until nothing more follows at this instant. */
  settle(): void {
    for (let turns = 0; turns < 20; turns += 1)
      if (this.look().effects.every((effect) => effect.kind === "notify")) return;
  }

  send(kind: CommandBody["kind"], fields: Partial<CommandBody> & { actor?: string } = {}): Answer {
    const sent = this.sendOnly(kind, fields);
    this.settle();
    const recent = this.status.recent.find((one) => one.entry === sent.entry && one.kind === kind);
    return recent && sent.entry !== undefined
      ? { outcome: recent.outcome, reasons: recent.reasons, entry: sent.entry }
      : sent;
  }

  /** The command alone, as a replica decides it: nobody has looked since. */
  sendOnly(kind: CommandBody["kind"], fields: Partial<CommandBody> & { actor?: string } = {}): Answer {
    const { actor = "operator", ...rest } = fields;
    this.#ids += 1;
    const body: CommandBody = {
      id: `c${this.#ids}`,
      kind,
      stage: this.status.stage,
      planHash: this.status.planHash || planHash(this.offered),
      ...rest,
    };
    const decision = this.#decide({ body, actor, at: this.now });
    this.#apply(decision);
    if (!decision.answer) throw new Error("a command without an answer");
    return decision.answer;
  }

  /** Somebody else sets the weight. */
  setWeight(weight: number, manager: string): void {
    this.#version += 1;
    // The annotation stays as it is: people patch the weights alone.
    this.route = {
      ...this.route,
      weight,
      resourceVersion: String(this.#version),
      writer: { manager, at: this.now },
    };
  }

  offeredHash(): string {
    return this.#parse(this.offered).hash;
  }

  kinds(): string[] {
    return this.entries.map((entry) => entry.kind);
  }

  chain() {
    return verify(this.entries, this.status.journal);
  }

  /** Entries that the status knows nothing of. */
  inheritMore(count: number): void {
    const last = this.entries.at(-1);
    let chain = { length: last?.seq ?? 0, head: last?.hash ?? "0".repeat(64) };
    for (let index = 0; index < count; index += 1) {
      const linked = link("m", chain, { kind: "note", actor: "somebody", stage: "", at: this.now });
      this.entries.push(linked.entry);
      chain = linked.chain;
    }
  }

  #decide(command?: Command): Decision {
    const { plan: offered, hash: specHash } = this.#parse(this.offered);
    const pinned =
      this.status.state === "Pending" ? offered : this.#parse(this.status.plan ?? this.spec).plan;
    const subject = {
      namespace: "n",
      name: "m",
      generation: 1,
      spec: this.offered,
      specHash,
      plan: pinned,
      offered,
    };
    const decision = decide({
      subject,
      status: this.status,
      observation: this.observation(),
      now: this.now,
      takeover: this.takeover,
      engine: "test",
      ...(command && { command }),
    });
    if (command === undefined) this.takeover = false;
    this.watch?.(this.status, decision);
    this.last = decision;
    return decision;
  }

  #apply({ next, effects }: Decision): void {
    this.status = next;
    if (!this.journalDown) {
      const fresh = next.journal.pending.filter((entry) => entry.seq > this.entries.length);
      this.entries = [...this.entries, ...fresh];
    }
    for (const effect of effects) this.#perform(effect);
  }

  /** The paused process wakes up and sends what it had decided. */
  wake(): void {
    const late = this.paused ?? [];
    this.paused = undefined;
    for (const effect of late) this.#perform(effect);
  }

  /** Another process goes on: what this one remembered is gone. */
  restart(): void {
    this.reports = [];
    this.takeover = true;
  }

  /** A world that goes its own way from here. */
  clone(): World {
    const copy = new World(this.spec);
    for (const [name, value] of Object.entries(this))
      Reflect.set(copy, name, typeof value === "function" ? value : structuredClone(value));
    copy.#seconds.splice(0, copy.#seconds.length, ...this.#seconds);
    for (const [text, parsed] of this.#parsed) copy.#parsed.set(text, parsed);
    copy.#version = this.#version;
    copy.#ids = this.#ids;
    return copy;
  }

  #perform(effect: Effect): void {
    if (this.paused && (effect.kind === "set-weight" || effect.kind === "mark-route")) {
      this.paused.push(effect);
      return;
    }
    this.performed.push(effect);
    switch (effect.kind) {
      case "set-weight":
      case "mark-route": {
        const isStale = effect.fence.resourceVersion !== this.route.resourceVersion;
        // An urgent write reads again, and writes what is still needed.
        const most = effect.kind === "set-weight" ? effect.weight : effect.atMost;
        if (isStale && !(effect.urgent && most !== undefined)) {
          this.reports.push({
            of: "route",
            seq: effect.mark.seq,
            result: "conflict",
            message: "409",
            at: this.now,
          });
          return;
        }
        this.#version += 1;
        const asked = effect.kind === "set-weight" ? effect.weight : this.route.weight;
        const weight = effect.urgent && most !== undefined ? Math.min(this.route.weight, most) : asked;
        this.route = {
          ...this.route,
          weight,
          owner: effect.mark,
          writer: { manager: "crossfade", at: this.now },
          resourceVersion: String(this.#version),
        };
        return;
      }
      case "create-job": {
        if (this.jobs.some((job) => job.ref === effect.ref)) return;
        const { ref, job, stage, run, attempt } = effect;
        this.jobs.push({ ref, job, stage, run, attempt, state: "running", startedAt: this.now });
        return;
      }
      case "scale":
      case "restart":
      case "patch": {
        const result = this.actionResult(effect);
        this.reports.push({
          of: "action",
          run: effect.run,
          step: effect.step,
          result,
          message: result === "done" ? "" : "it failed",
          at: this.now,
        });
        if (result !== "done") return;
        if (effect.kind === "scale")
          this[effect.side] = { ...this[effect.side], replicas: effect.replicas, ready: effect.replicas };
        if (effect.kind === "restart" && effect.side === "green")
          this.connections = { blue: this.connections.blue + this.connections.green, green: 0 };
        return;
      }
      case "notify":
        return;
    }
  }

  observation(): Observation {
    const at = this.now;
    const { plan: parsed } = this.#parse(this.#inForce());
    const known = <T>(value: T): Reading<T> => ({ state: "known", value, at });
    const samples = parsed.ok ? this.#samples(parsed.value, at) : new Map<string, Sample>();
    const [oldest] = this.status.journal.pending;
    const count = (value: number): Reading<number> =>
      this.connectionsKnown ? known(value) : { state: "unknown", code: "unreachable", why: "no share", at };
    return {
      at,
      elapsedMs: this.elapsed ?? 1_000,
      route: this.routeReading ?? known({ ...this.route }),
      blue: known({ ...this.blue }),
      green: known({ ...this.green }),
      connections: { blue: count(this.connections.blue), green: count(this.connections.green) },
      metrics:
        this.metricsDown === undefined
          ? { state: "answered", samples, at }
          : { state: "blind", why: this.metricsDown, at },
      jobs: known([...this.jobs]),
      dryRun: known({ name: "write-permission", ok: true }),
      history: known({
        length: this.entries.length,
        head: this.entries.at(-1)?.hash ?? "0".repeat(64),
        approvals: this.entries.filter((entry) => entry.kind === "approve"),
      }),
      ...(oldest && { journalTried: { seq: oldest.seq, since: Date.parse(oldest.at) } }),
      reports: [...this.reports],
      misfits: [...this.misfits],
      ...(this.lowered !== undefined && { lowered: this.lowered }),
      deleting: this.deleting,
      namespaceDeleting: false,
    };
  }

  #samples(plan: Plan, at: number): Map<string, Sample> {
    const clock = evidenceClock(this.status, stageNamed(plan, evidenceStage(this.status)), at);
    const keys = planQueries(plan, clock, []).map(({ key }) => key);
    return new Map(keys.map((key) => [key, this.sampleOf?.(key) ?? this.#answer(plan, key, at)]));
  }

  #answer(plan: Plan, key: string, at: number): Sample {
    const [side, name, what, window] = key.split("/");
    if (side !== "blue" && side !== "green") return { state: "empty" };
    const slo = plan.slos.find((one) => one.name === name);
    const value = (number: number): Sample => ({ state: "value", value: number, at });
    if (!slo) return what === "share" ? value(this.connections[side]) : { state: "empty" };
    if (what === "fresh") return value(1);
    const windowMs = what === "value" ? 15_000 : Number(window);
    const { total, bad } = this.#sum(slo, side, windowMs);
    if (what === "value") return total === 0 ? { state: "nan" } : value((100 * (total - bad)) / total);
    if (slo.indicator.kind === "events") return value(bad);
    return value(what === "good" ? total - bad : total);
  }

  #sum(slo: Slo, side: Side, windowMs: number): { total: number; bad: number } {
    const end = this.#seconds.at(-1)?.[side] ?? { total: 0, bad: 0 };
    const begin = this.#seconds.at(-1 - Math.max(1, Math.round(windowMs / 1_000)))?.[side] ?? {
      total: 0,
      bad: 0,
    };
    const hit = this.affected === undefined || this.affected.includes(slo.name);
    return { total: end.total - begin.total, bad: hit ? end.bad - begin.bad : 0 };
  }

  #record(): void {
    const last = this.#seconds.at(-1);
    const next = (side: Side) => {
      const { perSecond, failing } = this.weather[side];
      const { total, bad } = last?.[side] ?? { total: 0, bad: 0 };
      return { total: total + perSecond, bad: bad + Math.round(perSecond * failing) };
    };
    this.#seconds.push({ blue: next("blue"), green: next("green") });
  }

  #endJobs(): void {
    this.jobs = this.jobs.map((job) => {
      const result = this.jobResult(job.job);
      return job.state === "running" && this.now > job.startedAt && result !== "running"
        ? { ...job, state: result, finishedAt: this.now, message: `${job.job} ${result}` }
        : job;
    });
  }
}
