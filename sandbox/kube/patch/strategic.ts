import { asArray, clone, deepEqual, define, isObject, type Json, type JsonObject } from "../json.ts";
import { childOf, type Schema } from "../schema/schema.ts";
import { badRequest } from "../status-error.ts";

const DELETE_FROM = "$deleteFromPrimitiveList/";
const ORDER = "$setElementOrder/";

/** Lists of objects are merged by this key; undefined: the list is replaced or is one of scalars. */
function mergeKeyOf(schema: Schema | undefined): string | undefined {
  return schema?.["x-kubernetes-patch-strategy"]?.includes("merge") === true
    ? schema["x-kubernetes-patch-merge-key"]
    : undefined;
}

const isMergedSet = (schema: Schema | undefined): boolean =>
  schema?.["x-kubernetes-patch-strategy"]?.includes("merge") === true &&
  schema["x-kubernetes-patch-merge-key"] === undefined;

/** A value that comes from a patch and has nothing to merge with: without its directives and its nulls. */
function plain(value: Json): Json {
  if (Array.isArray(value)) {
    return value.filter((item) => !isObject(item) || item["$patch"] === undefined).map(plain);
  }
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (!key.startsWith("$") && item !== null) define(result, key, plain(item));
  }
  return result;
}

type Id = (item: Json) => Json | undefined;

const positionIn = (items: readonly Json[], item: Json, id: Id): number =>
  items.findIndex((other) => deepEqual(id(other), id(item)));

/**
 * The order of a merged list: what the patch names in the patch's order, the rest in that of the server; between
 * the two the server's order decides where it knows both, and the patch's items come first where it does not.
 */
function ordered(merged: readonly Json[], live: readonly Json[], order: readonly Json[], id: Id): Json[] {
  const named = merged
    .filter((item) => positionIn(order, item, id) >= 0)
    .sort((a, b) => positionIn(order, a, id) - positionIn(order, b, id));
  const others = merged.filter((item) => positionIn(order, item, id) < 0);
  const result: Json[] = [];
  while (others.length > 0 && named.length > 0) {
    const left = positionIn(live, others[0] as Json, id);
    const right = positionIn(live, named[0] as Json, id);
    const from = left >= 0 && right >= 0 && left < right ? others : named;
    result.push(from.shift() as Json);
  }
  return [...result, ...named, ...others];
}

function mergeObjects(
  live: Json[],
  patch: Json[],
  order: Json[],
  schema: Schema | undefined,
  key: string,
): Json[] {
  const replaces = patch.some((item) => isObject(item) && item["$patch"] === "replace");
  if (replaces) return plain(patch) as Json[];
  let items = [...live];
  for (const change of patch) {
    if (!isObject(change)) continue;
    const id = change[key];
    if (id === undefined)
      throw badRequest(`map: ${JSON.stringify(change)} does not contain declared merge key: ${key}`);
    const position = items.findIndex((item) => isObject(item) && deepEqual(item[key], id));
    if (change["$patch"] === "delete") items = items.filter((_, index) => index !== position);
    else if (position < 0) items.push(plain(change));
    else items[position] = strategicMerge(items[position], change, schema?.items);
  }
  return ordered(items, live, order, (item) => (isObject(item) ? item[key] : item));
}

function mergeList(live: Json | undefined, patch: Json[], order: Json[], schema: Schema | undefined): Json[] {
  const before = asArray(live);
  const key = mergeKeyOf(schema);
  if (key !== undefined) return mergeObjects(before, patch, order, schema, key);
  if (!isMergedSet(schema)) return plain(patch) as Json[];
  const added = patch.filter((item) => !before.some((known) => deepEqual(known, item)));
  return [...before, ...added.map((item) => clone(item))];
}

/** `$deleteFromPrimitiveList/x`, and `$setElementOrder/x` of lists that the patch does not name otherwise. */
function applyDirectives(result: JsonObject, patch: JsonObject, schema: Schema | undefined): void {
  for (const [directive, value] of Object.entries(patch)) {
    if (directive.startsWith(DELETE_FROM)) {
      const field = directive.slice(DELETE_FROM.length);
      const unwanted = asArray(value);
      const rest = asArray(result[field]).filter((item) => !unwanted.some((gone) => deepEqual(gone, item)));
      define(result, field, rest);
    } else if (directive.startsWith(ORDER)) {
      const field = directive.slice(ORDER.length);
      const live = result[field];
      if (Object.hasOwn(patch, field) || !Array.isArray(live)) continue;
      const key = mergeKeyOf(childOf(schema, field));
      const id: Id = (item) => (key !== undefined && isObject(item) ? item[key] : item);
      define(result, field, ordered(live, live, asArray(value), id));
    }
  }
}

/** Kubernetes' strategic merge patch: like a merge patch, but lists with a merge key are merged item by item. */
export function strategicMerge(live: Json | undefined, patch: Json, schema: Schema | undefined): Json {
  if (!isObject(patch)) return clone(patch);
  if (patch["$patch"] === "replace") return plain(patch);
  if (patch["$patch"] === "delete") return {};
  const result: JsonObject = isObject(live) ? { ...live } : {};
  const retained = patch["$retainKeys"];
  if (Array.isArray(retained)) {
    for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key];
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$")) continue;
    const type = childOf(schema, key);
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    if (value === null) delete result[key];
    else if (Array.isArray(value))
      define(result, key, mergeList(before, value, asArray(patch[`${ORDER}${key}`] ?? value), type));
    else if (!isObject(value)) define(result, key, value);
    else define(result, key, before === undefined ? plain(value) : strategicMerge(before, value, type));
  }
  applyDirectives(result, patch, schema);
  return result;
}
