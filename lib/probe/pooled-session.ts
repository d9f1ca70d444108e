import type { Cycle } from "./cycles.ts";
import { type Finding, Ledger, type Qos } from "./ledger.ts";
import { type Color, type Metrics, type Path, timeoutSeconds } from "./metrics.ts";
import type { OwnTime } from "./own-time.ts";
import { reconnectDelayMs } from "./reconnect.ts";
import { type Outgoing, Session } from "./session.ts";
import type { Address, Settings } from "./settings.ts";

export type PooledSessionParts = {
  path: Path;
  address: Address;
  name: string;
  topic: string;
  /** Topics on which a session through the gateway asks which side it is on, and the direct ones answer. */
  identity: { question: string; answer: string };
  /** The side of a direct path; undefined for a session through the gateway. */
  color: Color | undefined;
  settings: Settings;
  metrics: Metrics;
  time: OwnTime;
  realNowMs: () => number;
  nextSeq: () => number;
  succeeded: (cycle: Cycle, color: Color) => void;
  putBack: (cycle: Cycle) => void;
};

type Flight = { qos: Qos; sentAtRealMs: number; cycle: Cycle | undefined };

/** A session silent for this many time-outs while something is unanswered is given up for a new one. */
const silentTimeouts = 3;
/** How long a session through the gateway waits to learn its side before it goes on without. */
const identityPatienceMs = 3000;
const askAgainMs = 500;
/** The sessions of a pool start within this time. */
const startSpreadMs = 100;

/** One place in a pool: always one session, the ledger of its subscription, and what to do when it ends. */
export class PooledSession {
  readonly #parts: PooledSessionParts;
  readonly #flights = new Map<number, Flight>();
  readonly #heard = new Set<Color>();
  #session: Session | undefined;
  #ledger: Ledger;
  #upSinceMs: number | undefined;
  #openedAtMs = 0;
  #askedAtMs = 0;
  #retryAtMs: number;
  #failures = 0;
  #lives = 0;
  #bytesSeen = 0;
  #lastByteMs = 0;
  #stopped = false;
  #retiring = false;

  constructor(parts: PooledSessionParts) {
    this.#parts = parts;
    this.#ledger = new Ledger(parts.settings);
    this.#retryAtMs = parts.time.nowMs + Math.random() * startSpreadMs;
  }

  /** Answers of both mean that the sides are bridged: which one it is cannot be known then. */
  get color(): Color {
    if (this.#parts.color !== undefined) return this.#parts.color;
    const [only] = this.#heard;
    return only !== undefined && this.#heard.size === 1 ? only : "unknown";
  }

  get live(): boolean {
    return this.#upSinceMs !== undefined;
  }

  /** How long it has been up; undefined while it is not. */
  get ageMs(): number | undefined {
    return this.#upSinceMs === undefined ? undefined : this.#parts.time.nowMs - this.#upSinceMs;
  }

  get retiring(): boolean {
    return this.#retiring;
  }

  /** Takes no more messages, and makes way for a new session once everything that it is owed has been judged. */
  retire(): void {
    this.#retiring = true;
  }

  get usable(): boolean {
    if (this.#upSinceMs === undefined || this.#retiring) return false;
    return this.color !== "unknown" || this.#parts.time.nowMs - this.#upSinceMs > identityPatienceMs;
  }

  /** Sends one burst; each message carries the cycle of its place, if there is one. */
  send(qos: Qos, count: number, cycles: readonly Cycle[] = []): void {
    const { time, realNowMs, nextSeq, topic } = this.#parts;
    const sentAtRealMs = realNowMs();
    const burst: Outgoing[] = [];
    for (let i = 0; i < count; i++) {
      const seq = nextSeq();
      this.#ledger.sent(seq, qos, time.nowMs);
      this.#flights.set(seq, { qos, sentAtRealMs, cycle: cycles[i] });
      burst.push({ seq, topic: `${topic}/${qos}`, qos, payload: String(seq) });
    }
    this.#session?.publish(burst);
  }

  tick(): void {
    const { time, settings } = this.#parts;
    const session = this.#session;
    if (session === undefined) {
      if (time.nowMs >= this.#retryAtMs && !this.#stopped) this.#open();
      return;
    }
    this.#record(this.#ledger.due(time.nowMs));
    if (session.bytesReceived !== this.#bytesSeen) {
      this.#bytesSeen = session.bytesReceived;
      this.#lastByteMs = time.nowMs;
    }
    const waiting = !this.live || this.#ledger.size > 0;
    const patienceMs = settings.timeoutMs * (this.live ? silentTimeouts : 1);
    const silentMs = time.nowMs - Math.max(this.#lastByteMs, this.#openedAtMs);
    if (waiting && silentMs > patienceMs) session.cut();
    if (this.#retiring && this.#ledger.size === 0) session.end();
    if (this.live && this.color === "unknown" && time.nowMs - this.#askedAtMs >= askAgainMs) this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    this.#session?.end();
  }

  #ask(): void {
    this.#askedAtMs = this.#parts.time.nowMs;
    this.#session?.publish([{ seq: 0, topic: this.#parts.identity.question, qos: 0, payload: "" }]);
  }

  #message(topic: string, payload: string): void {
    const { identity, color } = this.#parts;
    if (topic === identity.question && color !== undefined)
      this.#session?.publish([{ seq: 0, topic: identity.answer, qos: 0, payload: color }]);
    else if (topic !== identity.answer) this.#received(Number(payload));
    else if (payload === "blue" || payload === "green") this.#heard.add(payload);
  }

  #open(): void {
    const { address, name, topic, identity, settings, color } = this.#parts;
    this.#openedAtMs = this.#parts.time.nowMs;
    this.#bytesSeen = 0;
    this.#session = new Session({
      address,
      clientId: `crossfade-probe-${name}-${this.#lives++}`,
      filters: [`${topic}/+`, color === undefined ? identity.answer : identity.question],
      credentials: settings.credentials,
      events: {
        up: () => {
          this.#upSinceMs = this.#parts.time.nowMs;
          this.#failures = 0;
          if (color === undefined) this.#ask();
        },
        acknowledged: (seq) => this.#acknowledged(seq),
        message: (on, payload) => this.#message(on, payload),
        down: () => this.#closed(),
      },
    });
  }

  #closed(): void {
    this.#record(this.#ledger.closed());
    if (!this.live) this.#failures++;
    this.#session = undefined;
    this.#upSinceMs = undefined;
    this.#retiring = false;
    this.#heard.clear();
    this.#retryAtMs = this.#parts.time.nowMs + reconnectDelayMs(this.#failures, Math.random());
  }

