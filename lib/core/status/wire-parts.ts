import { z } from "zod";
import { STATES } from "./status.ts";
import { duration, oneOf, renamed, time } from "./wire-fields.ts";

const side = oneOf("blue", "green");
const reason = z.object({
  code: oneOf(
    "state",
    "gate",
    "bake",
    "held",
    "drift",
    "plan-changed",
    "own-request",
    "one-way",
    "blue-not-ready",
    "roll-back-first",
    "stale",
    "id-reused",
  ),
  message: z.string(),
});
const check = z.object({ name: z.string(), ok: z.boolean(), why: z.string().exactOptional() });

export const stateSchema = oneOf(...STATES);

export const stageRunSchema = renamed(
  z.object({
    name: z.string(),
    enteredAt: time(),
    leftAt: time().exactOptional(),
    bakedFor: duration(),
    by: z.string(),
  }),
  "bakedFor",
  "bakedMs",
);

export const intentSchema = z.object({
  seq: z.int(),
  kind: oneOf("start", "advance", "rollback", "retry", "resume"),
  commandId: z.string().exactOptional(),
  actor: z.string(),
  stage: z.string(),
  from: z.number(),
  to: z.number(),
  routerVersion: z.string(),
  at: time(),
  step: z.int(),
  voided: z.int().exactOptional(),
  begun: z.literal(true).exactOptional(),
  left: z
    .object({
      state: stateSchema,
      phase: z.string(),
      stage: z.string(),
      startedAt: time().exactOptional(),
      run: z.int(),
      enteredBy: z.string().exactOptional(),
      adopted: z.int().exactOptional(),
      oneWay: z.literal(true).exactOptional(),
      before: z
        .object({
          name: z.string(),
          enteredAt: time(),
          leftAt: time().exactOptional(),
          bakedMs: duration(),
          by: z.string(),
        })
        .exactOptional(),
    })
    .exactOptional(),
});

export const missingSchema = z.object({ since: time(), accepted: z.literal(true).exactOptional() });

export const holdSchema = z.object({
  by: z.string(),
  code: oneOf(
    "person",
    "breach",
    "common-cause",
    "blue-breach",
    "blue-not-ready",
    "drift",
    "router",
    "api",
    "rights",
    "action-failed",
    "overdue",
    "history",
    "inherited",
    "conflicts",
    "blind",
  ),
  reason: z.string(),
  since: time(),
});

export const sloSchema = z.object({
  name: z.string(),
  side,
  verdict: oneOf("pass", "breach", "insufficient", "blind"),
  provisional: z.boolean(),
  value: z.number().exactOptional(),
  unit: z.string(),
  samples: z.number().exactOptional(),
  needed: z.number().exactOptional(),
  since: time(),
  looked: z.literal(true).exactOptional(),
  journalledAt: time().exactOptional(),
  journalled: oneOf("pass", "breach", "insufficient", "blind").exactOptional(),
});

export const gateSchema = z.object({
  stage: z.string(),
  gate: z.string(),
  state: oneOf("pass", "waiting", "running", "failed", "breach", "insufficient", "blind"),
  since: time(),
  ref: z.string().exactOptional(),
});

export const approvalSchema = z.object({
  name: z.string(),
  stage: z.string(),
  by: z.string(),
  at: time(),
  digest: z.string(),
  expires: time(),
  entry: z.int(),
  usedAt: time().exactOptional(),
});

export const recentSchema = z.object({
  id: z.string(),
  kind: z.string(),
  actor: z.string(),
  body: z.string(),
  outcome: oneOf("done", "refused", "conflict", "unknown"),
  reasons: z.array(reason),
  entry: z.int().exactOptional(),
  at: time(),
  run: z.int(),
});

/** `since` inside; the name that Kubernetes has for it outside. */
export const conditionSchema = renamed(
  z.object({
    type: oneOf("PlanValid", "RollbackReady", "Blind", "Drifted", "PlanChanged", "Converged"),
    status: oneOf("True", "False", "Unknown"),
    reason: z.string(),
    message: z.string(),
    lastTransitionTime: time(),
  }),
  "lastTransitionTime",
  "since",
);

export const routeSchema = z.object({
  fingerprint: z.string(),
  resourceVersion: z.string(),
  weight: z.number(),
  changedAt: time(),
  seq: z.int().exactOptional(),
});

export const driftSchema = z.object({ by: z.string(), at: time(), from: z.number(), to: z.number() });

export const drainSchema = z.object({ at: time(), seq: z.int() });

export const rollbackSchema = z.object({
  at: time(),
  by: z.string(),
  reason: z.string(),
  from: z.number(),
  clients: z.number().exactOptional(),
  weightAt: time().exactOptional(),
  drainAt: time().exactOptional(),
  drainedAt: time().exactOptional(),
  steps: z.array(z.number()),
});

export const drillSchema = z.object({
  at: time(),
  ok: z.boolean(),
  ms: z.number(),
  by: z.string(),
  checks: z.array(check),
});
