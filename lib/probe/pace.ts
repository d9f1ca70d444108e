/**
 * Spreads a rate over ticks: `due` says how many are to be started now. After a pause it does not catch up with more
 * than `maxBurst`, since a burst of probes would measure itself.
 */
export class Pace {
  readonly #perSecond: number;
  readonly #maxBurst: number;
  #owed = 0;

  constructor(perSecond: number, maxBurst: number) {
    this.#perSecond = perSecond;
    this.#maxBurst = maxBurst;
  }

  due(elapsedMs: number): number {
    this.#owed = Math.min(this.#maxBurst, this.#owed + (this.#perSecond * elapsedMs) / 1000);
    const whole = Math.floor(this.#owed);
    this.#owed -= whole;
    return whole;
  }
}
