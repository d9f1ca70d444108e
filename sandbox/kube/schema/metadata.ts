import type { Schema } from "./schema.ts";

const text = (description: string): Schema => ({ type: "string", description });
const texts = (description: string): Schema => ({
  type: "object",
  description,
  additionalProperties: { type: "string" },
});

/** ObjectMeta: how its parts merge, and what `kubectl explain` says of them. */
export const METADATA: Schema = {
  type: "object",
  description: "Standard object's metadata.",
  properties: {
    name: text("Name must be unique within a namespace."),
    generateName: text("A prefix that the server makes a unique name from when none is given."),
    namespace: text("The space within which each name must be unique."),
    uid: text("A value that is unique in time and space, set by the server."),
    resourceVersion: text("The version of this object, for optimistic concurrency and watches."),
    generation: { type: "integer", format: "int64", description: "Counts the changes of the desired state." },
    creationTimestamp: { type: "string", format: "date-time", description: "When the object was created." },
    deletionTimestamp: {
      type: "string",
      format: "date-time",
      description: "When the object was asked to go.",
    },
    deletionGracePeriodSeconds: { type: "integer", format: "int64" },
    labels: texts("Keys and values to organise and select objects by."),
    annotations: texts("Unstructured keys and values that tools store with an object."),
    finalizers: {
      type: "array",
      description: "What must be empty before the object is deleted.",
      items: { type: "string" },
      "x-kubernetes-list-type": "set",
      "x-kubernetes-patch-strategy": "merge",
    },
    ownerReferences: {
      type: "array",
      description: "The objects that this one depends on; it goes when all of them are gone.",
      items: {
        type: "object",
        "x-kubernetes-preserve-unknown-fields": true,
        "x-kubernetes-map-type": "atomic",
      },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["uid"],
      "x-kubernetes-patch-strategy": "merge",
      "x-kubernetes-patch-merge-key": "uid",
    },
    managedFields: {
      type: "array",
      description: "Which writer owns which fields.",
      items: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    },
  },
};

/** A kind's schema with the parts that every object has. */
export function withObjectParts(schema: Schema): Schema {
  const { apiVersion, kind, metadata, ...own } = schema.properties ?? {};
  return {
    ...schema,
    properties: {
      apiVersion: {
        type: "string",
        description: "The versioned schema of this representation.",
        ...apiVersion,
      },
      kind: { type: "string", description: "The REST resource that this object represents.", ...kind },
      metadata:
        metadata?.properties === undefined
          ? METADATA
          : { ...METADATA, ...metadata, properties: { ...METADATA.properties, ...metadata.properties } },
      ...own,
    },
  };
}