  #acknowledged(seq: number): void {
    const step = this.#ledger.acknowledged(seq, this.#parts.time.nowMs);
    if (step === undefined) return;
    if (step.first) this.#observe("acks", seq);
    if (step.complete) this.#complete(seq);
  }

  #received(seq: number): void {
    const step = this.#ledger.received(seq);
    if (step === undefined) return;
    if (step.first) this.#observe("endToEnd", seq);
    if (step.complete) this.#complete(seq);
  }

  #complete(seq: number): void {
    const flight = this.#flights.get(seq);
    if (flight?.cycle === undefined) return;
    this.#parts.succeeded(flight.cycle, this.color);
    flight.cycle = undefined;
  }

  #observe(histogram: "acks" | "endToEnd", seq: number): void {
    const { metrics, path, time, realNowMs } = this.#parts;
    const flight = this.#flights.get(seq);
    if (flight === undefined || (histogram === "acks" && flight.qos === 0)) return;
    const at = { color: this.color, path };
    const nowMs = realNowMs();
    if (time.stalledSince(flight.sentAtRealMs, nowMs)) metrics.spoiled.inc(at);
    else metrics[histogram].observe({ ...at, qos: `${flight.qos}` }, (nowMs - flight.sentAtRealMs) / 1000);
  }

  #record(findings: readonly Finding[]): void {
    const { metrics, path } = this.#parts;
    for (const finding of findings) {
      const labels = { color: this.color, path, qos: `${finding.qos}` };
      switch (finding.kind) {
        case "ack-late":
          metrics.acks.observe(labels, timeoutSeconds);
          break;
        case "delivery-late":
          metrics.endToEnd.observe(labels, timeoutSeconds);
          break;
        case "judged":
          this.#judged(finding, labels);
          break;
      }
    }
  }

  #judged(
    finding: Extract<Finding, { kind: "judged" }>,
    labels: { color: Color; path: Path; qos: string },
  ): void {
    const { metrics, putBack } = this.#parts;
    const cycle = this.#flights.get(finding.seq)?.cycle;
    this.#flights.delete(finding.seq);
    if (cycle !== undefined) putBack(cycle);
    if (finding.copies > 1) metrics.duplicated.inc(labels);
    if (finding.verdict === "void") return metrics.voided.inc(labels);
    metrics.judged.inc(labels);
    if (finding.verdict === "intact") metrics.intact.inc(labels);
    if (finding.verdict === "lost") metrics.lost.inc(labels);
  }
}
