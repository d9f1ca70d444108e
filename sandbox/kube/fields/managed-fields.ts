import { asArray, asString, isObject, type JsonObject } from "../json.ts";
import { type KubeObject, metadataOf } from "../object.ts";
import type { Schema } from "../schema/schema.ts";
import { compareFields, elementsOf, type FieldSet, fromFieldsV1, toFieldsV1 } from "./field-set.ts";

export type Operation = "Apply" | "Update";

/** Who writes: one entry of `managedFields` for each different one. */
export type Manager = { name: string; operation: Operation; apiVersion: string; subresource: string };

export type Owned = { manager: Manager; time: string; fields: FieldSet };

/** What nobody owns: identity and what the server itself keeps. */
const UNOWNED = new Set([
  "f:apiVersion",
  "f:kind",
  "f:metadata",
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
  ].map((field) => `f:metadata\u0000f:${field}`),
]);

const parsed = new WeakMap<object, FieldSet>();

/** Field sets of stored entries are parsed once: the objects are frozen and shared. */
function fieldsIn(entry: JsonObject): FieldSet {
  const fieldsV1 = entry["fieldsV1"];
  if (!isObject(fieldsV1)) return new Set();
  const known = parsed.get(fieldsV1);
  if (known !== undefined) return known;
  const fields = fromFieldsV1(fieldsV1);
  if (Object.isFrozen(fieldsV1)) parsed.set(fieldsV1, fields);
  return fields;
}

export function ownersIn(object: KubeObject | undefined): Owned[] {
  return asArray(object === undefined ? undefined : metadataOf(object)["managedFields"])
    .filter(isObject)
    .map((entry) => ({
      manager: {
        name: asString(entry["manager"]),
        operation: entry["operation"] === "Apply" ? "Apply" : "Update",
        apiVersion: asString(entry["apiVersion"]),
        subresource: asString(entry["subresource"]),
      },
      time: asString(entry["time"]),
      fields: fieldsIn(entry),
    }));
}

export function toManagedFields(owned: readonly Owned[]): JsonObject[] {
  const rank = ({ manager, time }: Owned): string =>
    [manager.operation, time, manager.name, manager.apiVersion, manager.subresource].join("\u0000");
  return [...owned]
    .filter((item) => item.fields.size > 0)
    .sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))
    .map(({ manager, time, fields }) => ({
      manager: manager.name,
      operation: manager.operation,
      apiVersion: manager.apiVersion,
      ...(time === "" ? {} : { time }),
      fieldsType: "FieldsV1",
      fieldsV1: toFieldsV1(fields),
      ...(manager.subresource === "" ? {} : { subresource: manager.subresource }),
    }));
}

/** Appliers are told apart by name alone, other writers by the version they write too. */
export const sameManager = (a: Manager, b: Manager): boolean =>
  a.name === b.name &&
  a.operation === b.operation &&
  (a.operation === "Apply" || a.apiVersion === b.apiVersion) &&
  a.subresource === b.subresource;

/** A writer of `/status` owns only status, any other writer everything else (where status is separate). */
export function isOwnable(path: string, subresource: string, hasStatus: boolean): boolean {
  if (UNOWNED.has(path)) return false;
  if (!hasStatus) return true;
  const isStatus = elementsOf(path)[0] === "f:status";
  return subresource === "status" ? isStatus : !isStatus;
}

export function difference(a: FieldSet, b: FieldSet): Set<string> {
  return new Set([...a].filter((path) => !b.has(path)));
}

/**
 * The owners after a write that was not an apply: the writer owns what it changed or added, and everybody else
 * loses that; what was removed nobody owns. Undefined when no owner changed.
 */
export function ownersAfterUpdate(
  before: KubeObject,
  after: KubeObject,
  options: { live: readonly Owned[]; manager: Manager; schema: Schema; hasStatus: boolean; now: string },
): Owned[] {
  const { live, manager, schema, hasStatus, now } = options;
  const { added, modified, removed } = compareFields(before, after, schema);
  const written = new Set(
    [...added, ...modified].filter((path) => isOwnable(path, manager.subresource, hasStatus)),
  );
  if (written.size === 0 && removed.size === 0) return [...live];
  let found = false;
  const owners = live.map((item): Owned => {
    const isWriter = sameManager(item.manager, manager);
    found ||= isWriter;
    const kept = difference(item.fields, removed);
    const fields = isWriter ? new Set([...kept, ...written]) : difference(kept, written);
    if (fields.size === item.fields.size && [...fields].every((path) => item.fields.has(path))) return item;
    return { manager: item.manager, time: isWriter ? now : item.time, fields };
  });
  if (!found) owners.push({ manager, time: now, fields: written });
  return owners.filter((item) => item.fields.size > 0);
}
