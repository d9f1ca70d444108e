import { asObject, asString, at, type Json } from "../json.ts";
import type { KubeObject } from "../object.ts";
import type { Column } from "../resource.ts";
import { AGE as AGE_DATE } from "../table/columns.ts";

/** Built-in kinds call their ages strings. */
export const AGE: Column = { ...AGE_DATE, type: "string" };

export const number = (object: KubeObject, ...path: string[]): number => {
  const value = at(object, ...path);
  return typeof value === "number" ? value : 0;
};

export const text = (object: KubeObject, ...path: string[]): string => asString(at(object, ...path));
export const size = (value: Json | undefined): number =>
  Array.isArray(value) ? value.length : Object.keys(asObject(value)).length;
export const orNone = (value: string): string => (value === "" ? "<none>" : value);

export function selectorText(selector: Json | undefined): string {
  const labels = asObject(asObject(selector)["matchLabels"] ?? selector);
  const parts = Object.entries(labels)
    .filter(([, value]) => typeof value === "string")
    .map(([key, value]) => `${key}=${String(value)}`);
  return orNone(parts.sort().join(","));
}

export const WIDE = { wide: true };
