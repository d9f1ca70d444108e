import type { Schema } from "../schema/schema.ts";
import { loose } from "./define.ts";

export const text: Schema = { type: "string" };
export const integer: Schema = { type: "integer", format: "int32" };
export const bool: Schema = { type: "boolean" };
export const stringMap: Schema = { type: "object", additionalProperties: { type: "string" } };
export const strings: Schema = { type: "array", items: { type: "string" } };

/** A list that is merged item by item, by the patch's key in strategic merges and by all keys in applies. */
export function keyedList(items: Schema, patchKey: string, keys: readonly string[] = [patchKey]): Schema {
  return {
    type: "array",
    items,
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": [...keys],
    "x-kubernetes-patch-strategy": "merge",
    "x-kubernetes-patch-merge-key": patchKey,
  };
}

/** An object that is replaced as a whole. */
export function atomicMap(schema: Schema): Schema {
  return { ...schema, "x-kubernetes-map-type": "atomic" };
}

export const conditions: Schema = keyedList(loose({ type: text, status: text }), "type");

export const labelSelector: Schema = atomicMap(loose({ matchLabels: stringMap }));

const port: Schema = loose({
  name: text,
  containerPort: integer,
  protocol: { type: "string", default: "TCP" },
});

const container: Schema = loose({
  name: { type: "string", description: "Name of the container, unique in the pod." },
  image: { type: "string", description: "Container image name." },
  command: strings,
  args: strings,
  workingDir: text,
  ports: keyedList(port, "containerPort", ["containerPort", "protocol"]),
  env: keyedList(loose({ name: text, value: text }), "name"),
  resources: loose(),
  volumeMounts: keyedList(loose({ name: text, mountPath: text }), "mountPath"),
});

/** The parts of a pod's spec that have merge keys, and those that people ask `kubectl explain` about. */
export const podSpec: Schema = {
  ...loose({
    containers: { ...keyedList(container, "name"), description: "List of containers belonging to the pod." },
    initContainers: keyedList(container, "name"),
    volumes: keyedList(loose({ name: text }), "name"),
    imagePullSecrets: keyedList(atomicMap(loose({ name: text })), "name"),
    nodeName: text,
    nodeSelector: atomicMap(stringMap),
    restartPolicy: { type: "string", enum: ["Always", "OnFailure", "Never"] },
    serviceAccountName: text,
    terminationGracePeriodSeconds: { type: "integer", format: "int64" },
    tolerations: { type: "array", items: loose() },
  }),
  description: "Specification of the desired behavior of the pod.",
};

export const podTemplate: Schema = {
  ...loose({ metadata: loose({ labels: stringMap, annotations: stringMap }), spec: podSpec }),
  description: "The pods that will be created.",
};
