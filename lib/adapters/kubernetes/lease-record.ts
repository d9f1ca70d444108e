import { z } from "zod";

const leaseObject = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  spec: z
    .looseObject({
      holderIdentity: z.string().nullish(),
      leaseDurationSeconds: z.number().nullish(),
      leaseTransitions: z.number().nullish(),
      acquireTime: z.string().nullish(),
      renewTime: z.string().nullish(),
    })
    .optional(),
});

/** What a Lease says. `holder` is empty when nobody has it. */
export type LeaseRecord = {
  version: string;
  holder: string;
  durationMs: number;
  transitions: number;
  acquireTime?: string;
};

export function parseLease(object: unknown): LeaseRecord | undefined {
  const read = leaseObject.safeParse(object);
  if (!read.success) return undefined;
  const { metadata, spec } = read.data;
  return {
    version: metadata.resourceVersion,
    holder: spec?.holderIdentity ?? "",
    durationMs: (spec?.leaseDurationSeconds ?? 0) * 1000,
    transitions: spec?.leaseTransitions ?? 0,
    ...(spec?.acquireTime == null ? {} : { acquireTime: spec.acquireTime }),
  };
}

/** Kubernetes wants microseconds here. */
export const microTime = (ms: number): string => new Date(ms).toISOString().replace("Z", "000Z");
