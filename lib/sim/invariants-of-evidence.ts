import type { Entry } from "../core/journal/entry.ts";
import type { Status } from "../core/status/status.ts";
import { isCrossfade, type SimObject, type Stored } from "./api-server.ts";
import { EPOCH } from "./host.ts";
import { sameJson } from "./json-patch.ts";
import { KEY, STAGES, WEIGHTS } from "./plan.ts";
import { greenWeight, readStatus, routesOf, type SimWorld } from "./world.ts";
import type { Fail } from "./violation.ts";

const INVARIANT = "I2 evidence before weight";
/** Settle of the plan, where its drain time with the margin is longer than that. */
const SETTLES_MS = 6_000;
/** Half of what a pass at 99 % takes without a failure. */
const LEAST_SAMPLES = 150;
/** What was decided reaches the API server this much later at most, while that is not slow. */
const LATE_MS = 2_000;
const TICK_MS = 1_000;
/** Older than that nothing that was read of the route counts for a weight that rises. */
const ROUTE_AGE_MS = 12_000;
/** Longer than a look and what it leads to. */
const LIES_MS = 4_000;
const BAKES: Record<string, number> = { canary: 8_000, half: 8_000, full: 5_000 };

/** What a weight that rises must stand on, measured on the traffic, the route and the pods themselves. */
export class EvidenceInvariants {
  readonly #world: SimWorld;
  readonly #fail: Fail;
  #changed: { at: number; by: "advance" | "other" } = { at: 0, by: "other" };
  #blindAt = 0;
  /** Healthy time of the stage as far as anybody can have seen it, and the time it was held meanwhile: that bakes nothing, but its evidence stays. */
  #bake = { run: -1, ms: 0, at: 0, until: 0, counts: false, heldMs: 0, isHeld: false };
  #templateAt = 0;
  #greenDownSince: number | undefined;
  #troubledAt = 0;
  #isSkewed = false;
  #lyingSince: number | undefined;
  #isSlow = false;
  readonly #routeReadAt = new Map<string, number>();

