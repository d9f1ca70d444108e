import { z } from "zod";
import { BOUNDS, list, text } from "./fields.ts";
import {
  jobTemplateSchema,
  receiverSchema,
  riskSchema,
  rollbackSchema,
  topologySchema,
  topologyWaiverSchema,
} from "./schema-rest.ts";
import { sloSchema } from "./schema-slos.ts";
import { phaseSchema } from "./schema-stages.ts";
import { sideSchema, trafficSchema } from "./schema-traffic.ts";

/**
 * The shape of a Migration's `spec`: the one source of the types, of the CRD, and of every refusal. What
 * crosses fields is judged by `rules.ts`; `parsePlan` does both. Unknown keys are dropped here, and
 * reported by `unknown-keys.ts` where a plan is read strictly.
 */
export const PlanSchema = z.object({
  title: text(),
  blue: sideSchema.describe("The old system"),
  green: sideSchema.describe("The new system"),
  traffic: trafficSchema,
  slos: list(sloSchema, 0, BOUNDS.slos).optional(),
  phases: list(phaseSchema, 1, BOUNDS.phases),
  rollback: rollbackSchema.optional(),
  topology: topologySchema.optional().describe("How messages reach clients of the other side"),
  topologyWaiver: topologyWaiverSchema.optional().describe("Why an isolated topology may carry traffic"),
  risks: list(riskSchema, 0, BOUNDS.risks).optional(),
  notify: list(receiverSchema, 0, BOUNDS.receivers).optional(),
  jobTemplates: list(jobTemplateSchema, 0, BOUNDS.jobTemplates).optional(),
});

/** A plan as written: durations are text, defaults are absent. */
export type PlanSpec = z.infer<typeof PlanSchema>;
