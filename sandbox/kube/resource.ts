import type { Json } from "./json.ts";
import type { KubeObject } from "./object.ts";
import type { Schema } from "./schema/schema.ts";

export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";

/** In the order that kube-apiserver lists those of custom resources. */
export const CUSTOM_VERBS: readonly Verb[] = [
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "create",
  "update",
  "watch",
];

export const ALL_VERBS: readonly Verb[] = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
];

/** One column of a Table: where its cell comes from, and how kubectl shows it. */
export type Column = {
  name: string;
  type: "string" | "integer" | "number" | "boolean" | "date";
  format?: string;
  description: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  priority: number;
  cell: (object: KubeObject, now: number) => Json;
};

/** Where `/scale` finds its numbers in the object, as JSON paths without the leading dot. */
export type ScalePaths = { specReplicas: string[]; statusReplicas: string[]; selector: string[] | undefined };

export type ServedVersion = {
  name: string;
  schema: Schema;
  /** Undefined for built-in kinds, whose schema here is only as detailed as merging needs. */
  custom: boolean;
  status: boolean;
  scale: ScalePaths | undefined;
  columns: readonly Column[];
};

/** A kind the server stores. Every version serves the same stored object with its `apiVersion` rewritten. */
export type Resource = {
  group: string;
  plural: string;
  singular: string;
  kind: string;
  listKind: string;
  shortNames: readonly string[];
  categories: readonly string[];
  namespaced: boolean;
  storageVersion: string;
  versions: readonly ServedVersion[];
  verbs: readonly Verb[];
  /** Which changes count for `metadata.generation`; `none`: the kind has no generation. */
  generation: "spec" | "all" | "none";
  /** Whether a PUT may leave out the resourceVersion. */
  unconditionalUpdate: boolean;
};

export const resourceKey = (resource: { group: string; plural: string }): string =>
  `${resource.group}/${resource.plural}`;

export const apiVersionOf = (group: string, version: string): string =>
  group === "" ? version : `${group}/${version}`;

export function versionNamed(resource: Resource, name: string): ServedVersion | undefined {
  return resource.versions.find((version) => version.name === name);
}
