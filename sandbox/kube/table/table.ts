import type { Json, JsonObject } from "../json.ts";
import { type KubeObject, metadataOf } from "../object.ts";
import type { Column, ServedVersion } from "../resource.ts";

/** How much of the object each row carries: `includeObject` of the query. */
export type IncludeObject = "None" | "Metadata" | "Object";

function definition(column: Column): JsonObject {
  return {
    name: column.name,
    type: column.type,
    format: column.format ?? "",
    description: column.description,
    priority: column.priority,
  };
}

function row(
  object: KubeObject,
  columns: readonly Column[],
  include: IncludeObject,
  now: number,
): JsonObject {
  const cells: Json[] = columns.map((column) => column.cell(object, now));
  if (include === "None") return { cells, object: null };
  if (include === "Object") return { cells, object };
  return { cells, object: partialMetadata(object) };
}

export function partialMetadata(object: KubeObject): KubeObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: metadataOf(object) };
}

/** A `meta.k8s.io/v1` Table; watches leave out the column definitions after the first event. */
export function tableOf(
  objects: readonly KubeObject[],
  version: ServedVersion,
  options: { include: IncludeObject; now: number; metadata: JsonObject; withColumns: boolean },
): JsonObject {
  const { columns } = version;
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: options.metadata,
    columnDefinitions: options.withColumns ? columns.map(definition) : [],
    rows: objects.map((object) => row(object, columns, options.include, options.now)),
  };
}
