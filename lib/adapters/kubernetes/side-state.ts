import { z } from "zod";
import { canonicalHash } from "../../core/std/canonical.ts";
import type { SideState } from "../../core/engine/observation.ts";

export const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

const workloadObject = z.looseObject({
  spec: z.looseObject({ replicas: z.number().default(1), template: z.looseObject({}) }),
  status: z.looseObject({ readyReplicas: z.number().default(0) }).default({ readyReplicas: 0 }),
});

/** A StatefulSet or Deployment as the engine sees it; undefined for what is neither. */
export function parseSide(object: unknown): SideState | undefined {
  const read = workloadObject.safeParse(object);
  if (!read.success) return undefined;
  const { spec, status } = read.data;
  return {
    exists: true,
    replicas: spec.replicas,
    ready: status.readyReplicas,
    template: templateHash(spec.template),
  };
}

/**
 * Hash of the pod template without the annotation that a restart sets: pods that are merely started again are the same software,
 * and our own `restart` must not void the evidence. A new image does (F55).
 */
function templateHash(template: Record<string, unknown>): string {
  const metadata = { ...objectOf(template["metadata"]) };
  const annotations = { ...objectOf(metadata["annotations"]) };
  delete annotations[RESTARTED_AT];
  if (Object.keys(annotations).length > 0) metadata["annotations"] = annotations;
  else delete metadata["annotations"];
  return canonicalHash({ ...template, metadata });
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};
