import { z } from "zod";
import { objectiveSchema } from "./schema-slos.ts";
import {
  BOUNDS,
  duration,
  expression,
  flag,
  label,
  list,
  objectName,
  SECOND_MS,
  side,
  text,
  weight,
  whole,
} from "./fields.ts";

export const GATE_KINDS = ["slos", "approval", "job", "query", "ready"] as const;

const gate = z
  .object({
    slos: z
      .union([z.literal("all"), list(label(), 1, BOUNDS.slos)], {
        error: 'must be "all" or a list of names of SLOs',
      })
      .optional(),
    approval: z
      .object({
        name: label(),
        quorum: whole(1, BOUNDS.quorum).optional().describe("How many distinct people (1)"),
        expires: duration(SECOND_MS).optional().describe("How long an approval counts (24h)"),
      })
      .optional(),
    job: z
      .object({
        name: label(),
        template: label(),
        timeout: duration(SECOND_MS).optional().describe("After this it has failed (15m)"),
        every: duration(SECOND_MS).optional().describe("Run it again this often while the stage lasts"),
      })
      .optional(),
    query: z.object({ name: label(), expression: expression(), pass: objectiveSchema }).optional(),
    ready: side().optional(),
  })
  .describe("Exactly one of slos, approval, job, query and ready");

export const ACTION_KINDS = ["scale", "restart", "patch", "job"] as const;

export const PATCH_TARGETS = { ConfigMap: "v1", Deployment: "apps/v1", StatefulSet: "apps/v1" } as const;

const action = z
  .object({
    scale: z.object({ side: side(), replicas: whole(0, 10_000) }).optional(),
    restart: side().optional(),
    patch: z
      .object({
        target: z.object({
          apiVersion: z.enum(["v1", "apps/v1"], 'must be "v1" or "apps/v1"'),
          kind: z.enum(
            ["ConfigMap", "Deployment", "StatefulSet"],
            "must be ConfigMap, Deployment or StatefulSet",
          ),
          name: objectName(),
        }),
        merge: z.record(z.string(), z.unknown(), "must be an object: a JSON merge patch"),
      })
      .optional(),
    job: z.object({ name: label(), template: label(), timeout: duration(SECOND_MS).optional() }).optional(),
    before: flag().optional().describe("Before the weight is written instead of after it (false)"),
  })
  .describe("Exactly one of scale, restart, patch and job");

const stage = z.object({
  name: label().describe("Unique in the plan"),
  weight: weight().describe("Green's share of new traffic in percent"),
  bake: z
    .object({
      atLeast: duration().optional().describe("Healthy time before the stage may be left (0s)"),
      atMost: duration(SECOND_MS).optional().describe("All time, after which the stage is held as overdue"),
    })
    .optional(),
  gates: list(gate, 0, BOUNDS.gates).optional(),
  actions: list(action, 0, BOUNDS.actions).optional(),
  advance: z
    .enum(["manual", "auto"], 'must be "manual" or "auto"')
    .optional()
    .describe("Who leaves a ready stage: a person, or Crossfade at once (manual)"),
  irreversible: flag().optional().describe("There is no way back once it is entered (false)"),
  loses: text().optional().describe("What is lost by entering an irreversible stage"),
});

export const phaseSchema = z.object({
  name: label(),
  title: text().optional(),
  stages: list(stage, 1, BOUNDS.stages),
});
