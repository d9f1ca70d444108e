import type { Clock } from "../ports/clock.ts";
import type { Scheduler } from "./scheduler.ts";

/** The epoch of simulated time. */
export const EPOCH = Date.parse("2026-01-05T00:00:00Z");

/**
 * A process. Everything that reaches it, timers and answers alike, comes through `deliver`: when it was killed nothing does any more, and while it is
 * paused everything waits.
 */
export class Host {
  readonly name: string;
  readonly clock: Clock;
  alive = true;
  /** How far its wall clock is off. */
  skewMs: number;
  #pausedUntil = 0;
  readonly #scheduler: Scheduler;
  readonly #onDeath = new Set<() => void>();
  readonly #listening = new Set<() => void>();

  constructor(name: string, scheduler: Scheduler, skewMs = 0) {
    this.name = name;
    this.skewMs = skewMs;
    this.#scheduler = scheduler;
    this.clock = {
      now: () => EPOCH + Math.floor(scheduler.time) + this.skewMs,
      monotonic: () => scheduler.time,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    };
  }

  /** Runs it in this process, `ms` from now at the earliest. */
  deliver(ms: number, run: () => void): void {
    this.#scheduler.after(ms, () => {
      if (!this.alive) return;
      if (this.isPaused()) this.deliver(this.#pausedUntil - this.#scheduler.time, run);
      else run();
    });
  }

  /** Like SIGSTOP, or a long garbage collection. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#scheduler.time + ms);
  }

  isPaused(): boolean {
    return this.#pausedUntil > this.#scheduler.time;
  }

  /** Like SIGKILL: what was sent is on its way, and nothing comes back. */
  kill(): void {
    this.alive = false;
    for (const told of this.#onDeath) this.#scheduler.after(1, told);
    this.#onDeath.clear();
  }

  /** Told when the signal is given up, until this process is gone: signals outlive it, and would keep all of its world. */
  onAbort(signal: AbortSignal, told: () => void): () => void {
    const end = (): void => {
      signal.removeEventListener("abort", run);
      this.#listening.delete(end);
    };
    const run = (): void => {
      end();
      told();
    };
    signal.addEventListener("abort", run);
    this.#listening.add(end);
    return end;
  }

  /** Nothing listens any more. */
  forget(): void {
    for (const end of [...this.#listening]) end();
  }

  /** For those who wait for an answer from it: their connection breaks. */
  onDeath(told: () => void): void {
    this.#onDeath.add(told);
  }

  #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const quit = signal && this.onAbort(signal, resolve);
      const end = (): void => {
        quit?.();
        resolve();
      };
      this.deliver(Math.max(0, ms), end);
    });
  }
}
