import { asObject, asString, isObject, type Json, type JsonObject } from "./json.ts";

/** A Kubernetes object: JSON whose `metadata` is an object. Read its parts through the functions below. */
export type KubeObject = JsonObject;

export type OwnerReference = { uid: string; controller: boolean };

export function metadataOf(object: KubeObject): JsonObject {
  return asObject(object["metadata"]);
}

export const nameOf = (object: KubeObject): string => asString(metadataOf(object)["name"]);
export const namespaceOf = (object: KubeObject): string => asString(metadataOf(object)["namespace"]);
export const uidOf = (object: KubeObject): string => asString(metadataOf(object)["uid"]);
export const versionOf = (object: KubeObject): string => asString(metadataOf(object)["resourceVersion"]);

export function labelsOf(object: KubeObject): JsonObject {
  return asObject(metadataOf(object)["labels"]);
}

export function finalizersOf(object: KubeObject): string[] {
  const list = metadataOf(object)["finalizers"];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === "string") : [];
}

export function isTerminating(object: KubeObject): boolean {
  return metadataOf(object)["deletionTimestamp"] !== undefined;
}

export function ownersOf(object: KubeObject): OwnerReference[] {
  const list = metadataOf(object)["ownerReferences"];
  if (!Array.isArray(list)) return [];
  return list
    .filter((item: Json): item is JsonObject => isObject(item))
    .map((item) => ({ uid: asString(item["uid"]), controller: item["controller"] === true }));
}

/** A copy with other metadata; the parts that stay are shared. `undefined` removes a field. */
export function withMetadata(object: KubeObject, changes: { [key: string]: Json | undefined }): KubeObject {
  const metadata: JsonObject = { ...metadataOf(object) };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) delete metadata[key];
    else metadata[key] = value;
  }
  return { ...object, metadata };
}
