import type { Sample } from "../../core/slo/samples.ts";
import { numberOf, type PromData, type PromRow } from "./answer.ts";

const SHOWN_SERIES = 3;

/** One expression's rows as the one number that it must be. `hide` is a label of ours that nobody should see. */
export function toSample(rows: readonly PromRow[], hide?: string): Sample {
  const [first] = rows;
  if (first === undefined) return { state: "empty" };
  if (rows.length > 1) {
    const shown = rows.slice(0, SHOWN_SERIES).map(({ metric }) => labelSet(metric, hide));
    const more = rows.length > SHOWN_SERIES ? ` and ${rows.length - SHOWN_SERIES} more` : "";
    return { state: "blind", why: `${rows.length} series instead of one: ${shown.join(", ")}${more}` };
  }
  const [seconds, text] = first.value;
  const value = numberOf(text);
  return Number.isFinite(value)
    ? { state: "value", value, at: Math.round(seconds * 1000) }
    : { state: "nan" };
}

/** The answer to an expression that was asked by itself. */
export function sampleOf(data: PromData): Sample {
  switch (data.resultType) {
    case "vector":
      return toSample(data.result);
    case "scalar":
      return toSample([{ metric: {}, value: data.result }]);
    case "matrix":
    case "string":
      return { state: "blind", why: `the result is a ${data.resultType}, not a number` };
  }
}

function labelSet(metric: Record<string, string>, hide: string | undefined): string {
  const { __name__: name = "", ...rest } = metric;
  const pairs = Object.entries(rest).flatMap(([label, value]) =>
    label === hide ? [] : [`${label}=${JSON.stringify(value)}`],
  );
  return `${name}{${pairs.join(",")}}`;
}
