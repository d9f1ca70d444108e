import type { KubeAnswer } from "../adapters/kubernetes/answer.ts";
import { toAnswer } from "../adapters/kubernetes/answer.ts";
import type { KubeClient, KubeRequest, KubeStream } from "../adapters/kubernetes/client.ts";
import type { SimApi, SimEvent, SimObject, SimRequest, SimResponse } from "./api-server.ts";
import { selects, targetOf } from "./api-server.ts";
import type { Host } from "./host.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";

const DEADLINE_MS = 3_000;

/** What is wrong between the processes and the API server now. Rates are 0 to 1. */
export type NetworkFaults = {
  /** Nothing gets through (F01). */
  down: boolean;
  /** Added to each way, at most (F09). */
  slowMs: number;
  /** 500 and 429, before anything is done. */
  errorRate: number;
  /** Carried out, and the answer is lost (F02). */
  lostReplyRate: number;
  /** Watches say nothing more, and stay open (F07). */
  silentWatches: boolean;
  /** Patches of this collection are refused (F11). */
  forbidden: string | undefined;
  /** No journal entry can be created (F54). */
  journalDown: boolean;
};

export const noFaults = (): NetworkFaults => ({
  down: false,
  slowMs: 0,
  errorRate: 0,
  lostReplyRate: 0,
  silentWatches: false,
  forbidden: undefined,
  journalDown: false,
});

/** What becomes of one write, and of the process that made it. */
export type Fate = "before" | "committed" | "after";

export class Network {
  readonly faults: NetworkFaults = noFaults();
  readonly #scheduler: Scheduler;
  readonly #api: SimApi;
  readonly #random: Random;
  readonly #watches = new Set<{ cut(): void }>();
  /** Asked of every write by Crossfade, in the order in which they are sent. */
  fateOf: (by: string, request: SimRequest) => Fate | undefined = () => undefined;
  /** Told of every request as it is sent, for the trace. */
  onSent: (by: string, request: SimRequest) => void = () => undefined;

  constructor(scheduler: Scheduler, api: SimApi, random: Random) {
    this.#scheduler = scheduler;
    this.#api = api;
    this.#random = random;
  }

