/** One answer of the metrics source for one expression. */
export type Sample =
  | { state: "value"; value: number; at: number }
  /** No series matched. */
  | { state: "empty" }
  | { state: "nan" }
  /** More series than one, a wrong shape, an error: with the label sets or the message. */
  | { state: "blind"; why: string };

/** By the key of the query (see queries.ts). */
export type Samples = ReadonlyMap<string, Sample>;

/** One PromQL expression that must answer one number. */
export type Query = { key: string; expression: string };
