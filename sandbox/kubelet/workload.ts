import { createHash } from "node:crypto";
import { z } from "zod";
import type { KubeObject } from "../kube-client.ts";

const template = z.looseObject({
  metadata: z
    .looseObject({
      labels: z.record(z.string(), z.string()).optional(),
      annotations: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  spec: z.looseObject({
    containers: z.array(z.looseObject({ name: z.string(), image: z.string().optional() })).min(1),
    serviceAccountName: z.string().optional(),
  }),
});
export type PodTemplate = z.infer<typeof template>;

const workloadSpec = z.looseObject({
  replicas: z.number().int().min(0).default(1),
  minReadySeconds: z.number().optional(),
  template,
});

export type WorkloadKind = "StatefulSet" | "Deployment";

export type Workload = {
  kind: WorkloadKind;
  /** namespace/name */
  key: string;
  name: string;
  namespace: string;
  uid: string;
  generation: number;
  replicas: number;
  minReadyMs: number;
  template: PodTemplate;
  /** Ten hex digits that change with the pod template and with nothing else. */
  revision: string;
  object: KubeObject;
};

/** Reads a StatefulSet or Deployment; undefined for what is being deleted or does not parse. */
export function toWorkload(kind: WorkloadKind, object: KubeObject): Workload | undefined {
  const spec = workloadSpec.safeParse(object["spec"]);
  const { name, namespace = "default", uid = "", generation = 1, deletionTimestamp } = object.metadata;
  if (!spec.success || deletionTimestamp !== undefined) return undefined;
  return {
    kind,
    key: `${namespace}/${name}`,
    name,
    namespace,
    uid,
    generation,
    replicas: spec.data.replicas,
    minReadyMs: (spec.data.minReadySeconds ?? 1) * 1000,
    template: spec.data.template,
    revision: createHash("sha256").update(JSON.stringify(spec.data.template)).digest("hex").slice(0, 10),
    object,
  };
}

export const revisionLabel = "controller-revision-hash";
export const addressAnnotation = "sandbox.crossfade.dev/address";
export const colorLabel = "color";
