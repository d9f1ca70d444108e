/**
 * The prober's own clock: runs with real time while the event loop does, and stands still while it does not, so that
 * a pause of this process is never held against a broker. Fed by a timer of `periodMs`.
 */
export class OwnTime {
  readonly #periodMs: number;
  readonly #slackMs: number;
  #lastTickMs: number;
  #ownMs = 0;
  #stallEndMs = Number.NEGATIVE_INFINITY;

  constructor(periodMs: number, slackMs: number, realNowMs: number) {
    this.#periodMs = periodMs;
    this.#slackMs = slackMs;
    this.#lastTickMs = realNowMs;
  }

  /** Own time, in milliseconds since the start. Deadlines are counted in it. */
  get nowMs(): number {
    return this.#ownMs;
  }

  tick(realNowMs: number): void {
    const passed = realNowMs - this.#lastTickMs;
    if (passed > this.#periodMs + this.#slackMs) this.#stallEndMs = realNowMs;
    this.#ownMs += Math.min(Math.max(0, passed), this.#periodMs + this.#slackMs);
    this.#lastTickMs = realNowMs;
  }

  /** Whether this process stood still at some time since `fromRealMs`, so that a latency measured across it is ours. */
  stalledSince(fromRealMs: number, realNowMs: number): boolean {
    const overdue = realNowMs - this.#lastTickMs > this.#periodMs + this.#slackMs;
    return overdue || this.#stallEndMs >= fromRealMs;
  }
}
