import { createHash } from "node:crypto";
import type { Answer, CommandBody } from "../core/engine/command.ts";
import type { NotifyEvent } from "../core/engine/effect.ts";
import type { Entry } from "../core/journal/entry.ts";
import { planHash } from "../core/plan/hash.ts";
import { fromWire } from "../core/status/wire.ts";
import type { Status } from "../core/status/status.ts";
import { SimApi, type SimObject, targetOf } from "./api-server.ts";
import { EPOCH, Host } from "./host.ts";
import { sameJson } from "./json-patch.ts";
import { Kubelet } from "./kubelet.ts";
import { Network } from "./network.ts";
import { KEY, PLAIN, ROUTE, simPlan, type Variant } from "./plan.ts";
import { SimPrometheus } from "./prometheus.ts";
import { makeRandom, type Random } from "./random.ts";
import { Replica } from "./replica.ts";
import { Scheduler } from "./scheduler.ts";
import { Traffic } from "./traffic.ts";

export type WorldOptions = {
  seed: number;
  replicas: number;
  variant?: Variant;
  tickMs?: number;
  /** Goes on where another world was, with processes that have just started. */
  from?: Snapshot;
};
/** What the API server had, and when. Stored objects are never changed, so a shallow copy is one. */
export type Snapshot = {
  time: number;
  objects: Map<string, SimObject>;
  version: number;
  spec: Record<string, unknown>;
  ids: number;
  variant: Variant;
};
/** What a person got for a command: the answer, or that it never came. */
export type Sent = { body: CommandBody; actor: string; answer: Answer | undefined };

const RESTART_MS = 1_500;
/** An abort takes back what is being raised beside it. */
const ON_THE_WAY_BACK = new Set(["rollback", "abort"]);

/** Everything that Crossfade meets, with Crossfade in it, in virtual time. */
export class SimWorld {
  readonly scheduler = new Scheduler();
  readonly random: Random;
  readonly api: SimApi;
  readonly network: Network;
  readonly traffic: Traffic;
  readonly prometheus: SimPrometheus;
  readonly kubelet: Kubelet;
  readonly replicas: (Replica | undefined)[] = [];
  readonly trace: string[] = [];
  readonly notified: NotifyEvent[] = [];
  /** What no code of ours should ever do: throw. */
  readonly errors: unknown[] = [];
  readonly sent: Sent[] = [];
  /** Told of each answer when the person gets it. */
  onAnswer: (sent: Sent) => void = () => undefined;
  /** Nobody meddles with what is stored: histories cannot have been restored. */
  faultless = true;
  readonly variant: Variant;
  spec: Record<string, unknown>;
  readonly #tickMs: number;
  readonly #hash = createHash("sha256");
  readonly #hosts: Host[] = [];
  #starts = 0;
  #ids = 0;

  constructor({ seed, replicas, from, variant = from?.variant ?? PLAIN, tickMs = 1_000 }: WorldOptions) {
    this.scheduler.time = from?.time ?? 0;
    this.random = makeRandom(seed);
    this.#tickMs = tickMs;
    this.variant = variant;
    this.spec = from?.spec ?? simPlan(variant);
    this.#ids = from?.ids ?? 0;
    this.api = new SimApi(() => EPOCH + this.scheduler.time);
    this.network = new Network(this.scheduler, this.api, this.random);
    this.traffic = new Traffic(this.scheduler, () => this.weight());
    this.prometheus = new SimPrometheus(this.traffic, this.random);
    this.kubelet = new Kubelet(this.api, this.scheduler, this.random);
    this.network.onSent = (by, { method, path, query }) => {
      if (method !== "GET") this.note(`${by} > ${method} ${short(path)}${query?.["dryRun"] ? " (dry)" : ""}`);
    };
    this.api.onStored.push(({ by, plural, after }) => {
      if (plural !== "leases" && plural !== "jobs")
        this.note(`${by} stored ${plural}/${after?.metadata.name ?? "-"} ${this.#gist(plural, after)}`);
    });
    this.api.onStored.push(({ plural, before, after }) => {
      if (plural !== "statefulsets" || after?.metadata.name !== "green" || before === undefined) return;
      // Pods that are replaced close what they had open, and clients come back as the weight says.
      if (sameJson(templateOf(before), templateOf(after))) return;
      this.traffic.sticky = false;
      this.traffic.follow(this.weight());
    });
    if (from === undefined) this.#seedObjects();
    else this.api.load(from.objects, from.version);
    for (let index = 0; index < replicas; index += 1) this.startReplica(index);
  }

  /** Milliseconds of simulated time. */
  get time(): number {
    return this.scheduler.time;
  }

  note(line: string): void {
    const text = `${(this.time / 1_000).toFixed(3).padStart(9)} ${line}`;
    this.trace.push(text);
    this.#hash.update(text);
  }

  /** The same seed gives the same. */
  traceHash(): string {
    return this.#hash.copy().digest("hex").slice(0, 16);
  }

