import { clone, define, isObject, type Json, type JsonObject } from "../json.ts";
import { childOf, type Schema } from "../schema/schema.ts";
import { conflict, type Subject } from "../status-error.ts";
import {
  compareFields,
  elementsOf,
  type FieldSet,
  fieldsOf,
  isBelow,
  isLeaf,
  itemsByElement,
  listKind,
} from "./field-set.ts";
import { difference, isOwnable, type Manager, type Owned, sameManager } from "./managed-fields.ts";

/** Merges an applied object into the live one: by field, by merge key, or as a whole where the schema says so. */
export function mergeTyped(live: Json | undefined, applied: Json, schema: Schema | undefined): Json {
  if (isLeaf(applied, schema)) return clone(applied);
  if (Array.isArray(applied)) {
    const items = itemsByElement(Array.isArray(live) ? live : [], schema);
    const itemSchema = listKind(schema) === "map" ? schema?.items : undefined;
    for (const [element, item] of itemsByElement(applied, schema)) {
      items.set(
        element,
        listKind(schema) === "map" ? mergeTyped(items.get(element), item, itemSchema) : clone(item),
      );
    }
    return [...items.values()];
  }
  if (!isObject(applied)) return applied;
  const result: JsonObject = isObject(live) ? { ...live } : {};
  for (const [key, value] of Object.entries(applied)) {
    define(
      result,
      key,
      mergeTyped(Object.hasOwn(result, key) ? result[key] : undefined, value, childOf(schema, key)),
    );
  }
  return result;
}

const isEmpty = (value: Json): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** A copy without the fields at the given paths. */
export function removeFields(value: Json, schema: Schema | undefined, paths: readonly string[][]): Json {
  if (paths.length === 0) return value;
  const below = new Map<string, string[][]>();
  for (const [element, ...rest] of paths) {
    if (element !== undefined) below.set(element, [...(below.get(element) ?? []), rest]);
  }
  const isGone = (element: string): boolean => below.get(element)?.some((rest) => rest.length === 0) === true;
  if (Array.isArray(value)) {
    return [...itemsByElement(value, schema)]
      .filter(([element]) => !isGone(element))
      .map(([element, item]) => removeFields(item, schema?.items, below.get(element) ?? []));
  }
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    const element = `f:${key}`;
    if (isGone(element)) continue;
    const inner = below.get(element);
    const rest = inner === undefined ? child : removeFields(child, childOf(schema, key), inner);
    // What becomes empty by a removal goes too.
    if (inner === undefined || !isEmpty(rest)) define(result, key, rest);
  }
  return result;
}

/** A path as messages write it: `.spec.containers[name="x"].image`. */
export function pathText(path: string): string {
  return elementsOf(path)
    .map((element) => {
      if (element.startsWith("f:")) return `.${element.slice(2)}`;
      if (element.startsWith("v:")) return `[=${element.slice(2)}]`;
      const keys = Object.entries(JSON.parse(element.slice(2)) as JsonObject);
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
    })
    .join("");
}

function managerText(manager: Manager): string {
  const name = JSON.stringify(manager.name);
  const withSubresource =
    manager.subresource === "" ? name : `${name} with subresource ${JSON.stringify(manager.subresource)}`;
  return manager.operation === "Update" ? `${withSubresource} using ${manager.apiVersion}` : withSubresource;
}

type Clash = { manager: string; path: string };

function refuse(subject: Subject, clashes: readonly Clash[]): never {
  const [first] = clashes;
  const causes = clashes.map((clash) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${clash.manager}`,
    field: clash.path,
  }));
  const managers = [...new Set(clashes.map((clash) => clash.manager))].sort();
  const lines = managers.map(
    (manager) =>
      `conflicts with ${manager}:\n${clashes
        .filter((clash) => clash.manager === manager)
        .map((clash) => `- ${clash.path}`)
        .join("\n")}`,
  );
  const message =
    clashes.length === 1
      ? `Apply failed with 1 conflict: conflict with ${first?.manager}: ${first?.path}`
      : `Apply failed with ${clashes.length} conflicts: ${lines.join("\n")}`;
  throw conflict(subject, message, causes);
}

export type ApplyOptions = {
  live: readonly Owned[];
  manager: Manager;
  schema: Schema;
  hasStatus: boolean;
  force: boolean;
  subject: Subject;
  now: string;
};

export type Applied = { object: JsonObject; owners: Owned[] };

/**
 * Server-side apply: the live object with what was applied, without what this manager applied before and no
 * longer names (unless somebody else owns it). Fields of others that would change are a 409, or taken over with
 * `force`.
 */
export function apply(live: JsonObject, applied: JsonObject, options: ApplyOptions): Applied {
  const { manager, schema, hasStatus, force, subject, now } = options;
  const wanted = new Set(
    [...fieldsOf(applied, schema)].filter((path) => isOwnable(path, manager.subresource, hasStatus)),
  );
  const merged = mergeTyped(live, applied, schema);
  const { added, modified, removed } = compareFields(live, merged, schema);
  const changed = new Set([...added, ...modified, ...removed]);
  const isMine = (item: Owned): boolean => sameManager(item.manager, manager);
  const others = options.live.filter((item) => !isMine(item));
  const clashes = others.flatMap((item) =>
    [...item.fields]
      .filter((path) => changed.has(path))
      .map((path) => ({ manager: managerText(item.manager), path: pathText(path) })),
  );
  if (clashes.length > 0 && !force) refuse(subject, clashes);
  const kept = others.map((item) => ({ ...item, fields: difference(item.fields, changed) }));
  const before: FieldSet = options.live.find(isMine)?.fields ?? new Set();
  const owned = [...wanted, ...kept.flatMap((item) => [...item.fields])];
  const isOwned = (path: string): boolean => owned.some((other) => other === path || isBelow(other, path));
  const gone = [...before].filter((path) => !isOwned(path));
  const object = removeFields(merged, schema, gone.map(elementsOf)) as JsonObject;
  const mine = options.live.find(isMine);
  const isSame =
    mine !== undefined &&
    mine.fields.size === wanted.size &&
    [...wanted].every((path) => mine.fields.has(path));
  const owners: Owned[] = [{ manager, time: isSame ? mine.time : now, fields: wanted }, ...kept];
  return { object, owners: owners.filter((item) => item.fields.size > 0) };
}
