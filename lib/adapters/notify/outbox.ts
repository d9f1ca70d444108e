import type { Clock } from "../../ports/clock.ts";

/** One message to one receiver. `send` throws what made it fail; `Terminal` is not tried again. */
export type Message = { id: string; to: string; send: (signal: AbortSignal) => Promise<void> };

export class Terminal extends Error {}

const MOST_WAITING = 256;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const GIVE_UP_AFTER_MS = 3_600_000;
const DEADLINE_MS = 5_000;
const REMEMBERED = 2_048;

type Waiting = Message & { since: number };

/**
 * Messages on their way, one at a time for each receiver and in order, so that a slow receiver delays only its own (F47). Bounded: the oldest
 * goes when it is full. The same id to the same receiver is delivered once.
 */
export class Outbox {
  readonly #queues = new Map<string, Waiting[]>();
  readonly #seen = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #clock: Clock;
  readonly #lost: (message: Message, why: string) => void;

  constructor(clock: Clock, lost: (message: Message, why: string) => void) {
    this.#clock = clock;
    this.#lost = lost;
  }

  put(message: Message): void {
    const once = `${message.to} ${message.id}`;
    if (this.#seen.has(once) || this.#stopping.signal.aborted) return;
    this.#seen.add(once);
    // A Set keeps its order: the first is the oldest.
    const [oldest] = this.#seen;
    if (oldest !== undefined && this.#seen.size > REMEMBERED) this.#seen.delete(oldest);
    this.#enqueue(message);
  }

  stop(): void {
    this.#stopping.abort();
  }

  #enqueue(message: Message): void {
    const waiting = { ...message, since: this.#clock.monotonic() };
    const queue = this.#queues.get(message.to);
    if (queue) {
      queue.push(waiting);
      // The first one is being sent.
      if (queue.length > MOST_WAITING)
        for (const dropped of queue.splice(1, 1)) this.#lost(dropped, "the outbox is full");
      return;
    }
    const fresh = [waiting];
    this.#queues.set(message.to, fresh);
    void this.#work(message.to, fresh);
  }

  async #work(to: string, queue: Waiting[]): Promise<void> {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      await this.#deliver(first);
      queue.shift();
      if (this.#stopping.signal.aborted) break;
    }
    this.#queues.delete(to);
  }

  async #deliver(message: Waiting): Promise<void> {
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(LONGEST_RETRY_MS, wait * 2)) {
      const why = await this.#try(message);
      if (why === undefined) return;
      const late = this.#clock.monotonic() - message.since > GIVE_UP_AFTER_MS;
      if (why.terminal || late || this.#stopping.signal.aborted) return this.#lost(message, why.text);
      await this.#clock
        .sleep(wait * (0.75 + Math.random() / 2), this.#stopping.signal)
        .catch(() => undefined);
    }
  }

  async #try(message: Message): Promise<{ text: string; terminal: boolean } | undefined> {
    try {
      await message.send(AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), this.#stopping.signal]));
      return undefined;
    } catch (error) {
      return {
        text: error instanceof Error ? error.message : String(error),
        terminal: error instanceof Terminal,
      };
    }
  }
}
