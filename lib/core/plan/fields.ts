import { z } from "zod";
import { parseDuration } from "../std/duration.ts";

/** The bounds of a plan. They keep the status small and the CRD's CEL rules within the API server's cost limit. */
export const BOUNDS = {
  phases: 8,
  stages: 16,
  gates: 12,
  actions: 8,
  slos: 24,
  risks: 32,
  evidence: 16,
  receivers: 16,
  jobTemplates: 16,
  rollbackSteps: 16,
  quorum: 16,
  labels: 16,
  mergeKeys: 64,
  text: 1024,
  expression: 4096,
} as const;

export const SIDES = ["blue", "green"] as const;
export type Side = (typeof SIDES)[number];

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const DURATION = /^(0|([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+)$/;
/** A year. Longer than that is a slip of the unit. */
const MAX_DURATION_MS = 8760 * 3_600_000;

const LABEL_RULE =
  'must be a name of at most 63 lower-case letters, digits and "-", beginning and ending with a letter or digit';
const OBJECT_RULE =
  'must be the name of a Kubernetes object: at most 253 lower-case letters, digits, "-" and "."';

/** An RFC 1123 label: what names inside a plan are made of, so that they fit into paths, labels and Job names. */
export const label = () => z.string(LABEL_RULE).max(63, LABEL_RULE).regex(LABEL, LABEL_RULE);

/** The name of a Kubernetes object (RFC 1123 subdomain). */
export const objectName = () => z.string(OBJECT_RULE).max(253, OBJECT_RULE).regex(SUBDOMAIN, OBJECT_RULE);

export const metricName = () => {
  const rule = "must be the name of a metric: letters, digits, _ and :, without labels";
  return z.string(rule).max(256, rule).regex(METRIC, rule);
};

/** Text for people. It is shown as text everywhere, never as markup. */
export const text = (max: number = BOUNDS.text) =>
  z
    .string("must be text")
    .min(1, "must not be empty")
    .max(max, `must be at most ${max} characters`)
    .refine((written) => !hasControlCharacter(written), "must hold no control characters");

/** Whether there is a control character other than tab, line feed and carriage return. */
export function hasControlCharacter(written: string): boolean {
  return [...written].some((character) => {
    const code = character.charCodeAt(0);
    return code === 127 || (code < 32 && !"\t\n\r".includes(character));
  });
}

/** PromQL. What may stand in it is judged by `promql.ts`. */
export const expression = () =>
  z
    .string("must be a PromQL expression")
    .min(1, "must be a PromQL expression, not empty")
    .max(BOUNDS.expression, `must be at most ${BOUNDS.expression} characters`);

/** A duration of at least `leastMs`, as written: `90s`, `1h30m`. */
export const duration = (leastMs = 0) => {
  const rule =
    leastMs > 0
      ? 'must be a duration of at least 1s, such as "90s" or "1h30m"'
      : 'must be a duration, such as "90s" or "1h30m"';
  return z
    .string(rule)
    .max(32, rule)
    .regex(DURATION, rule)
    .refine((written) => {
      const ms = parseDuration(written);
      return ms.ok && ms.value >= leastMs;
    }, rule)
    .refine((written) => {
      const ms = parseDuration(written);
      return !ms.ok || ms.value <= MAX_DURATION_MS;
    }, "must be at most 8760h (a year)");
};

export const SECOND_MS = 1_000;

/** A whole number in a range. One message for every way to miss it, so that the answer always says what is right. */
export const whole = (min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.int({ error: rule }).min(min, rule).max(max, rule);
};

export const weight = () => whole(0, 100);

export const port = () => whole(1, 65_535);

export const side = () => z.enum(SIDES, 'must be "blue" or "green"');

export const flag = () => z.boolean("must be true or false");

/** A list with both bounds in its message. */
export const list = <T extends z.ZodType>(item: T, min: number, max: number) => {
  const rule = min > 0 ? `must be a list of ${min} to ${max}` : `must be a list of at most ${max}`;
  return z.array(item, rule).min(min, rule).max(max, rule);
};