  /** Cuts every watch: whoever watches begins again. */
  cutWatches(): void {
    for (const watch of [...this.#watches]) watch.cut();
  }

  clientOf(host: Host): KubeClient {
    return {
      request: (request) => this.#request(host, request),
      stream: (request) => this.#stream(host, request),
      // Only shown to people, and nobody looks in here.
      silence: () => undefined,
      close: () => Promise.resolve(),
    };
  }

  #wayMs(): number {
    return (
      this.#random.whole(1, 4) + (this.faults.slowMs > 0 ? this.#random.whole(0, this.faults.slowMs) : 0)
    );
  }

  #request(host: Host, request: KubeRequest): Promise<KubeAnswer> {
    // A process that was killed sends nothing more, and nobody waits for it.
    if (!host.alive) return new Promise(() => undefined);
    const call = `${request.method} ${request.path}`;
    return new Promise((resolve) => {
      const unknown = (why: string) => resolve({ state: "unknown", why: `${call}: ${why}` });
      if (request.signal !== undefined) host.onAbort(request.signal, () => unknown("given up"));
      if (request.signal?.aborted === true) return unknown("given up");
      host.deliver(DEADLINE_MS, () => unknown(`no answer in ${DEADLINE_MS} ms`));
      this.onSent(host.name, request);
      const isWrite = request.method !== "GET" && request.query?.["dryRun"] === undefined;
      const fate = isWrite ? this.fateOf(host.name, request) : undefined;
      if (fate === "before") return host.kill();
      const { faults } = this;
      if (faults.down) return host.deliver(this.#wayMs(), () => unknown("ECONNREFUSED"));
      const isLost = this.#random.chance(faults.lostReplyRate);
      this.#scheduler.after(this.#wayMs(), () => {
        const response = this.#refusal(request) ?? this.#api.handle(host.name, request);
        if (fate === "committed") return host.kill();
        if (isLost) return;
        host.deliver(this.#wayMs(), () => {
          if (fate === "after") host.kill();
          resolve(answerOf(response, call));
        });
      });
    });
  }

  #refusal({ method, path }: KubeRequest): SimResponse | undefined {
    const { faults } = this;
    const plural = targetOf(path)?.plural;
    if (method !== "GET" && faults.forbidden !== undefined && plural === faults.forbidden)
      return { code: 403, body: { reason: "Forbidden", message: `${method} ${plural} is forbidden` } };
    if (faults.journalDown && method === "POST" && plural === "journalentries")
      return {
        code: 500,
        body: { reason: "InternalError", message: "etcdserver: mvcc: database space exceeded" },
      };
    if (!this.#random.chance(faults.errorRate)) return undefined;
    return { code: this.#random.pick([500, 429, 503]), body: { message: "try again" } };
  }

  #stream(host: Host, asked: Parameters<KubeClient["stream"]>[0]): Promise<KubeStream> {
    if (!host.alive) return new Promise(() => undefined);
    const call = `WATCH ${asked.path}`;
    return new Promise((resolve) => {
      const fail = (code: number, message: string) =>
        host.deliver(this.#wayMs(), () => {
          const answer = toAnswer(code, JSON.stringify({ message }), call);
          if (answer.state !== "ok") resolve(answer);
        });
      if (this.faults.down) return fail(503, "ECONNREFUSED");
      const from = Number(asked.query["resourceVersion"]);
      const target = targetOf(asked.path);
      if (target === undefined || from < this.#api.compactedAt) return fail(410, "too old resource version");
      const lines = new Lines();
      let at = this.#scheduler.time;
      const tell = (event: SimEvent): void => {
        const { plural, object } = event;
        if (plural !== target.plural || this.faults.silentWatches) return;
        if (target.namespace !== "" && object.metadata.namespace !== target.namespace) return;
        if (!selects(asked.query, object)) return;
        // One after the other, each a little late.
        at = Math.max(at, this.#scheduler.time) + this.#wayMs();
        host.deliver(at - this.#scheduler.time, () => lines.push(lineOf(event)));
      };
      const open = { cut: () => end(new Error("the connection was cut")) };
      const unsubscribe = this.#api.subscribe(tell);
      const end = (error?: Error): void => {
        unsubscribe();
        this.#watches.delete(open);
        host.deliver(1, () => lines.end(error));
      };
      this.#watches.add(open);
      host.onAbort(asked.signal, () => end());
      for (const { version, event } of this.#api.events) if (version > from) tell(event);
      host.deliver(this.#wayMs(), () => resolve({ state: "ok", lines }));
    });
  }
}

const answerOf = ({ code, body }: SimResponse, call: string): KubeAnswer =>
  code < 300 ? { state: "ok", body } : toAnswer(code, JSON.stringify(body), call);

const written = new WeakMap<SimEvent, string>();

/** The same text for everybody who watches. */
function lineOf(event: SimEvent): string {
  const line = written.get(event) ?? JSON.stringify({ type: event.type, object: event.object });
  written.set(event, line);
  return line;
}

/** Lines of a watch, as they come. */
class Lines implements AsyncIterable<string> {
  readonly #waiting: string[] = [];
  #ended: { error?: Error } | undefined;
  #wake: (() => void) | undefined;

  push(line: string): void {
    this.#waiting.push(line);
    this.#wake?.();
  }

  end(error?: Error): void {
    this.#ended ??= { ...(error && { error }) };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<string> {
    for (;;) {
      const line = this.#waiting.shift();
      if (line !== undefined) yield line;
      else if (this.#ended !== undefined) {
        if (this.#ended.error) throw this.#ended.error;
        return;
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export type { SimObject };
