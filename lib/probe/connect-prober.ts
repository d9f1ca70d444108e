import { type Attempted, attemptConnection } from "./connect-attempt.ts";
import type { Metrics, Where } from "./metrics.ts";
import type { OwnTime } from "./own-time.ts";
import { Pace } from "./pace.ts";
import type { Address, Settings } from "./settings.ts";

export type ConnectTarget = { where: Where; address: Address; perSecond: number };

/** Tries to connect to one address at a steady rate, and at times with a session that the broker should have kept. */
export class ConnectProber {
  readonly #target: ConnectTarget;
  readonly #settings: Settings;
  readonly #metrics: Metrics;
  readonly #time: OwnTime;
  readonly #instance: string;
  readonly #pace: Pace;
  readonly #persistentPace = new Pace(1 / persistentEveryS, 1);
  /** In order of their deadlines. */
  #open: { deadlineMs: number; giveUp: () => void }[] = [];
  #count = 0;
  #stopped = false;

  constructor(parts: {
    target: ConnectTarget;
    settings: Settings;
    metrics: Metrics;
    time: OwnTime;
    instance: string;
  }) {
    this.#target = parts.target;
    this.#settings = parts.settings;
    this.#metrics = parts.metrics;
    this.#time = parts.time;
    this.#instance = parts.instance;
    this.#pace = new Pace(parts.target.perSecond, Math.max(1, parts.target.perSecond / 10));
  }

  tick(elapsedMs: number): void {
    const nowMs = this.#time.nowMs;
    while (this.#open[0] !== undefined && this.#open[0].deadlineMs <= nowMs) this.#open.shift()?.giveUp();
    for (let due = this.#pace.due(elapsedMs); due > 0; due--) {
      this.#attempt(`crossfade-probe-${this.#instance}-c${this.#count++}`, true, () => undefined);
    }
    if (this.#target.perSecond > 0 && this.#persistentPace.due(elapsedMs) > 0) this.#returnToSession();
  }

  stop(): void {
    this.#stopped = true;
    for (const { giveUp } of this.#open.splice(0)) giveUp();
  }

  #returnToSession(): void {
    const { where } = this.#target;
    this.#attempt(`crossfade-probe-persistent-${where.color}-${where.path}`, false, (attempted) => {
      if (attempted.result !== "success") return;
      this.#metrics.sessionPresent.inc({ ...where, value: String(attempted.sessionPresent) });
    });
  }

  #attempt(clientId: string, clean: boolean, then: (attempted: Attempted) => void): void {
    const { address, where } = this.#target;
    const done = (attempted: Attempted) => {
      if (this.#stopped) return;
      if (attempted.result === "own-error") this.#metrics.ownErrors.inc({ reason: attempted.reason });
      else this.#metrics.connects.inc({ ...where, result: attempted.result, reason: attempted.reason });
      then(attempted);
    };
    const { credentials, timeoutMs } = this.#settings;
    const giveUp = attemptConnection({ address, clientId, clean, credentials, done });
    this.#open.push({ deadlineMs: this.#time.nowMs + timeoutMs, giveUp });
  }
}

const persistentEveryS = 10;
