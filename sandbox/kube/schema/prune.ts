import { define, isObject, type Json, type JsonObject } from "../json.ts";
import { childOf, type Schema } from "./schema.ts";

export const META_FIELDS: ReadonlySet<string> = new Set([
  "name",
  "generateName",
  "namespace",
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
]);

export type Pruned = { value: Json; unknown: string[] };

const dotted = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

/** Removes what the schema does not name, and says what that was (`spec.phases[0].bogus`). */
export function prune(root: JsonObject, schema: Schema): Pruned {
  const unknown: string[] = [];

  const pruneObject = (
    value: JsonObject,
    type: Schema | undefined,
    path: string,
    isResource: boolean,
  ): Json => {
    const preserve = type?.["x-kubernetes-preserve-unknown-fields"] === true;
    const result: JsonObject = {};
    for (const [key, child] of Object.entries(value)) {
      const childPath = dotted(path, key);
      if (isResource && (key === "apiVersion" || key === "kind")) {
        define(result, key, child);
      } else if (isResource && key === "metadata") {
        define(result, key, pruneMetadata(child, childPath));
      } else {
        const childType = type === undefined ? undefined : childOf(type, key);
        const isAny = type?.additionalProperties === true;
        if (childType !== undefined) define(result, key, pruneValue(child, childType, childPath));
        else if (preserve || isAny) define(result, key, child);
        else unknown.push(childPath);
      }
    }
    return result;
  };

  const pruneMetadata = (value: Json, path: string): Json => {
    if (!isObject(value)) return value;
    const result: JsonObject = {};
    for (const [key, child] of Object.entries(value)) {
      if (META_FIELDS.has(key)) define(result, key, child);
      else unknown.push(dotted(path, key));
    }
    return result;
  };

  const pruneValue = (value: Json, type: Schema, path: string): Json => {
    if (Array.isArray(value)) {
      const { items } = type;
      return items === undefined
        ? value
        : value.map((item, index) => pruneValue(item, items, `${path}[${index}]`));
    }
    if (!isObject(value)) return value;
    if (isUntyped(type)) return value;
    return pruneObject(value, type, path, type["x-kubernetes-embedded-resource"] === true);
  };

  return { value: pruneObject(root, schema, "", true), unknown };
}

/** A preserved value whose schema names no parts is kept as it is. */
function isUntyped(type: Schema): boolean {
  return (
    type["x-kubernetes-preserve-unknown-fields"] === true &&
    type.properties === undefined &&
    type.additionalProperties === undefined &&
    type["x-kubernetes-embedded-resource"] !== true
  );
}
