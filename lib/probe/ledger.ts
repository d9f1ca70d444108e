export type Qos = 0 | 1 | 2;

/**
 * What became of a message. `void`: its subscription ended before it could be judged, so nobody was owed it.
 * `duplicated`: QoS 2 received more than once. More copies than one of a QoS 1 message are legitimate.
 */
export type Verdict = "intact" | "lost" | "duplicated" | "void";

export type Finding =
  | { kind: "ack-late"; seq: number; qos: Qos }
  | { kind: "delivery-late"; seq: number; qos: Qos }
  | { kind: "judged"; seq: number; qos: Qos; verdict: Verdict; copies: number };

type Entry = {
  qos: Qos;
  sentAtMs: number;
  ackedAtMs: number | undefined;
  copies: number;
  ackLate: boolean;
  deliveryLate: boolean;
};

/** `first`: this is the first news of its kind and it came in time. `complete`: acknowledged and received by now. */
export type Step = { qos: Qos; first: boolean; complete: boolean };

/** An acknowledgement that has not come after this many time-outs will not come: the message was not promised. */
const abandonTimeouts = 10;

/**
 * The messages of one subscription, from publish to judgement. A message is judged `deadlineMs` after it was
 * acknowledged (QoS 0: sent), so that late duplicates are seen too, and only if the subscription lasted until then:
 * `closed` ends it. One that is never acknowledged was never promised: it is not judged.
 *
 * Times are the caller's (milliseconds, monotonic). Nothing here reads a clock.
 */
export class Ledger {
  readonly #entries = new Map<number, Entry>();
  readonly #timeoutMs: number;
  readonly #deadlineMs: number;

  constructor(limits: { timeoutMs: number; deadlineMs: number }) {
    this.#timeoutMs = limits.timeoutMs;
    this.#deadlineMs = limits.deadlineMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  sent(seq: number, qos: Qos, atMs: number): void {
    const ackedAtMs = qos === 0 ? atMs : undefined;
    this.#entries.set(seq, {
      qos,
      sentAtMs: atMs,
      ackedAtMs,
      copies: 0,
      ackLate: false,
      deliveryLate: false,
    });
  }

  /** Undefined for a message that is not (or no longer) in the ledger. */
  acknowledged(seq: number, atMs: number): Step | undefined {
    const entry = this.#entries.get(seq);
    if (entry === undefined) return undefined;
    const first = entry.ackedAtMs === undefined;
    entry.ackedAtMs ??= atMs;
    return { qos: entry.qos, first: first && !entry.ackLate, complete: entry.copies > 0 };
  }

  received(seq: number): Step | undefined {
    const entry = this.#entries.get(seq);
    if (entry === undefined) return undefined;
    entry.copies++;
    const first = entry.copies === 1 && !entry.deliveryLate;
    return { qos: entry.qos, first, complete: entry.ackedAtMs !== undefined };
  }

  /** Everything that the passing of time has decided by now. */
  due(nowMs: number): Finding[] {
    const findings: Finding[] = [];
    for (const [seq, entry] of this.#entries) {
      const { qos, sentAtMs, ackedAtMs, copies } = entry;
      if (nowMs - sentAtMs >= this.#timeoutMs) {
        if (ackedAtMs === undefined && !entry.ackLate) {
          entry.ackLate = true;
          findings.push({ kind: "ack-late", seq, qos });
        }
        if (copies === 0 && !entry.deliveryLate) {
          entry.deliveryLate = true;
          findings.push({ kind: "delivery-late", seq, qos });
        }
      }
      const verdict = this.#verdict(entry, nowMs);
      if (verdict === undefined) continue;
      this.#entries.delete(seq);
      findings.push({ kind: "judged", seq, qos, verdict, copies });
    }
    return findings;
  }

  #verdict({ qos, sentAtMs, ackedAtMs, copies }: Entry, nowMs: number): Verdict | undefined {
    if (ackedAtMs === undefined)
      return nowMs - sentAtMs >= abandonTimeouts * this.#timeoutMs ? "void" : undefined;
    return nowMs - ackedAtMs >= this.#deadlineMs ? verdictOf(qos, copies) : undefined;
  }

  /**
   * The subscription has ended. What was acknowledged and received stands as it is, since nothing more can arrive;
   * the rest was owed to a subscription that is gone.
   */
  closed(): Finding[] {
    const findings = [...this.#entries].map(([seq, { qos, copies, ackedAtMs }]): Finding => {
      const verdict = ackedAtMs === undefined || copies === 0 ? "void" : verdictOf(qos, copies);
      return { kind: "judged", seq, qos, verdict, copies };
    });
    this.#entries.clear();
    return findings;
  }
}

function verdictOf(qos: Qos, copies: number): Verdict {
  if (copies === 0) return "lost";
  return qos === 2 && copies > 1 ? "duplicated" : "intact";
}
