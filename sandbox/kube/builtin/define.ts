import { ALL_VERBS, type Column, type Resource, type ScalePaths } from "../resource.ts";
import type { Schema } from "../schema/schema.ts";
import { withObjectParts } from "../schema/metadata.ts";
import { AGE, NAME } from "../table/columns.ts";

/** Built-in kinds keep what their schema here does not name: the schema says only what merging needs. */
export function loose(properties: { [name: string]: Schema } = {}): Schema {
  return { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties };
}

/** The top level of a kind: fields that it does not name are unknown. */
export function kindOf(properties: { [name: string]: Schema }): Schema {
  return { type: "object", properties };
}

/** A value that is kept as it is, of any type. */
export const ANY: Schema = { "x-kubernetes-preserve-unknown-fields": true };

export const REPLICAS: ScalePaths = {
  specReplicas: ["spec", "replicas"],
  statusReplicas: ["status", "replicas"],
  selector: undefined,
};

type Definition = {
  group: string;
  version?: string;
  plural: string;
  kind: string;
  shortNames?: readonly string[];
  categories?: readonly string[];
  namespaced?: boolean;
  status?: boolean;
  scale?: ScalePaths;
  generation?: Resource["generation"];
  unconditionalUpdate?: boolean;
  schema: Schema;
  columns?: readonly Column[];
  nameColumn?: boolean;
};

export function builtin(definition: Definition): Resource {
  const version = definition.version ?? "v1";
  return {
    group: definition.group,
    plural: definition.plural,
    singular: definition.kind.toLowerCase(),
    kind: definition.kind,
    listKind: `${definition.kind}List`,
    shortNames: definition.shortNames ?? [],
    categories: definition.categories ?? [],
    namespaced: definition.namespaced ?? true,
    storageVersion: version,
    versions: [
      {
        name: version,
        schema: withObjectParts(definition.schema),
        custom: false,
        status: definition.status ?? false,
        scale: definition.scale,
        columns: [...(definition.nameColumn === false ? [] : [NAME]), ...(definition.columns ?? [AGE])],
      },
    ],
    verbs: ALL_VERBS,
    generation: definition.generation ?? "none",
    unconditionalUpdate: definition.unconditionalUpdate ?? true,
  };
}
