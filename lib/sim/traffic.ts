import type { Side } from "../core/status/status.ts";
import type { Scheduler } from "./scheduler.ts";

/** What one second of one side looks like: attempts, and which part of them fails. */
export type Weather = { perSecond: number; failing: number };

type Totals = { total: number; bad: number };
const SECOND = 1_000;
const QUIET_SECONDS = 600;

/**
 * Live traffic as the two sides have it: counters that grow each second by the weather of that second, and clients that follow the weight
 * a little later. The truth, against which what Crossfade believes is held.
 */
export class Traffic {
  readonly weather: Record<Side, Weather> = {
    blue: { perSecond: 1_000, failing: 0 },
    green: { perSecond: 1_000, failing: 0 },
  };
  readonly connections: Record<Side, number> = { blue: 200, green: 0 };
  /** Running totals at the end of each second: any window is one subtraction. */
  readonly #history: Record<Side, Totals>[] = [];
  /** Clients that stay where they are until they are sent away. */
  sticky = false;

  /** `weight`: green's, in percent. Ten minutes of quiet history come first, so that no source is ever cold. */
  constructor(scheduler: Scheduler, weight: () => number) {
    for (let second = 0; second < QUIET_SECONDS + Math.floor(scheduler.time / SECOND); second += 1)
      this.#record();
    this.follow(weight());
    const beat = (): void => {
      this.#record();
      // Drained: within a second or two everybody has reconnected as the weight says.
      const green = Math.round(2 * weight());
      const step = Math.max(20, Math.ceil(Math.abs(green - this.connections.green) / 2));
      if (this.sticky) return scheduler.after(SECOND, beat);
      const moved = Math.max(-step, Math.min(step, green - this.connections.green));
      this.connections.green += moved;
      this.connections.blue -= moved;
      scheduler.after(SECOND, beat);
    };
    scheduler.after(SECOND, beat);
  }

  /** Everybody at once where the weight says. */
  follow(weight: number): void {
    this.connections.green = Math.round(2 * weight);
    this.connections.blue = 200 - this.connections.green;
  }

  /** Counts of the window that ends at that simulated time. */
  counts(side: Side, time: number, windowMs: number): Totals {
    const end = this.#at(side, time);
    const begin = this.#at(side, time - windowMs);
    return { total: end.total - begin.total, bad: end.bad - begin.bad };
  }

  #at(side: Side, time: number): Totals {
    const second = Math.floor(time / SECOND) + QUIET_SECONDS - 1;
    return (
      this.#history[Math.max(0, Math.min(second, this.#history.length - 1))]?.[side] ?? { total: 0, bad: 0 }
    );
  }

  #record(): void {
    const last = this.#history.at(-1);
    const next = (side: Side): Totals => {
      const { perSecond, failing } = this.weather[side];
      const { total, bad } = last?.[side] ?? { total: 0, bad: 0 };
      return { total: total + perSecond, bad: bad + Math.round(perSecond * failing) };
    };
    this.#history.push({ blue: next("blue"), green: next("green") });
  }
}