  startReplica(index: number): void {
    this.#starts += 1;
    const host = new Host(`crossfade-${index}-${this.#starts}`, this.scheduler);
    this.note(`${host.name} starts`);
    this.#hosts.push(host);
    host.onDeath(() => this.note(`${host.name} is gone`));
    this.replicas[index] = new Replica({
      host,
      network: this.network,
      prometheus: this.prometheus,
      tickMs: this.#tickMs,
      onNotify: (event) => this.notified.push(event),
      onError: (error) => this.errors.push(error),
    });
  }

  /** It is over: nothing keeps it in memory. */
  end(): void {
    for (const host of this.#hosts) host.forget();
  }

  /** Kills it, if it lives, and starts it anew after a moment. */
  restart(index: number, afterMs = RESTART_MS): void {
    const replica = this.replicas[index];
    if (replica?.host.alive) replica.host.kill();
    delete this.replicas[index];
    this.scheduler.after(afterMs, () => {
      if (this.replicas[index] === undefined) this.startReplica(index);
    });
  }

  alive(): Replica[] {
    return this.replicas.filter((replica): replica is Replica => replica?.host.alive === true);
  }

  leader(): Replica | undefined {
    return this.alive().find((replica) => replica.ports.leader.isLeading());
  }

  migration(): SimObject | undefined {
    return this.api.get("migrations", KEY.namespace, KEY.name);
  }

  /** As it is stored: what every process would read. */
  status(): Status | undefined {
    return readStatus(this.migration());
  }

  /** Green's weight on the router, in percent. */
  weight(): number {
    const route = this.api.get("virtualservices", KEY.namespace, ROUTE);
    return route === undefined ? 0 : greenWeight(route);
  }

  entries(): Entry[] {
    const objects = [...this.api.objects.entries()]
      .filter(([key]) => key.startsWith("journalentries/"))
      .map(([, object]) => object.spec as Entry);
    const pending = this.status()?.journal.pending ?? [];
    const all = new Map([...pending, ...objects].map((entry) => [entry.seq, entry]));
    return [...all.values()].sort((a, b) => a.seq - b.seq);
  }

  /** A command as somebody at the page would give it: on what they see, again with the same id until there is an answer. */
  async command(
    kind: CommandBody["kind"],
    fields: Partial<CommandBody> & { actor?: string; via?: number } = {},
  ): Promise<Answer | undefined> {
    const { actor = "operator", via, ...rest } = fields;
    const status = this.status();
    const body: CommandBody = {
      id: this.newId(),
      kind,
      stage: status?.stage ?? "",
      planHash: status?.planHash || planHash(this.spec),
      ...rest,
    };
    const record: Sent = { body, actor, answer: undefined };
    this.sent.push(record);
    this.note(
      `${actor} asks ${kind} ${body.id} of ${body.stage}${body.to === undefined ? "" : ` to ${body.to}`}`,
    );
    for (let tries = 0; tries < 6; tries += 1) {
      const replica = this.#choose(via);
      const answer = replica === undefined ? undefined : await this.#once(replica, body, actor);
      if (answer !== undefined && answer.outcome !== "unknown") {
        record.answer = answer;
        this.onAnswer(record);
        this.note(
          `${body.id} ${kind}: ${answer.outcome} ${answer.reasons.map(({ code }) => code).join(",")} entry ${answer.entry ?? "-"}`,
        );
        return answer;
      }
      await new Promise<void>((resolve) => this.scheduler.after(1_000, resolve));
    }
    this.note(`${body.id} ${kind}: no answer`);
    return undefined;
  }

  /** Of now; the Lease is left out, as if its holder had given it back. */
  snapshot(): Snapshot {
    const objects = new Map([...this.api.objects].filter(([key]) => !key.startsWith("leases/")));
    return {
      time: this.time,
      objects,
      version: this.api.version,
      spec: this.spec,
      ids: this.#ids,
      variant: this.variant,
    };
  }

  newId(): string {
    this.#ids += 1;
    return `c${this.#ids}`;
  }

  specHash(): string {
    return planHash(this.spec);
  }

  #choose(via: number | undefined): Replica | undefined {
    const alive = this.alive();
    const wanted = via === undefined ? undefined : this.replicas[via];
    if (wanted?.host.alive) return wanted;
    return alive.length === 0 ? undefined : this.random.pick(alive);
  }

