export type Cycle = {
  deadlineMs: number;
  outcome: "open" | "success" | "failure";
  /** Whether a session has it now; otherwise it waits for one. */
  carried: boolean;
};

/**
 * Availability cycles: "a QoS 1 message gets through, to the broker and back, within the time-out". A cycle whose
 * session ends under it is sent again on another one, as a client would; only the deadline makes it a failure.
 */
export class Cycles {
  readonly #timeoutMs: number;
  /** In order of their deadlines, since they all have the same time-out. */
  #open: Cycle[] = [];
  #waiting: Cycle[] = [];

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  start(count: number, nowMs: number): void {
    for (let i = 0; i < count; i++) {
      const cycle: Cycle = { deadlineMs: nowMs + this.#timeoutMs, outcome: "open", carried: false };
      this.#open.push(cycle);
      this.#waiting.push(cycle);
    }
  }

  /** Those that want a session; the caller takes them all. */
  takeWaiting(): Cycle[] {
    const open = this.#waiting.filter(({ outcome }) => outcome === "open");
    this.#waiting = [];
    for (const cycle of open) cycle.carried = true;
    return open;
  }

  putBack(cycle: Cycle): void {
    cycle.carried = false;
    if (cycle.outcome === "open") this.#waiting.push(cycle);
  }

  /** True the first time: a cycle succeeds once, and not after its deadline. */
  succeed(cycle: Cycle): boolean {
    if (cycle.outcome !== "open") return false;
    cycle.outcome = "success";
    return true;
  }

  /** Ends what is past its deadline, and says which have failed. */
  expire(nowMs: number): Cycle[] {
    const failed: Cycle[] = [];
    let ended = 0;
    for (const cycle of this.#open) {
      if (cycle.deadlineMs > nowMs) break;
      ended++;
      if (cycle.outcome !== "open") continue;
      cycle.outcome = "failure";
      failed.push(cycle);
    }
    this.#open.splice(0, ended);
    return failed;
  }
}
