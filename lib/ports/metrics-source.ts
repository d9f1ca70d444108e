import type { Query, Samples } from "../core/slo/samples.ts";

export type MetricsAnswer =
  | { state: "answered"; samples: Samples; at: number }
  | { state: "blind"; why: string; at: number };
export type Series = { labels: Record<string, string>; points: { at: number; value: number }[] };

export interface MetricsSource {
  /**
   * All queries in one request, at one instant (`at`, milliseconds). When the combined one fails, each is asked by itself, so that one
   * bad expression blinds only its own key. Deadline 5 s, at most 1 MiB. Never throws for what a server may answer.
   */
  instant(queries: readonly Query[], at: number): Promise<MetricsAnswer>;
  /** For charts: one expression over a range. */
  range(
    expression: string,
    range: { from: number; to: number; stepMs: number },
  ): Promise<{ state: "answered"; series: Series[] } | { state: "blind"; why: string }>;
  /** Upper bounds of a histogram's buckets, `undefined` while there are none. */
  buckets(histogram: string, matchers: string): Promise<number[] | undefined>;
}
