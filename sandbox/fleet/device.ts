import { openSession, type Qos, type Session } from "../mqtt/session.ts";

export type FleetTally = {
  connects: number;
  connectFailures: number;
  drops: number;
  published: Record<"1" | "2", number>;
  unacknowledged: number;
  received: number;
  /** When a client was last without a connection, and for how long the longest of late was. */
  longestOutageMs: number;
};

export type DeviceOptions = {
  id: string;
  gateway: string;
  /** Mean time between two messages of this client. */
  publishEveryMs: number;
  tally: FleetTally;
};

const keepaliveS = 30;
const firstRetryMs = 800;
const longestRetryMs = 1500;

/** One client as in the field: connects, subscribes, reports now and then, and reconnects at once when dropped. */
export class Device {
  readonly #options: DeviceOptions;
  #session: Session | undefined;
  #stopped = false;
  #downSinceMs = performance.now();
  #attempt = 0;
  #sent = 0;
  #timers: NodeJS.Timeout[] = [];

  constructor(options: DeviceOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#session !== undefined;
  }

  start(spreadMs: number): void {
    this.#later(Math.random() * spreadMs, () => void this.#connect());
    this.#later(Math.random() * this.#options.publishEveryMs, () => this.#report());
    this.#later(Math.random() * keepaliveS * 500, () => this.#ping());
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#session?.end();
  }

  async #connect(): Promise<void> {
    const { id, gateway, tally } = this.#options;
    if (this.#stopped) return;
    try {
      const session: Session = await openSession({
        address: gateway,
        clientId: id,
        keepaliveS,
        connectTimeoutMs: 3000,
        onMessage: () => {
          tally.received++;
        },
        onClose: () => {
          if (this.#session !== undefined) this.#dropped();
        },
      });
      this.#session = session;
      await session.subscribe(`fleet/${id}/commands`, 1);
      tally.connects++;
      tally.longestOutageMs = Math.max(tally.longestOutageMs, performance.now() - this.#downSinceMs);
      this.#attempt = 0;
    } catch {
      tally.connectFailures++;
      if (this.#session === undefined) this.#retry();
    }
  }

  #dropped(): void {
    this.#session = undefined;
    this.#downSinceMs = performance.now();
    this.#options.tally.drops++;
    this.#retry();
  }

  /** Jitter over the whole wait: a thousand clients dropped together do not come back in one millisecond. */
  #retry(): void {
    const ceiling = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#attempt++);
    this.#later(Math.random() * ceiling, () => void this.#connect());
  }

  #report(): void {
    const { id, publishEveryMs, tally } = this.#options;
    this.#later(publishEveryMs * (0.5 + Math.random()), () => this.#report());
    if (this.#session === undefined) return;
    const qos: Qos = ++this.#sent % 4 === 0 ? 2 : 1;
    // Every tenth message is a command to itself, so that the way back is used as well.
    const topic = this.#sent % 10 === 0 ? `fleet/${id}/commands` : `fleet/${id}/telemetry`;
    this.#session.publish(topic, JSON.stringify({ id, n: this.#sent }), { qos }).then(
      () => {
        tally.published[qos]++;
      },
      () => {
        tally.unacknowledged++;
      },
    );
  }

  #ping(): void {
    this.#session?.ping();
    this.#later(keepaliveS * 500, () => this.#ping());
  }

  #later(ms: number, run: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers = this.#timers.filter((other) => other !== timer);
      run();
    }, ms);
    this.#timers.push(timer);
  }
}