  /** `undefined`: the process went away, or said that there is no such Migration. */
  #once(replica: Replica, body: CommandBody, actor: string): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      replica.host.onDeath(() => resolve(undefined));
      replica.host.deliver(this.random.whole(1, 4), () => {
        void replica.send(KEY, body, actor).then(
          (answer) => replica.host.deliver(1, () => resolve(answer)),
          (error: unknown) => {
            // What the server makes a 500 of: the API server did not answer a read.
            this.note(`${body.id} failed: ${String(error).slice(0, 120)}`);
            replica.host.deliver(1, () => resolve(undefined));
          },
        );
      });
    });
  }

  /** Somebody has asked for a rollback or an abort and has no answer yet: lowering may come before its record. */
  rollbackAsked(): boolean {
    return this.sent.some(({ body, answer }) => ON_THE_WAY_BACK.has(body.kind) && answer === undefined);
  }

  /** People who change the route by hand, and tools that put back what git says. */
  setWeightAs(manager: string, weight: number): void {
    this.changeRoute(manager, (route) => {
      this.note(`${manager} sets ${weight} %`);
      const [blue, green] = routesOf(route);
      if (blue) blue.weight = 100 - weight;
      if (green) green.weight = weight;
    });
  }

  /** Whatever somebody else makes of the route, where there is one. */
  changeRoute(manager: string, change: (copy: SimObject) => void): void {
    const route = this.api.get("virtualservices", KEY.namespace, ROUTE);
    if (route === undefined) return;
    const copy = structuredClone(route);
    change(copy);
    this.api.put(manager, "virtualservices", copy);
  }

  /** Somebody ships another version of green. */
  newImage(version: number): void {
    const set = this.api.get("statefulsets", KEY.namespace, "green");
    if (set === undefined) return;
    const template = { spec: { image: `green:${version}` } };
    this.api.put("ci", "statefulsets", { ...set, spec: { ...(set.spec as object), template } });
  }

  editPlan(change: (spec: Record<string, unknown>) => void): void {
    const object = this.migration();
    if (object === undefined) return;
    this.spec = structuredClone(this.spec);
    change(this.spec);
    this.note("git changes the plan");
    this.api.put("flux", "migrations", { ...object, spec: this.spec });
  }

  #seedObjects(): void {
    const { namespace } = KEY;
    const by = "seeder";
    this.api.put(by, "namespaces", { metadata: { name: namespace } });
    for (const name of ["blue", "green"]) {
      this.api.put(by, "services", { metadata: { name, namespace }, spec: { ports: [{ port: 1883 }] } });
      this.api.put(by, "statefulsets", {
        metadata: { name, namespace },
        spec: { replicas: 3, template: { spec: { image: `${name}:1` } } },
        status: { readyReplicas: 3 },
      });
    }
    this.api.put(by, "configmaps", { metadata: { name: "broker-config", namespace }, data: { mode: "old" } });
    this.api.put(by, "virtualservices", routeObject());
    this.api.put(by, "migrations", {
      apiVersion: "crossfade.dev/v1alpha1",
      kind: "Migration",
      metadata: { ...KEY, generation: 1, uid: "u1" },
      spec: this.spec,
    });
  }

  #gist(plural: string, object: SimObject | undefined): string {
    if (object === undefined) return "(gone)";
    if (plural === "virtualservices")
      return `${greenWeight(object)} % ${object.metadata.annotations?.["crossfade.dev/owner"] ?? ""}`;
    if (plural === "journalentries") {
      const { kind, reason = "", from = "", to = "" } = object.spec as Entry;
      return `${kind} ${from}>${to} ${reason.slice(0, 60)}`;
    }
    const status = plural === "migrations" ? readStatus(object) : undefined;
    if (status === undefined) return "";
    const { state, stage, hold, journal, intent } = status;
    return `${state} ${stage} ${intent?.kind ?? ""} ${hold?.code ?? ""} ${journal.length}/${journal.pending.length}`;
  }
}

const short = (path: string): string => {
  const target = targetOf(path);
  return target === undefined
    ? path
    : `${target.plural}/${target.name}${target.sub === "" ? "" : `/${target.sub}`}`;
};

const templateOf = ({ spec }: SimObject): unknown => (spec as { template?: unknown }).template;

const read = new WeakMap<object, Status>();

/** Stored objects are never changed, so each is read once. */
export function readStatus(object: SimObject | undefined): Status | undefined {
  if (object?.status === undefined) return undefined;
  const known = read.get(object);
  if (known !== undefined) return known;
  const status = fromWire(object.status);
  if (status !== undefined) read.set(object, status);
  return status;
}

type Destination = { destination: { host: string; port: { number: number } }; weight?: number };

export const routesOf = (route: SimObject): Destination[] =>
  (route.spec as { tcp: { route: Destination[] }[] }).tcp[0]?.route ?? [];
export const greenWeight = (route: SimObject): number => routesOf(route)[1]?.weight ?? 0;

export function routeObject(): SimObject {
  const to = (host: string, weight: number): Destination => ({
    destination: { host, port: { number: 1883 } },
    weight,
  });
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: ROUTE, namespace: KEY.namespace, resourceVersion: "0" },
    spec: {
      hosts: ["mqtt.test"],
      gateways: ["edge"],
      tcp: [{ match: [{ port: 1883 }], route: [to("blue", 100), to("green", 0)] }],
    },
  };
}
