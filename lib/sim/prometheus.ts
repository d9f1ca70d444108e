import { KEY_LABEL } from "../adapters/prometheus/combine.ts";
import { type PromAnswer, parsePromAnswer } from "../adapters/prometheus/answer.ts";
import type { Ask } from "../adapters/prometheus/request.ts";
import { EPOCH, type Host } from "./host.ts";
import type { Random } from "./random.ts";
import type { Traffic } from "./traffic.ts";

/** How the source may be wrong, each with its number. */
export type MetricsFault =
  | "none"
  /** F18 */
  | "down"
  /** F18 */
  | "slow"
  /** F19 */
  | "empty"
  /** F19 */
  | "nan"
  /** F20 */
  | "two-series"
  /** F21 */
  | "wrong-type"
  /** F22 */
  | "warning"
  /** F23 */
  | "stale"
  /** F58 */
  | "bad-expression";

export const METRICS_FAULTS: readonly MetricsFault[] = [
  "down",
  "slow",
  "empty",
  "nan",
  "two-series",
  "wrong-type",
  "warning",
  "stale",
  "bad-expression",
];

const PART = /label_replace\(\(([\s\S]*?)\n\), "crossfade_key", "((?:[^"\\]|\\.)*)", "", ""\)/g;
type Row = { metric: Record<string, string>; value: [number, string] };

/** Prometheus as far as it is asked: it knows the plan's expressions by the keys that the combined query carries. */
export class SimPrometheus {
  fault: MetricsFault = "none";
  /** The SLO whose expressions are wrong while the fault is `bad-expression`. */
  badSlo = "availability";
  /** When it last told a process the truth, in simulated time, by the process's name. */
  readonly answeredAt = new Map<string, number>();
  readonly #traffic: Traffic;
  readonly #random: Random;
  readonly #keys = new Map<string, string>();

  constructor(traffic: Traffic, random: Random) {
    this.#traffic = traffic;
    this.#random = random;
  }

  askOf(host: Host): { ask: Ask; close(): Promise<void> } {
    const ask: Ask = (_path, { query = "", time = "0" }, withinMs = 5_000) =>
      new Promise((resolve) => {
        if (!host.alive) return;
        const ms = this.fault === "slow" ? 6_000 : this.#random.whole(2, 12);
        if (ms > withinMs)
          return host.deliver(withinMs, () =>
            resolve({ state: "unusable", why: "no answer in time", slow: true }),
          );
        host.deliver(ms, () => {
          const answer = this.#answer(host, query, time);
          const servedAt = EPOCH + Math.floor(host.clock.monotonic() / 1_000) * 1_000;
          resolve(answer.state === "ok" ? { ...answer, servedAt } : answer);
        });
      });
    return { ask, close: () => Promise.resolve() };
  }

  #answer(host: Host, query: string, time: string): PromAnswer {
    if (this.fault === "down") return { state: "unusable", why: "ECONNREFUSED", slow: false };
    if (query.startsWith("count by (le)")) return this.#buckets(time);
    const parts = [...query.matchAll(PART)].map(([, expression = "", key = ""]) => {
      const plain = key.replaceAll("$$", "$");
      this.#keys.set(expression, plain);
      return plain;
    });
    const asked = parts.length > 0 ? parts : [this.#keys.get(query) ?? ""];
    if (this.fault === "bad-expression" && asked.some((key) => key.includes(`/${this.badSlo}/`)))
      return parsed({ status: "error", errorType: "bad_data", error: "parse error: unexpected end" }, 400);
    const simulated = Number(time) * 1_000 - EPOCH;
    const rows = asked.flatMap((key) => this.#rows(key, simulated, Number(time)));
    if (this.fault === "none") this.answeredAt.set(host.name, host.clock.monotonic());
    if (this.fault === "wrong-type")
      return parsed({ status: "success", data: { resultType: "string", result: [Number(time), "1"] } });
    const warnings = this.fault === "warning" ? ["partial response: a store is missing"] : undefined;
    return parsed({ status: "success", data: { resultType: "vector", result: rows }, warnings });
  }

  #rows(key: string, simulated: number, time: number): Row[] {
    const metric = { [KEY_LABEL]: key };
    if (this.fault === "empty") return [];
    const value = this.#value(key, simulated);
    if (value === undefined) return [];
    const row: Row = { metric, value: [time, this.fault === "nan" ? "NaN" : String(value)] };
    return this.fault === "two-series" ? [row, { ...row, metric: { ...metric, instance: "b" } }] : [row];
  }

  #value(key: string, simulated: number): number | undefined {
    const [side = "", name = "", what = "", window = ""] = key.split("/");
    if (side !== "blue" && side !== "green") return key.startsWith("gate//") ? 1 : undefined;
    if (name === "" && what === "share") return this.#traffic.connections[side];
    // Samples that are old: nothing in `freshFor`, and the windows as they were.
    if (what === "fresh") return this.fault === "stale" ? undefined : 1;
    const windowMs = what === "value" ? 10_000 : Number(window);
    const { total, bad } = this.#traffic.counts(side, simulated, windowMs);
    if (what === "value") return total === 0 ? Number.NaN : (100 * (total - bad)) / total;
    return what === "good" ? total - bad : total;
  }

  #buckets(time: string): PromAnswer {
    const bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "+Inf"];
    const result = bounds.map((le) => ({ metric: { le }, value: [Number(time), "2"] }));
    return parsed({ status: "success", data: { resultType: "vector", result } });
  }
}

/** Through the very parser that an answer over the wire goes through. */
const parsed = (body: unknown, code = 200): PromAnswer => parsePromAnswer(code, JSON.stringify(body));
