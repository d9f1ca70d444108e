import type { Indicator, Slo } from "../plan/plan.ts";
import type { Side } from "../status/status.ts";
import { ratioScale } from "./objective.ts";

/** PromQL for one side and window. `$side` and `$window` are replaced as values; the plan's check let nothing else through. */
export function fill(expression: string, side: Side, windowMs: number): string {
  return expression.replaceAll("$side", side).replaceAll("$window", promDuration(windowMs));
}

/** Whole seconds where they are whole. */
export const promDuration = (ms: number): string =>
  ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`;

/** Good events in the window, or undefined where the indicator counts none. */
export function goodExpression(indicator: Indicator, side: Side, windowMs: number): string | undefined {
  switch (indicator.kind) {
    case "ratio":
      return fill(indicator.good, side, windowMs);
    case "latency": {
      const matchers = join(
        fill(indicator.matchers, side, windowMs),
        bucketMatcher(indicator.thresholdSeconds),
      );
      return `sum(increase(${indicator.histogram}_bucket{${matchers}}[${promDuration(windowMs)}]))`;
    }
    case "events":
    case "value":
      return undefined;
  }
}

/** All events in the window: attempts, observations, or counted events; undefined for a plain value. */
export function totalExpression(indicator: Indicator, side: Side, windowMs: number): string | undefined {
  switch (indicator.kind) {
    case "ratio":
      return fill(indicator.total, side, windowMs);
    case "latency":
      return `sum(increase(${indicator.histogram}_count{${fill(indicator.matchers, side, windowMs)}}[${promDuration(windowMs)}]))`;
    case "events":
      return eventsExpression(indicator, side, windowMs);
    case "value":
      return undefined;
  }
}

/** The one expression whose instant value is the SLO's `value`, in the objective's unit. */
export function valueExpression(slo: Slo, side: Side, windowMs: number): string {
  const { indicator, objective } = slo;
  switch (indicator.kind) {
    case "ratio": {
      const scale = ratioScale(objective);
      const ratio = `(${fill(indicator.good, side, windowMs)}) / (${fill(indicator.total, side, windowMs)})`;
      return scale === 1 ? ratio : `${scale} * ${ratio}`;
    }
    case "latency": {
      const rates = `sum by (le) (increase(${indicator.histogram}_bucket{${fill(indicator.matchers, side, windowMs)}}[${promDuration(windowMs)}]))`;
      const unitsPerSecond = Math.round(objective.value / indicator.thresholdSeconds);
      return `${unitsPerSecond} * histogram_quantile(${Number((indicator.percentile / 100).toFixed(12))}, ${rates})`;
    }
    case "events":
      return `(${eventsExpression(indicator, side, windowMs)}) * ${indicator.perMs / windowMs}`;
    case "value":
      return fill(indicator.expression, side, windowMs);
  }
}

/**
 * Answers something exactly when the source has samples within `freshForMs`; undefined where the value itself tells (an instant selector goes
 * stale by itself).
 */
export function freshExpression(slo: Slo, side: Side): string | undefined {
  const { indicator, freshForMs } = slo;
  switch (indicator.kind) {
    case "ratio":
    case "latency":
      return totalExpression(indicator, side, freshForMs);
    case "events":
      return `sum(count_over_time(up{${fill(indicator.matchers, side, freshForMs)}}[${promDuration(freshForMs)}]))`;
    case "value":
      return indicator.expression.includes("$window")
        ? fill(indicator.expression, side, freshForMs)
        : undefined;
  }
}

/** How far before the window a series is looked for: a scrape that was missed is not a birth. */
const BIRTH_LOOK_BACK = "5m";

/**
 * Counted events, with two corrections that `increase()` needs: a series born within the window counts its first value (a restart counter is
 * born at 1), and no series at all is 0 as long as the side is scraped, told by `up`.
 */
function eventsExpression(
  indicator: Extract<Indicator, { kind: "events" }>,
  side: Side,
  windowMs: number,
): string {
  const matchers = fill(indicator.matchers, side, windowMs);
  const window = promDuration(windowMs);
  const series = `${indicator.total}{${matchers}}`;
  const none = `0 * sum(up{${matchers}})`;
  return `(sum(increase(${series}[${window}])) or ${none}) + (sum(min_over_time(${series}[${window}]) unless last_over_time(${series}[${BIRTH_LOOK_BACK}] offset ${window})) or ${none})`;
}

/** Clients write a bound as `0.1`, `1` or `1.0`. */
function bucketMatcher(seconds: number): string {
  const text = String(seconds);
  const quoted = text.replaceAll(".", "\\\\.");
  return text.includes(".") ? `le="${text}"` : `le=~"${quoted}|${quoted}\\\\.0"`;
}

const join = (...matchers: string[]): string => matchers.filter((matcher) => matcher.trim() !== "").join(",");
