import type { CelInput } from "@bufbuild/cel";
import { isObject, type Json } from "../json.ts";
import { childOf, type Schema } from "./schema.ts";

/** Words of CEL that Kubernetes escapes in field names: `self.__namespace__`. */
const RESERVED = new Set([
  "true",
  "false",
  "null",
  "in",
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

export function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}

const isDeclared = (schema: Schema | undefined, name: string): boolean =>
  schema?.properties !== undefined && Object.hasOwn(schema.properties, name);

/** Field names inside objects with declared fields are escaped, keys of maps are not. */
export const celName = (schema: Schema | undefined, name: string): string =>
  isDeclared(schema, name) ? escapedName(name) : name;

/** JSON as CEL sees it by its schema: integers are `int`, other numbers `double`, objects maps. */
export function toCelInput(value: Json, schema: Schema | undefined): CelInput {
  if (Array.isArray(value)) return value.map((item) => toCelInput(item, schema?.items));
  if (isObject(value)) {
    return new Map<string, CelInput>(
      Object.entries(value).map(([key, item]) => [
        celName(schema, key),
        toCelInput(item, childOf(schema, key)),
      ]),
    );
  }
  if (typeof value === "number") {
    const isDouble = schema?.type === "number" || !Number.isInteger(value);
    return isDouble ? value : BigInt(value);
  }
  return value;
}
