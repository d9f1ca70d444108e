import { z } from "zod";

const rate = z.number().min(0).max(1);
const latencyMs = z.number().min(0).max(600_000);
const side = z.strictObject({
  latencyMs,
  refuse: rate,
  lose: rate,
  duplicate: rate,
  hang: z.boolean(),
  down: z.boolean(),
});

/** Every fault that can be switched on. Rates are 0 to 1; replies are dropped always, never or at a rate. */
export const faults = z.strictObject({
  green: side,
  blue: side,
  kubernetes: z.strictObject({
    latencyMs,
    errorRate: rate,
    dropReplies: z.union([z.boolean(), rate]),
    down: z.boolean(),
  }),
  prometheus: z.strictObject({ latencyMs, empty: z.boolean(), down: z.boolean() }),
});
export type Faults = z.infer<typeof faults>;
export type SideFaults = Faults["green"];

/** A merge: any part of it, down to a single field. */
const change = z.strictObject({
  green: side.partial().optional(),
  blue: side.partial().optional(),
  kubernetes: faults.shape.kubernetes.partial().optional(),
  prometheus: faults.shape.prometheus.partial().optional(),
});

const healthySide: SideFaults = { latencyMs: 0, refuse: 0, lose: 0, duplicate: 0, hang: false, down: false };
export const healthy: Faults = {
  green: healthySide,
  blue: healthySide,
  kubernetes: { latencyMs: 0, errorRate: 0, dropReplies: false, down: false },
  prometheus: { latencyMs: 0, empty: false, down: false },
};

export type Merged = { ok: true; faults: Faults } | { ok: false; problems: string[] };

/** The faults after a change, or every problem of the change with its path; nothing is taken from a bad one. */
export function mergeFaults(current: Faults, body: unknown): Merged {
  const parsed = change.safeParse(body);
  if (!parsed.success)
    return {
      ok: false,
      problems: parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`),
    };
  const { green, blue, kubernetes, prometheus } = parsed.data;
  return {
    ok: true,
    faults: faults.parse({
      green: { ...current.green, ...defined(green) },
      blue: { ...current.blue, ...defined(blue) },
      kubernetes: { ...current.kubernetes, ...defined(kubernetes) },
      prometheus: { ...current.prometheus, ...defined(prometheus) },
    }),
  };
}

const defined = (part: object | undefined): object =>
  Object.fromEntries(Object.entries(part ?? {}).filter(([, value]) => value !== undefined));
