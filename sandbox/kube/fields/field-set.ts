import { define, isObject, type Json, type JsonObject } from "../json.ts";
import { childOf, type Schema } from "../schema/schema.ts";

/**
 * A set of field paths. A path is its elements joined by NUL; an element is `f:<field>`, `k:{"name":"x"}` (an
 * item of a list with merge keys) or `v:<json>` (an item of a set), as in `managedFields`.
 */
export type FieldSet = ReadonlySet<string>;

const JOIN = "\u0000";

export const joinPath = (parent: string, element: string): string =>
  parent === "" ? element : `${parent}${JOIN}${element}`;

export const elementsOf = (path: string): string[] => path.split(JOIN);

export function isBelow(path: string, ancestor: string): boolean {
  return path.startsWith(`${ancestor}${JOIN}`);
}

export type ListKind = "atomic" | "set" | "map";

export function listKind(schema: Schema | undefined): ListKind {
  return schema?.["x-kubernetes-list-type"] ?? "atomic";
}

export function isAtomicMap(schema: Schema | undefined): boolean {
  return schema?.["x-kubernetes-map-type"] === "atomic";
}

/** The path element of an item of a list with merge keys; defaults of the keys count. */
export function itemElement(item: Json, schema: Schema | undefined): string {
  const keys: JsonObject = {};
  for (const key of [...(schema?.["x-kubernetes-list-map-keys"] ?? [])].sort()) {
    const value = isObject(item) ? item[key] : undefined;
    const fallback = schema?.items?.properties?.[key]?.default;
    if (value !== undefined) keys[key] = value;
    else if (fallback !== undefined) keys[key] = fallback;
  }
  return `k:${JSON.stringify(keys)}`;
}

/** The items of a list by path element, for lists that are merged item by item. */
export function itemsByElement(list: readonly Json[], schema: Schema | undefined): Map<string, Json> {
  const isSet = listKind(schema) === "set";
  return new Map(
    list.map((item) => [isSet ? `v:${JSON.stringify(item)}` : itemElement(item, schema), item] as const),
  );
}

/** Whether a value is one field as a whole: a scalar, an atomic list or an atomic map. */
export function isLeaf(value: Json, schema: Schema | undefined): boolean {
  if (Array.isArray(value)) return listKind(schema) === "atomic";
  return !isObject(value) || isAtomicMap(schema);
}

/** Every field that an applied object names. */
export function fieldsOf(value: Json, schema: Schema | undefined): Set<string> {
  const fields = new Set<string>();
  const walk = (here: Json, type: Schema | undefined, path: string): void => {
    const isEmpty = isObject(here)
      ? Object.keys(here).length === 0
      : Array.isArray(here) && here.length === 0;
    if (isEmpty || isLeaf(here, type)) {
      if (path !== "") fields.add(path);
    } else if (Array.isArray(here)) {
      for (const [element, item] of itemsByElement(here, type)) {
        fields.add(joinPath(path, element));
        if (listKind(type) === "map") walk(item, type?.items, joinPath(path, element));
      }
    } else if (isObject(here)) {
      for (const [key, child] of Object.entries(here)) {
        const childPath = joinPath(path, `f:${key}`);
        const isDeclared = type?.properties !== undefined && Object.hasOwn(type.properties, key);
        if (!isDeclared) fields.add(childPath);
        walk(child, childOf(type, key), childPath);
      }
    }
  };
  walk(value, schema, "");
  return fields;
}

export type Difference = { added: Set<string>; modified: Set<string>; removed: Set<string> };

/** Which fields differ between two objects. */
export function compareFields(before: Json, after: Json, schema: Schema | undefined): Difference {
  const difference: Difference = { added: new Set(), modified: new Set(), removed: new Set() };
  const walk = (
    old: Json | undefined,
    now: Json | undefined,
    type: Schema | undefined,
    path: string,
  ): void => {
    if (old === now) return;
    const shape = now ?? old ?? null;
    const leaf = isLeaf(shape, type) || (old !== undefined && now !== undefined && !sameShape(old, now));
    if (path !== "") {
      if (old === undefined) difference.added.add(path);
      else if (now === undefined) difference.removed.add(path);
      else if (leaf && JSON.stringify(old) !== JSON.stringify(now)) difference.modified.add(path);
    }
    if (leaf) return;
    if (Array.isArray(shape)) {
      const olds = itemsByElement(Array.isArray(old) ? old : [], type);
      const nows = itemsByElement(Array.isArray(now) ? now : [], type);
      const itemType = listKind(type) === "map" ? type?.items : undefined;
      for (const element of new Set([...olds.keys(), ...nows.keys()])) {
        walk(olds.get(element), nows.get(element), itemType, joinPath(path, element));
      }
      return;
    }
    const olds = isObject(old) ? old : {};
    const nows = isObject(now) ? now : {};
    for (const key of new Set([...Object.keys(olds), ...Object.keys(nows)])) {
      walk(olds[key], nows[key], childOf(type, key), joinPath(path, `f:${key}`));
    }
  };
  walk(before, after, schema, "");
  return difference;
}

function sameShape(a: Json, b: Json): boolean {
  return Array.isArray(a) === Array.isArray(b) && isObject(a) === isObject(b);
}

/** The set as `fieldsV1`: nested objects, `{}` for a field, `"."` where a node with children is one itself. */
export function toFieldsV1(fields: FieldSet): JsonObject {
  const root: JsonObject = {};
  const nodes = new Map<string, JsonObject>([["", root]]);
  const nodeAt = (elements: readonly string[]): JsonObject => {
    const path = elements.join(JOIN);
    const known = nodes.get(path);
    if (known !== undefined) return known;
    const node: JsonObject = {};
    define(nodeAt(elements.slice(0, -1)), elements.at(-1) ?? "", node);
    nodes.set(path, node);
    return node;
  };
  const sorted = [...fields].sort();
  for (const path of sorted) nodeAt(elementsOf(path));
  for (const path of sorted) {
    const node = nodes.get(path);
    if (node !== undefined && Object.keys(node).length > 0) node["."] = {};
  }
  return root;
}

/** The inverse of `toFieldsV1`. */
export function fromFieldsV1(fieldsV1: JsonObject): Set<string> {
  const fields = new Set<string>();
  const walk = (node: JsonObject, path: string): void => {
    const keys = Object.keys(node);
    if (keys.length === 0 && path !== "") fields.add(path);
    for (const key of keys) {
      if (key === ".") fields.add(path);
      else walk(node[key] as JsonObject, joinPath(path, key));
    }
  };
  walk(fieldsV1, "");
  return fields;
}