  constructor(world: SimWorld, fail: Fail) {
    this.#world = world;
    this.#fail = fail;
    const there = world.status();
    this.#bake = {
      run: there?.run ?? -1,
      ms: there?.bakedMs ?? 0,
      at: world.time,
      until: world.time,
      counts: false,
      heldMs: 0,
      isHeld: false,
    };
    this.#changed.at = Math.max(0, (there?.route?.changedAt ?? 0) - EPOCH);
    world.api.onStored.push((stored) => {
      this.#sample();
      if (stored.plural === "migrations") this.#status(stored);
      if (stored.plural === "statefulsets") this.#pods(stored);
      if (stored.plural === "virtualservices") this.#route(stored);
    });
    const { onSent } = world.network;
    world.network.onSent = (by, request) => {
      onSent(by, request);
      if (request.method === "GET" && request.path.includes("/virtualservices/"))
        this.#routeReadAt.set(by, world.time);
    };
  }

  /** Clocks that were moved say nothing of true time, and caches may be old when the network was in trouble. */
  #sample(): void {
    const { replicas, network, prometheus, time } = this.#world;
    if (prometheus.fault === "none") this.#lyingSince = undefined;
    else this.#lyingSince ??= time;
    this.#isSkewed ||= replicas.some((replica) => (replica?.host.skewMs ?? 0) !== 0);
    this.#isSlow ||= network.faults.slowMs > 50;
    if (Object.values(network.faults).some(Boolean)) this.#troubledAt = time;
  }

  #status({ by, after }: Stored): void {
    const now = readStatus(after);
    if (!isCrossfade(by) || now === undefined) return;
    const { time } = this.#world;
    this.#bake.ms += this.#bakedSince();
    if (this.#bake.counts) this.#bake.until = time;
    if (this.#bake.isHeld) this.#bake.heldMs += time - this.#bake.at;
    if (now.run !== this.#bake.run && now.state === "Baking") {
      this.#bake = { run: now.run, ms: 0, at: time, until: time, counts: false, heldMs: 0, isHeld: false };
      this.#isSlow = false;
    }
    const isBlind = now.conditions.some(({ type, status }) => type === "Blind" && status === "True");
    if (isBlind) this.#blindAt = time;
    // Evidence begins anew, and what was held before is none of it.
    if (isBlind || this.#templateAt > this.#bake.at) this.#bake.heldMs = 0;
    const isBad = now.slos.some(({ verdict }) => verdict === "breach");
    this.#bake.at = time;
    this.#bake.counts = ["Baking", "Ready"].includes(now.state) && !isBlind && !isBad;
    this.#bake.isHeld = now.state === "Held" && !isBlind && !isBad;
  }

  #pods({ before, after }: Stored): void {
    if (after?.metadata.name !== "green" || before === undefined) return;
    const template = (object: SimObject): unknown => (object.spec as { template?: unknown }).template;
    if (!sameJson(template(before), template(after))) this.#templateAt = this.#world.time;
    const { readyReplicas = 0 } = (after.status ?? {}) as { readyReplicas?: number };
    this.#greenDownSince = readyReplicas < 2 ? (this.#greenDownSince ?? this.#world.time) : undefined;
  }

  #route({ by, before, after }: Stored): void {
    if (before === undefined || after === undefined) return;
    const [from, to] = [greenWeight(before), greenWeight(after)];
    if (from === to) return;
    // What was baked until now was baked: the new weight settles from here on.
    this.#bake.ms += this.#bakedSince();
    this.#bake.at = this.#world.time;
    const status = this.#world.status();
    if (isCrossfade(by) && to > from && status?.intent)
      this.#raised(by, before, status, status.intent, from, to);
    const isAdvance = isCrossfade(by) && status?.intent?.kind !== "resume";
    this.#changed = { at: this.#world.time, by: isAdvance ? "advance" : "other" };
  }

  #raised(
    by: string,
    before: SimObject,
    status: Status,
    intent: NonNullable<Status["intent"]>,
    from: number,
    to: number,
  ): void {
    const { time, traffic } = this.#world;
    const fail = (what: string) => this.#fail(INVARIANT, `from ${from} to ${to} % ${what}`);
    const readAt = this.#routeReadAt.get(by);
    if (readAt === undefined || time - readAt > ROUTE_AGE_MS) fail("without a fresh look at the route");
    const sum = routesOf(before).reduce((total, { weight = 0 }) => total + weight, 0);
    if (sum !== 100) fail(`over weights that sum to ${sum}`);
    if (intent.seq === status.run && this.#isPending(status, intent.seq))
      fail(`while entry ${intent.seq} of the command is no object yet`);
    const left = intent.left?.stage ?? "";
    if (intent.kind === "advance" && left === "prepare") this.#prepared(fail);
    const judged = intent.kind === "retry" ? stageBefore(intent.stage) : left;
    if (intent.kind === "resume" || (WEIGHTS[judged] ?? 0) === 0) return;
    if (this.#lyingSince !== undefined && time - this.#lyingSince > LIES_MS && !this.#isSlow)
      fail(`while metrics have said nothing true for ${Math.round(time - this.#lyingSince)} ms`);
    const baking = intent.kind === "advance" ? this.#bake.until - this.#bake.ms - this.#bake.heldMs : 0;
    const since = Math.max(this.#changed.at === 0 ? 0 : this.#changed.at + SETTLES_MS, baking);
    // No window is shorter than a second, and the counters are those of whole seconds.
    const { total } = traffic.counts("green", time, time < since ? 0 : Math.max(2_000, time - since));
    if (total < LEAST_SAMPLES) fail(`on ${total} samples`);
    if (intent.kind !== "advance") return;
    this.#earned(left, fail);
    if (this.#isSkewed) return;
    const evidence = (status.evidenceSince ?? 0) - EPOCH;
    if (evidence < this.#changed.at + SETTLES_MS - 1) fail("on evidence of before the weight had settled");
    if (evidence < this.#blindAt - LATE_MS) fail("on evidence of before the last blindness");
    const isSeen = time - this.#templateAt > 5_000 && this.#troubledAt < this.#templateAt - 1_000;
    if (isSeen && evidence < this.#templateAt) fail("on evidence of another image of green");
  }

  #earned(left: string, fail: (what: string) => void): void {
    const { time } = this.#world;
    const needed = BAKES[left] ?? 0;
    if (this.#isSlow || this.#wasSkipped()) return;
    const settled = this.#changed.by === "advance" ? this.#changed.at + SETTLES_MS : 0;
    if (time - settled < needed - 1) fail(`${time - settled} of ${needed} ms after the weight had settled`);
    const baked = this.#bake.ms + this.#bakedSince();
    if (baked < needed - TICK_MS) fail(`after ${Math.round(baked)} of ${needed} ms of healthy bake`);
  }

  #bakedSince(): number {
    const { at, counts } = this.#bake;
    const settled = this.#changed.at === 0 ? 0 : this.#changed.at + SETTLES_MS;
    return counts ? Math.max(0, this.#world.time - Math.max(at, settled)) : 0;
  }

  #wasSkipped(): boolean {
    return this.#world.entries().some(({ kind, seq }) => kind === "skip-bake" && seq > this.#bake.run);
  }

  #isPending({ journal }: Status, seq: number): boolean {
    const { namespace, name } = KEY;
    const isObject = this.#world.api.get("journalentries", namespace, `${name}-${seq}`) !== undefined;
    return !isObject && journal.pending.some((entry: Entry) => entry.seq === seq);
  }

  /** What the first stage asks for: its job, and pods of green. */
  #prepared(fail: (what: string) => void): void {
    const jobs = [...this.#world.api.objects].filter(([key]) => key.startsWith("jobs/"));
    const isDone = jobs.some(([, { status }]) => JSON.stringify(status ?? {}).includes("Complete"));
    if (!isDone) fail("and no job has succeeded");
    const { time } = this.#world;
    const downSince = this.#greenDownSince;
    if (downSince !== undefined && time - downSince > 4_000 && this.#troubledAt < downSince - 1_000)
      fail("and green has not been ready for a while");
  }
}

const stageBefore = (stage: string): string => STAGES[STAGES.findIndex((name) => name === stage) - 1] ?? "";
