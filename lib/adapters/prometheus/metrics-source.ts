import type { Query, Sample } from "../../core/slo/samples.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MetricsAnswer, MetricsSource } from "../../ports/metrics-source.ts";
import { numberOf, type PromAnswer, type PromRow } from "./answer.ts";
import { combine, isSelfContained, KEY_LABEL } from "./combine.ts";
import { type Ask, makeAsk, type PrometheusOptions } from "./request.ts";
import { sampleOf, toSample } from "./samples.ts";

/** How long an expression that spoilt a combined query is asked apart from the others. */
const APART_MS = 60_000;
const AT_ONCE = 6;
/** Far more than any clock that is kept, and no more than evidence may be old. */
const CLOCKS_APART_MS = 5_000;

/**
 * Prometheus, or what speaks its API. One combined query a tick (6 ms against 13 ms one by one, and all of one instant). When that
 * is refused, each is asked by itself, so that a bad expression blinds its own key only (F58), and is kept apart for a minute.
 */
export function makeMetricsSource(
  deps: PrometheusOptions & { clock: Clock },
): MetricsSource & { close(): Promise<void> } {
  return metricsSourceOn(makeAsk(deps), deps);
}

/** The same on another way to ask. */
export function metricsSourceOn(
  { ask: send, close }: ReturnType<typeof makeAsk>,
  { clock, deadlineMs = 5_000 }: { clock: Clock; deadlineMs?: number },
): MetricsSource & { close(): Promise<void> } {
  const ask: Ask = async (path, parameters, withinMs) => {
    const began = clock.now();
    const answer = await send(path, parameters, withinMs);
    const off = clockDifference(answer, began, clock.now());
    return off === undefined ? answer : { state: "unusable", why: off, slow: false };
  };
  /** Expressions to ask by themselves, until when on the monotonic clock. */
  const apart = new Map<string, number>();

  const mustBeApart = ({ expression }: Query): boolean => {
    const until = apart.get(expression);
    if (until !== undefined && clock.monotonic() >= until) apart.delete(expression);
    return apart.has(expression) || !isSelfContained(expression);
  };
  const keepApart = (queries: readonly Query[]): void => {
    for (const { expression } of queries) apart.set(expression, clock.monotonic() + APART_MS);
  };

  async function together(
    queries: readonly Query[],
    time: string,
    left: () => number,
  ): Promise<PromAnswer | Map<string, Sample>> {
    if (queries.length === 0) return new Map();
    const answer = await ask("query", { query: combine(queries), time }, left());
    if (answer.state !== "ok") return answer;
    if (answer.data.resultType !== "vector") return { state: "refused", why: "the result is not a vector" };
    const rows = Map.groupBy(answer.data.result, (row: PromRow) => row.metric[KEY_LABEL] ?? "");
    return new Map(queries.map(({ key }) => [key, toSample(rows.get(key) ?? [], KEY_LABEL)]));
  }

  /** Each by itself, a few at a time. The second part is set when Prometheus is not there for any of them. */
  async function oneByOne(
    queries: readonly Query[],
    time: string,
    left: () => number,
  ): Promise<{ samples: Map<string, Sample>; down?: string }> {
    const samples = new Map<string, Sample>();
    const waiting = [...queries];
    const refused: Query[] = [];
    let answered = false;
    let down: string | undefined;
    const work = async () => {
      for (let query = waiting.shift(); query !== undefined; query = waiting.shift()) {
        const answer = await ask("query", { query: query.expression, time }, left());
        if (answer.state === "ok") samples.set(query.key, sampleOf(answer.data));
        else {
          samples.set(query.key, { state: "blind", why: answer.why });
          refused.push(query);
        }
        if (answer.state === "unusable") down = answer.why;
        else answered = true;
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, queries.length) }, work));
    if (answered || down === undefined) keepApart(refused);
    return answered || down === undefined ? { samples } : { samples, down };
  }

  return {
    async instant(queries, at): Promise<MetricsAnswer> {
      const time = (at / 1000).toFixed(3);
      const began = clock.monotonic();
      // One deadline for all of it, however many requests it takes.
      const left = () => deadlineMs - (clock.monotonic() - began);
      const alone = queries.filter(mustBeApart);
      const joined = queries.filter((query) => !alone.includes(query));
      const [first, second] = await Promise.all([together(joined, time, left), oneByOne(alone, time, left)]);
      if (first instanceof Map) {
        // With nothing joined, only those asked alone can tell whether anybody is there.
        if (joined.length === 0 && second.down !== undefined) return { state: "blind", why: second.down, at };
        return { state: "answered", samples: new Map([...first, ...second.samples]), at };
      }
      if (first.state === "unusable" || first.state === "ok") {
        const why = first.state === "unusable" ? first.why : "no usable answer";
        // Perhaps one of them costs too much: next time they are asked apart, and it blinds only itself.
        if (first.state === "unusable" && first.slow) keepApart(joined);
        return { state: "blind", why, at };
      }
      const rest = await oneByOne(joined, time, left);
      if (rest.down !== undefined) return { state: "blind", why: rest.down, at };
      return { state: "answered", samples: new Map([...rest.samples, ...second.samples]), at };
    },

    async range(expression, { from, to, stepMs }) {
      const answer = await ask("query_range", {
        query: expression,
        start: (from / 1000).toFixed(3),
        end: (to / 1000).toFixed(3),
        step: (stepMs / 1000).toFixed(3),
      });
      if (answer.state !== "ok") return { state: "blind", why: answer.why };
      if (answer.data.resultType !== "matrix") return { state: "blind", why: "the result is not a range" };
      const series = answer.data.result.map(({ metric, values }) => ({
        labels: metric,
        points: values
          .map(([seconds, text]) => ({ at: Math.round(seconds * 1000), value: numberOf(text) }))
          .filter(({ value }) => Number.isFinite(value)),
      }));
      return { state: "answered", series };
    },

    async buckets(histogram, matchers) {
      const answer = await ask("query", { query: `count by (le) (${histogram}_bucket{${matchers}})` });
      if (answer.state !== "ok" || answer.data.resultType !== "vector") return undefined;
      const bounds = answer.data.result
        .map(({ metric }) => numberOf(metric["le"] ?? ""))
        .filter(Number.isFinite);
      return bounds.length === 0 ? undefined : [...new Set(bounds)].sort((a, b) => a - b);
    },

    close,
  };
}

/**
 * Why an answer cannot be relied on when the two clocks are too far apart: a process that is minutes behind asks for the past, where traffic was on
 * blue and all was well (F17). `began` and `ended` are this process's clock around the call.
 */
function clockDifference(answer: PromAnswer, began: number, ended: number): string | undefined {
  if (answer.state !== "ok" || answer.servedAt === undefined) return undefined;
  const behind = answer.servedAt - ended;
  // The server's time is cut to whole seconds.
  const ahead = began - (answer.servedAt + 1_000);
  if (Math.max(behind, ahead) <= CLOCKS_APART_MS) return undefined;
  const [by, which] = behind > ahead ? [behind, "behind"] : [ahead, "ahead of"];
  return `this process's clock is ${Math.round(by / 1_000)} s ${which} Prometheus's: the samples would be of another time`;
}
