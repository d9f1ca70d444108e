import { clone, define, isObject, type Json, type JsonObject } from "../json.ts";
import { childOf, type Schema } from "./schema.ts";

/** Fills in the defaults of the schema; a `null` that is not allowed counts as absent where there is one. */
export function withDefaults(value: Json, schema: Schema): Json {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => withDefaults(item, items));
  }
  if (!isObject(value)) return value;
  const result: JsonObject = { ...value };
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const given = Object.hasOwn(result, key) ? result[key] : undefined;
    const isMissing = given === undefined || (given === null && child.nullable !== true);
    if (isMissing && child.default !== undefined) define(result, key, clone(child.default));
  }
  // A null that the schema does not allow, and that no default stands for, counts as absent.
  for (const key of Object.keys(result)) {
    const type = result[key] === null ? childOf(schema, key) : undefined;
    if (type !== undefined && type.nullable !== true && type.type !== undefined) delete result[key];
  }
  for (const [key, child] of Object.entries(result)) {
    const type = childOf(schema, key);
    if (type !== undefined) define(result, key, withDefaults(child, type));
  }
  return result;
}
