import { z } from "zod";
import { BOUNDS, duration, expression, label, list, metricName, SECOND_MS, side, text } from "./fields.ts";

export const OBJECTIVE_BOUNDS = ["above", "atLeast", "below", "atMost"] as const;

const figure = () => z.number("must be a number").min(-1e15, "is too small").max(1e15, "is too large");

/** One bound and a unit. Also what a `query` gate must meet. */
export const objectiveSchema = z
  .object({
    above: figure().optional(),
    atLeast: figure().optional(),
    below: figure().optional(),
    atMost: figure().optional(),
    unit: text(32).optional(),
  })
  .describe("Exactly one of above, atLeast, below and atMost, with its unit");

const matchers = () =>
  z.string("must be label matchers").max(BOUNDS.text, `must be at most ${BOUNDS.text} characters`);

export const INDICATOR_KINDS = ["ratio", "latency", "events", "value"] as const;

const indicator = z
  .object({
    ratio: z.object({ good: expression(), total: expression() }).optional(),
    latency: z
      .object({
        histogram: metricName().describe("The histogram's name without _bucket"),
        matchers: matchers().optional(),
        percentile: z
          .number("must be a number between 0 and 100, such as 99")
          .gt(0, "must be a number between 0 and 100, such as 99")
          .lt(100, "must be a number between 0 and 100, such as 99"),
      })
      .optional(),
    events: z
      .object({
        total: metricName().describe("The counter's name"),
        matchers: matchers().optional(),
        per: duration(SECOND_MS),
      })
      .optional(),
    value: expression().optional().describe("PromQL for one figure"),
  })
  .describe("Exactly one of ratio, latency, events and value");

export const ON_BREACH = ["rollback", "hold", "warn"] as const;

export const sloSchema = z.object({
  name: label(),
  title: text(),
  objective: objectiveSchema,
  indicator,
  window: duration(SECOND_MS).optional().describe("The look-back of a breach (5m)"),
  freshFor: duration(SECOND_MS).optional().describe("No sample for this long is blind (60s)"),
  sides: list(side(), 1, 2).optional().describe("The sides that are judged (both)"),
  onBreach: z
    .enum(ON_BREACH, 'must be "rollback", "hold" or "warn"')
    .optional()
    .describe("What a breach on green does (rollback)"),
});
