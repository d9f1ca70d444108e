import type { Clock } from "../ports/clock.ts";
import type { MetricsSource, Series } from "../ports/metrics-source.ts";

type RangeAnswer = { state: "answered"; series: Series[] } | { state: "blind"; why: string };
type Kept = { answer: Promise<RangeAnswer>; until: number };

/** Answers that are kept: the views of a few dozen people who look at different times. */
const MOST_KEPT = 256;
/** A range that ends so long ago changes no more: every scrape of it is in. */
const SETTLED_MS = 5 * 60_000;
const KEEP_SETTLED_MS = 10 * 60_000;
const KEEP_RECENT_MS = 10_000;
/** A failure is kept too, or a thousand viewers would each ask a Prometheus that is down. */
const KEEP_FAILED_MS = 3_000;
/** Charts never crowd out the queries that verdicts stand on. */
const AT_ONCE = 4;
const MOST_WAITING = 400;
/** A question that failed after so long did so because Prometheus hangs, not because of what it asked. */
const HUNG_MS = 3_000;

/** The same source, whose ranges cost the same however many people look at them: one question serves all who ask it. */
export function shareRanges(metrics: MetricsSource, clock: Pick<Clock, "now" | "monotonic">): MetricsSource {
  const kept = new Map<string, Kept>();
  const waiting: ((inVain: RangeAnswer | undefined) => void)[] = [];
  let running = 0;

  /** Until there is a place; an answer where somebody else's question showed that waiting is in vain. */
  function waitForPlace(): Promise<RangeAnswer | undefined> {
    if (waiting.length >= MOST_WAITING)
      return Promise.resolve({ state: "blind", why: "too many charts are asked for at once" });
    return new Promise((resolve) => waiting.push(resolve));
  }

  async function inTurn(ask: () => Promise<RangeAnswer>): Promise<RangeAnswer> {
    if (running < AT_ONCE) running += 1;
    else {
      const inVain = await waitForPlace();
      if (inVain) return inVain;
    }
    const began = clock.monotonic();
    try {
      const answer = await ask();
      const hung = answer.state === "blind" && clock.monotonic() - began >= HUNG_MS;
      // Whoever waits would only wait as long again.
      if (hung) for (const give of waiting.splice(0)) give(answer);
      return answer;
    } finally {
      const next = waiting.shift();
      // Whoever waits takes over this place.
      if (next) next(undefined);
      else running -= 1;
    }
  }

  function keep(key: string, entry: Kept): void {
    kept.delete(key);
    kept.set(key, entry);
    const oldest = kept.keys().next();
    if (kept.size > MOST_KEPT && !oldest.done) kept.delete(oldest.value);
  }

  return {
    ...metrics,
    range(expression, range) {
      const key = `${range.from}/${range.to}/${range.stepMs}/${expression}`;
      const known = kept.get(key);
      if (known && clock.monotonic() < known.until) return known.answer;
      const entry: Kept = {
        answer: inTurn(() => metrics.range(expression, range)),
        until: Number.POSITIVE_INFINITY,
      };
      keep(key, entry);
      void entry.answer.then(
        (answer) => {
          const settled = clock.now() - range.to > SETTLED_MS;
          const lasts =
            answer.state === "blind" ? KEEP_FAILED_MS : settled ? KEEP_SETTLED_MS : KEEP_RECENT_MS;
          entry.until = clock.monotonic() + lasts;
        },
        () => kept.delete(key),
      );
      return entry.answer;
    },
  };
}
