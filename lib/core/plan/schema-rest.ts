import { z } from "zod";
import { BOUNDS, flag, label, list, objectName, text, whole } from "./fields.ts";

export const rollbackSchema = z.object({
  auto: flag().optional().describe("Roll back by itself on a proven breach (true); otherwise hold"),
  drain: z
    .enum(["none", "restart-green"], 'must be "none" or "restart-green"')
    .optional()
    .describe("How connections that are still on green are closed (none)"),
  steps: list(whole(0, 99), 0, BOUNDS.rollbackSteps)
    .optional()
    .describe("Weights on the way down, strictly falling; 0 always follows (straight to 0)"),
});

export const TOPOLOGIES = ["fan-in-dual-subscribed", "bridged", "cohort", "isolated"] as const;

export const topologySchema = z.enum(TOPOLOGIES, `must be one of ${TOPOLOGIES.join(", ")}`);

export const topologyWaiverSchema = z.object({ reason: text() });

const LEVELS = ["Low", "Medium", "High"] as const;

const level = () => z.enum(LEVELS, "must be Low, Medium or High");

export const riskSchema = z.object({
  id: label(),
  category: text(),
  description: text(),
  likelihood: level(),
  impact: level(),
  mitigation: text(),
  evidence: list(
    z.string("must be a reference such as slo/availability").max(128, "must be at most 128 characters"),
    0,
    BOUNDS.evidence,
  )
    .optional()
    .describe("slo/<name>, slo/all, job/<name>, ready/<side>, check/<name>"),
});

/** The kinds of events that receivers can ask for. */
export const EVENT_KINDS = [
  "start",
  "stage",
  "approval-requested",
  "hold",
  "resume",
  "breach",
  "blind",
  "drift",
  "rollback",
  "done",
  "abort",
  "deleted",
  "status-size",
  "anchor",
] as const;

const events = () =>
  list(z.enum(EVENT_KINDS, `must be one of ${EVENT_KINDS.join(", ")}`), 1, EVENT_KINDS.length);

const labelKey = () =>
  z
    .string()
    .max(63)
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "must be the name of a label");

const url = z
  .object({
    file: z
      .string("must be <receiver>/<key>")
      .max(317, "must be <receiver>/<key>")
      .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9_][-A-Za-z0-9_.]*$/, "must be <receiver>/<key>")
      .optional()
      .describe("<receiver>/<key> below CROSSFADE_NOTIFY_DIR, for addresses that are secrets"),
    // Judged again, address by address, when it is called: this only refuses other schemes and log-ins.
    address: z
      .string("must be an https:// address")
      .max(BOUNDS.text, "must be an https:// address")
      .regex(/^https:\/\/[^\s/@\\?#]+([/?#][^\s\\]*)?$/, "must be an https:// address")
      .optional(),
  })
  .describe("Exactly one of file and address");

export const receiverSchema = z
  .object({
    alertmanager: z
      .object({
        labels: z
          .record(labelKey(), text(), "must be an object of labels")
          .refine(
            (labels) => Object.keys(labels).length <= BOUNDS.labels,
            `must have at most ${BOUNDS.labels} labels`,
          )
          .optional(),
        events: events(),
      })
      .optional(),
    webhook: z.object({ url, events: events() }).optional(),
  })
  .describe("Exactly one of alertmanager and webhook");

const image = () =>
  z
    .string("must be an image")
    .max(512, "must be an image of at most 512 characters")
    .regex(/^[a-zA-Z0-9][-a-zA-Z0-9._/:@]*$/, "must be an image, such as registry.example.com/tests:1.0.0");

const quantities = () =>
  z
    .object({
      cpu: z
        .string()
        .max(32)
        .regex(/^[0-9]+(\.[0-9]+)?m?$/, "must be a quantity such as 500m")
        .optional(),
      memory: z
        .string()
        .max(32)
        .regex(/^[0-9]+(\.[0-9]+)?([kMGT]i?|Ki)?$/, "must be a quantity such as 256Mi")
        .optional(),
    })
    .optional();

/** The pod of a Job, as little of it as jobs need: no volumes, no host, no Secrets. */
export const jobTemplateSchema = z.object({
  name: label(),
  job: z.object({
    image: image(),
    command: list(text(), 0, 32).optional(),
    args: list(text(), 0, 32).optional(),
    env: list(
      z.object({
        name: z
          .string()
          .max(128)
          .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of a variable"),
        value: z.string("must be text").max(BOUNDS.text, `must be at most ${BOUNDS.text} characters`),
      }),
      0,
      32,
    ).optional(),
    resources: z.object({ requests: quantities(), limits: quantities() }).optional(),
    serviceAccountName: objectName()
      .optional()
      .describe("`default`, or one labelled crossfade.dev/jobs: allowed (default)"),
  }),
});
