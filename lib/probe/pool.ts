import { type Cycle, Cycles } from "./cycles.ts";
import { type Color, type Metrics, type Path, timeoutSeconds } from "./metrics.ts";
import type { OwnTime } from "./own-time.ts";
import { Pace } from "./pace.ts";
import { PooledSession } from "./pooled-session.ts";
import type { Address, Settings } from "./settings.ts";

export type PoolParts = {
  path: Path;
  color: Color | undefined;
  address: Address;
  sessions: number;
  /** QoS 1 messages a second, each of them an availability cycle. */
  cycleRate: number;
  /** QoS 2 messages a second, half of them in bursts. */
  messageRate: number;
  instance: string;
  settings: Settings;
  metrics: Metrics;
  time: OwnTime;
  realNowMs: () => number;
  nextSeq: () => number;
};

/** QoS 0 promises nothing; a few show whether it works at all. */
const qos0Rate = 2;
/** Sessions are renewed one by one, so that brokers which were added or restarted get their share of them. */
const longestLifeMs = 45_000;
/** After an outage the waiting cycles are spread over the sessions in bursts of this length. */
const longestBurst = 20;

/** The long-lived sessions of one path, and what is sent over them. */
export class Pool {
  readonly #parts: PoolParts;
  readonly #sessions: PooledSession[];
  readonly #cycles: Cycles;
  readonly #cyclePace: Pace;
  readonly #singlePace: Pace;
  readonly #burstPace = new Pace(1, 1);
  readonly #qos0Pace = new Pace(qos0Rate, 1);
  #turn = 0;

  constructor(parts: PoolParts) {
    const { settings, cycleRate, messageRate, path, color, instance } = parts;
    this.#parts = parts;
    this.#cycles = new Cycles(settings.timeoutMs);
    this.#cyclePace = new Pace(cycleRate, Math.max(1, cycleRate / 10));
    this.#singlePace = new Pace(messageRate / 2, Math.max(1, messageRate / 10));
    const prefix = `${settings.topicPrefix}/${instance}`;
    this.#sessions = Array.from({ length: parts.sessions }, (_, n) => {
      const name = `${instance}-${color ?? path}-${n}`;
      return new PooledSession({
        ...parts,
        name,
        topic: `${prefix}/${name}`,
        identity: { question: `${prefix}/which-side`, answer: `${prefix}/this-side` },
        succeeded: (cycle, on) => this.#succeeded(cycle, on),
        putBack: (cycle) => this.#cycles.putBack(cycle),
      });
    });
  }

  get path(): Path {
    return this.#parts.path;
  }

  /** Live sessions by the side that they are on. */
  live(): Map<Color, number> {
    const counts = new Map<Color, number>();
    for (const session of this.#sessions)
      if (session.live) counts.set(session.color, (counts.get(session.color) ?? 0) + 1);
    return counts;
  }

  tick(elapsedMs: number): void {
    const { time, messageRate } = this.#parts;
    for (const session of this.#sessions) session.tick();
    this.#cycles.start(this.#cyclePace.due(elapsedMs), time.nowMs);
    const usable = this.#sessions.filter((session) => session.usable);
    if (usable.length > 0) {
      const next = () => usable[this.#turn++ % usable.length];
      const waiting = this.#cycles.takeWaiting();
      for (let from = 0; from < waiting.length; from += longestBurst) {
        const burst = waiting.slice(from, from + longestBurst);
        next()?.send(1, burst.length, burst);
      }
      const singles = this.#singlePace.due(elapsedMs);
      if (singles > 0) next()?.send(2, singles);
      if (this.#burstPace.due(elapsedMs) > 0 && messageRate >= 2)
        next()?.send(2, Math.floor(messageRate / 2));
      if (this.#qos0Pace.due(elapsedMs) > 0) next()?.send(0, 1);
    }
    for (const cycle of this.#cycles.expire(time.nowMs)) this.#failed(cycle);
    this.#renewOne(usable);
  }

  /** One at a time, and never the last one that is usable. */
  #renewOne(usable: readonly PooledSession[]): void {
    if (usable.length < 2 || this.#sessions.some((session) => session.retiring)) return;
    const oldest = usable.reduce((a, b) => ((a.ageMs ?? 0) >= (b.ageMs ?? 0) ? a : b));
    if ((oldest.ageMs ?? 0) > longestLifeMs) oldest.retire();
  }

  stop(): void {
    for (const session of this.#sessions) session.stop();
  }

  #succeeded(cycle: Cycle, color: Color): void {
    if (this.#cycles.succeed(cycle))
      this.#parts.metrics.cycles.inc({ color, path: this.#parts.path, result: "success" });
  }

  /** With no session to carry it, its message was neither acknowledged nor delivered in time: both are time-outs. */
  #failed({ carried }: Cycle): void {
    const { metrics, path, color = "unknown" } = this.#parts;
    metrics.cycles.inc({ color, path, result: "failure" });
    if (carried) return;
    metrics.acks.observe({ color, path, qos: "1" }, timeoutSeconds);
    metrics.endToEnd.observe({ color, path, qos: "1" }, timeoutSeconds);
  }
}
