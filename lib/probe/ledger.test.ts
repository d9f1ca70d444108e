import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Finding, Ledger, type Qos } from "./ledger.ts";

const limits = { timeoutMs: 100, deadlineMs: 300 };
const later = limits.deadlineMs;

const judged = (findings: readonly Finding[]) =>
  findings.flatMap((finding) => (finding.kind === "judged" ? [finding.verdict] : []));
const kinds = (findings: readonly Finding[]) => findings.map(({ kind }) => kind);

describe("the ledger", () => {
  it("judges a message that was acknowledged and received once as intact", () => {
    for (const qos of [1, 2] as const) {
      const ledger = new Ledger(limits);
      ledger.sent(1, qos, 0);
      ledger.acknowledged(1, 5);
      ledger.received(1);
      expect(judged(ledger.due(5 + later - 1))).toEqual([]);
      expect(judged(ledger.due(5 + later))).toEqual(["intact"]);
      expect(ledger.size).toBe(0);
    }
  });

  it("judges a message that was acknowledged and never received as lost, at its deadline and not before", () => {
    const ledger = new Ledger(limits);
    ledger.sent(1, 1, 0);
    ledger.acknowledged(1, 10);
    expect(judged(ledger.due(9 + later))).toEqual([]);
    expect(judged(ledger.due(10 + later))).toEqual(["lost"]);
  });

  it("takes a second copy for legitimate with QoS 1 and for a violation with QoS 2", () => {
    const verdictOf = (qos: Qos) => {
      const ledger = new Ledger(limits);
      ledger.sent(1, qos, 0);
      ledger.acknowledged(1, 1);
      ledger.received(1);
      ledger.due(later - 1);
      ledger.received(1);
      return judged(ledger.due(later + 1));
    };
    expect(verdictOf(1)).toEqual(["intact"]);
    expect(verdictOf(2)).toEqual(["duplicated"]);
  });

  it("owes nothing to a subscription that ended before the message came", () => {
    const ledger = new Ledger(limits);
    ledger.sent(1, 2, 0);
    ledger.acknowledged(1, 1);
    expect(judged(ledger.closed())).toEqual(["void"]);
    expect(judged(ledger.due(10 * later))).toEqual([]);
  });

  it("lets a message stand that came before its subscription ended", () => {
    const ledger = new Ledger(limits);
    ledger.sent(1, 2, 0);
    ledger.acknowledged(1, 1);
    ledger.received(1);
    expect(judged(ledger.closed())).toEqual(["intact"]);
  });

  it("never calls a message lost that nobody acknowledged", () => {
    const ledger = new Ledger(limits);
    ledger.sent(1, 1, 0);
    expect(judged(ledger.due(5 * later))).toEqual(["void"]);
  });

  it("reports a late acknowledgement and a late delivery once each, and does not time them afterwards", () => {
    const ledger = new Ledger(limits);
    ledger.sent(1, 1, 0);
    expect(kinds(ledger.due(limits.timeoutMs))).toEqual(["ack-late", "delivery-late"]);
    expect(kinds(ledger.due(limits.timeoutMs + 1))).toEqual([]);
    expect(ledger.acknowledged(1, 150)?.first).toBe(false);
    expect(ledger.received(1)?.first).toBe(false);
    expect(judged(ledger.due(150 + later))).toEqual(["intact"]);
  });

  it("does not know a message of an earlier subscription", () => {
    const ledger = new Ledger(limits);
    ledger.sent(1, 1, 0);
    ledger.closed();
    expect(ledger.received(1)).toBeUndefined();
    expect(ledger.acknowledged(1, 5)).toBeUndefined();
  });
});

/** What happens to one message: acknowledged or not, so many copies, each at some time within its second. */
const story = fc.record({
  qos: fc.constantFrom<Qos>(1, 2),
  ackAfterMs: fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined }),
  copiesAfterMs: fc.array(fc.integer({ min: 0, max: 350 }), { maxLength: 3 }),
});

describe("any run of messages", () => {
  it("is judged once each, and by the definition of lost, intact and duplicated", () => {
    fc.assert(
      fc.property(fc.array(story, { maxLength: 40 }), (stories) => {
        const ledger = new Ledger(limits);
        const events = stories.flatMap(({ qos, ackAfterMs, copiesAfterMs }, seq) => {
          const start = seq * 7;
          return [
            { at: start, order: 0, act: () => ledger.sent(seq, qos, start) },
            ...(ackAfterMs === undefined
              ? []
              : [
                  {
                    at: start + ackAfterMs,
                    order: 1,
                    act: () => ledger.acknowledged(seq, start + ackAfterMs),
                  },
                ]),
            ...copiesAfterMs.map((after) => ({
              at: start + after,
              order: 2,
              act: () => ledger.received(seq),
            })),
          ];
        });
        const verdicts = new Map<number, string>();
        const take = (findings: readonly Finding[]) => {
          for (const finding of findings) {
            if (finding.kind !== "judged") continue;
            expect(verdicts.has(finding.seq)).toBe(false);
            verdicts.set(finding.seq, finding.verdict);
          }
        };
        for (const { at, act } of events.toSorted((a, b) => a.at - b.at || a.order - b.order)) {
          take(ledger.due(at));
          act();
        }
        take(ledger.due(1e6));
        for (const [seq, { qos, ackAfterMs, copiesAfterMs }] of stories.entries()) {
          const inTime = copiesAfterMs.filter(
            (after) => after < (ackAfterMs ?? 0) + limits.deadlineMs,
          ).length;
          const expected =
            ackAfterMs === undefined
              ? "void"
              : inTime === 0
                ? "lost"
                : qos === 2 && inTime > 1
                  ? "duplicated"
                  : "intact";
          expect(verdicts.get(seq)).toBe(expected);
        }
      }),
    );
  });

  it("that ends with its subscription leaves nothing lost and nothing behind", () => {
    fc.assert(
      fc.property(fc.array(story, { maxLength: 40 }), (stories) => {
        const ledger = new Ledger(limits);
        for (const [seq, { qos, ackAfterMs, copiesAfterMs }] of stories.entries()) {
          ledger.sent(seq, qos, 0);
          if (ackAfterMs !== undefined) ledger.acknowledged(seq, ackAfterMs);
          for (const _ of copiesAfterMs) ledger.received(seq);
        }
        const verdicts = judged(ledger.closed());
        expect(verdicts).toHaveLength(stories.length);
        expect(verdicts).not.toContain("lost");
        expect(ledger.size).toBe(0);
      }),
    );
  });
});
