import { asArray, asObject, asString, isObject, type Json, type JsonObject } from "../json.ts";
import type { KubeObject } from "../object.ts";
import {
  type Column,
  CUSTOM_VERBS,
  type Resource,
  type ScalePaths,
  type ServedVersion,
} from "../resource.ts";
import { withObjectParts } from "../schema/metadata.ts";
import type { Schema } from "../schema/schema.ts";
import { columnFromPath } from "../table/json-path.ts";
import { AGE, NAME } from "../table/columns.ts";

export const CRDS = "apiextensions.k8s.io/customresourcedefinitions";

const ANYTHING: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

const pathOf = (value: Json | undefined): string[] =>
  asString(value)
    .split(".")
    .filter((part) => part !== "");

function scaleOf(subresources: JsonObject): ScalePaths | undefined {
  const scale = subresources["scale"];
  if (!isObject(scale)) return undefined;
  const selector = pathOf(scale["labelSelectorPath"]);
  return {
    specReplicas: pathOf(scale["specReplicasPath"]),
    statusReplicas: pathOf(scale["statusReplicasPath"]),
    selector: selector.length === 0 ? undefined : selector,
  };
}

function columnsOf(version: JsonObject): Column[] {
  const columns = asArray(version["additionalPrinterColumns"]).filter(isObject).map(columnFromPath);
  return [NAME, ...(columns.length === 0 ? [AGE] : columns)];
}

function versionOf(version: JsonObject): ServedVersion {
  const subresources = asObject(version["subresources"]);
  const schema = asObject(version["schema"])["openAPIV3Schema"];
  return {
    name: asString(version["name"]),
    schema: withObjectParts(isObject(schema) ? schema : ANYTHING),
    custom: true,
    status: isObject(subresources["status"]),
    scale: scaleOf(subresources),
    columns: columnsOf(version),
  };
}

/** The kind that a CustomResourceDefinition defines. */
export function resourceOfCrd(crd: KubeObject): Resource {
  const spec = asObject(crd["spec"]);
  const names = asObject(spec["names"]);
  const versions = asArray(spec["versions"]).filter(isObject);
  const storage = versions.find((version) => version["storage"] === true);
  return {
    group: asString(spec["group"]),
    plural: asString(names["plural"]),
    singular: asString(names["singular"]) || asString(names["kind"]).toLowerCase(),
    kind: asString(names["kind"]),
    listKind: asString(names["listKind"]) || `${asString(names["kind"])}List`,
    shortNames: asArray(names["shortNames"]).map(asString),
    categories: asArray(names["categories"]).map(asString),
    namespaced: spec["scope"] === "Namespaced",
    storageVersion: asString(storage?.["name"]),
    versions: versions.filter((version) => version["served"] === true).map(versionOf),
    verbs: CUSTOM_VERBS,
    generation: "all",
    unconditionalUpdate: false,
  };
}

/** What the API server itself fills in on a definition: names, and the conditions that say it is served. */
export function completedCrd(crd: KubeObject, now: string): KubeObject {
  const spec = asObject(crd["spec"]);
  const names = asObject(spec["names"]);
  const kind = asString(names["kind"]);
  const accepted: JsonObject = {
    ...names,
    singular: asString(names["singular"]) || kind.toLowerCase(),
    listKind: asString(names["listKind"]) || `${kind}List`,
  };
  const versions = asArray(spec["versions"]).filter(isObject);
  const storage = versions.find((version) => version["storage"] === true);
  const before = asObject(crd["status"]);
  const stored = new Set([...asArray(before["storedVersions"]).map(asString), asString(storage?.["name"])]);
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    type,
    status: "True",
    lastTransitionTime: now,
    reason,
    message,
  });
  const conditions = asArray(before["conditions"]);
  return {
    ...crd,
    spec: { conversion: { strategy: "None" }, ...spec, names: accepted },
    status: {
      conditions:
        conditions.length > 0
          ? conditions
          : [
              condition("NamesAccepted", "NoConflicts", "no conflicts found"),
              condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
            ],
      acceptedNames: accepted,
      storedVersions: [...stored],
    },
  };
}
