import type { Socket } from "node:net";

type Waiting = { dueMs: number; bytes: Buffer };

/** More than this waiting in one direction stops reading from its source: the shim never grows without bound. */
const highWaterBytes = 256 * 1024;

/**
 * One direction of a connection: hands bytes to the destination in order, after a delay, or not at all while frozen.
 * The order holds when the delay shrinks: later bytes never overtake.
 */
export class Lane {
  #queue: Waiting[] = [];
  #queuedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #frozen = false;
  #ended = false;
  #target: Socket | undefined;
  readonly #source: Socket;
  #delayMs: number;

  constructor(source: Socket, delayMs: number, frozen: boolean) {
    this.#source = source;
    this.#delayMs = delayMs;
    this.#frozen = frozen;
  }

  connect(target: Socket): void {
    this.#target = target;
    target.on("drain", () => this.#resume());
    this.#flush();
  }

  /** Takes back the destination and queues again what a new one has to get. */
  restart(bytes: readonly Buffer[]): void {
    this.#target = undefined;
    const dueMs = performance.now();
    this.#queue = bytes.map((part) => ({ dueMs, bytes: part }));
    this.#queuedBytes = bytes.reduce((sum, part) => sum + part.length, 0);
  }

  setDelay(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  freeze(frozen: boolean): void {
    this.#frozen = frozen;
    this.#flush();
  }

  write(bytes: Buffer): void {
    if (this.#queue.length === 0 && this.#delayMs === 0 && !this.#frozen && this.#target !== undefined) {
      this.#send(this.#target, bytes);
      return;
    }
    this.#queue.push({ dueMs: performance.now() + this.#delayMs, bytes });
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > highWaterBytes) this.#source.pause();
    this.#arm();
  }

  /** Ends the destination once everything that was written has been handed over. */
  end(): void {
    this.#ended = true;
    this.#flush();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#queue = [];
    this.#target = undefined;
  }

  #arm(): void {
    const first = this.#queue[0];
    if (this.#timer !== undefined || first === undefined || this.#frozen || this.#target === undefined)
      return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#flush();
      },
      Math.max(0, Math.ceil(first.dueMs - performance.now())),
    );
  }

  #flush(): void {
    const target = this.#target;
    if (this.#frozen || target === undefined) return;
    const now = performance.now();
    let sent = 0;
    for (const { dueMs, bytes } of this.#queue) {
      if (dueMs > now) break;
      sent++;
      this.#queuedBytes -= bytes.length;
      this.#send(target, bytes);
    }
    this.#queue.splice(0, sent);
    if (this.#queue.length > 0) this.#arm();
    else if (this.#ended) target.destroySoon();
    if (sent > 0) this.#resume();
  }

  #send(target: Socket, bytes: Buffer): void {
    if (target.writable && !target.write(bytes)) this.#source.pause();
  }

  #resume(): void {
    if (this.#queuedBytes <= highWaterBytes && this.#target?.writableNeedDrain !== true)
      this.#source.resume();
  }
}
