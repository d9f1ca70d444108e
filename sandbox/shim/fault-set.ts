import { z } from "zod";

const rate = z.number().min(0).max(1);

/** The faults of one side, as the sandbox's fault switches send them. Rates are 0 to 1. */
export const faultSet = z.strictObject({
  latencyMs: z.number().min(0).max(600_000).default(0),
  refuse: rate.default(0),
  lose: rate.default(0),
  duplicate: rate.default(0),
  hang: z.boolean().default(false),
  down: z.boolean().default(false),
});
export type FaultSet = z.infer<typeof faultSet>;

export const noFaults: FaultSet = faultSet.parse({});
