import { itemElement, listKind } from "../fields/field-set.ts";
import { deepEqual, isObject, type Json, type JsonObject } from "../json.ts";
import { hasFormat } from "./formats.ts";
import {
  child,
  duplicate,
  invalidValue,
  keyed,
  type Problem,
  required,
  tooLong,
  tooMany,
  typeName,
  unsupported,
  wrongFormat,
  wrongType,
} from "./problem.ts";
import { childOf, type Schema } from "./schema.ts";

const patterns = new Map<string, RegExp>();

/** Patterns are RE2 in Kubernetes; JavaScript's differ in corners that schemas here do not use. */
function patternOf(source: string): RegExp {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const pattern = new RegExp(source, "u");
  patterns.set(source, pattern);
  return pattern;
}

function hasType(value: Json, type: string): boolean {
  const name = typeName(value);
  return name === type || (type === "number" && name === "integer");
}

function numberProblems(value: number, schema: Schema, path: string): Problem[] {
  const problems: Problem[] = [];
  const refuse = (why: string): void => {
    problems.push(invalidValue(path, value, `${path} in body should be ${why}`));
  };
  const { minimum, maximum, multipleOf } = schema;
  if (minimum !== undefined) {
    if (schema.exclusiveMinimum === true ? value <= minimum : value < minimum) {
      refuse(`greater than ${schema.exclusiveMinimum === true ? "" : "or equal to "}${minimum}`);
    }
  }
  if (maximum !== undefined) {
    if (schema.exclusiveMaximum === true ? value >= maximum : value > maximum) {
      refuse(`less than ${schema.exclusiveMaximum === true ? "" : "or equal to "}${maximum}`);
    }
  }
  if (multipleOf !== undefined && value % multipleOf !== 0) refuse(`a multiple of ${multipleOf}`);
  return problems;
}

function stringProblems(value: string, schema: Schema, path: string): Problem[] {
  const problems: Problem[] = [];
  const length = schema.maxLength === undefined && schema.minLength === undefined ? 0 : [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength)
    problems.push(tooLong(path, schema.maxLength));
  if (schema.minLength !== undefined && length < schema.minLength) {
    problems.push(
      invalidValue(path, value, `${path} in body should be at least ${schema.minLength} chars long`),
    );
  }
  if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value)) {
    problems.push(invalidValue(path, value, `${path} in body should match '${schema.pattern}'`));
  }
  if (schema.format !== undefined && !hasFormat(value, schema.format)) {
    problems.push(wrongFormat(path, value, schema.format));
  }
  return problems;
}

function listProblems(value: Json[], schema: Schema, path: string, old: Json | undefined): Problem[] {
  const problems: Problem[] = [];
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    problems.push(tooMany(path, value.length, schema.maxItems));
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    problems.push(
      invalidValue(path, value.length, `${path} in body should have at least ${schema.minItems} items`),
    );
  }
  const kind = listKind(schema);
  const elements = value.map((item) => (kind === "map" ? itemElement(item, schema) : JSON.stringify(item)));
  const olds = new Map<string, Json>();
  if (kind === "map" && Array.isArray(old)) for (const item of old) olds.set(itemElement(item, schema), item);
  value.forEach((item, index) => {
    const here = keyed(path, String(index));
    const element = elements[index] ?? "";
    if ((kind !== "atomic" || schema.uniqueItems === true) && elements.indexOf(element) < index) {
      problems.push(duplicate(here, kind === "map" ? (JSON.parse(element.slice(2)) as Json) : item));
    }
    if (schema.items !== undefined) problems.push(...problemsOf(item, schema.items, here, olds.get(element)));
  });
  return problems;
}

function objectProblems(value: JsonObject, schema: Schema, path: string, old: Json | undefined): Problem[] {
  const problems: Problem[] = [];
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) problems.push(required(child(path, name)));
  }
  const size = Object.keys(value).length;
  if (schema.maxProperties !== undefined && size > schema.maxProperties) {
    problems.push(tooMany(path, size, schema.maxProperties));
  }
  if (schema.minProperties !== undefined && size < schema.minProperties) {
    problems.push(
      invalidValue(path, size, `${path} in body should have at least ${schema.minProperties} properties`),
    );
  }
  for (const [key, item] of Object.entries(value)) {
    const type = childOf(schema, key);
    if (type === undefined) continue;
    problems.push(...problemsOf(item, type, child(path, key), isObject(old) ? old[key] : undefined));
  }
  return problems;
}

/** `oneOf`, `anyOf`, `allOf` and `not`, in the words of kube-openapi. */
function combinationProblems(value: Json, schema: Schema, path: string): Problem[] {
  const problems: Problem[] = [];
  const refuse = (why: string): void => {
    problems.push(invalidValue("", "", `"${path}" must ${why}`));
  };
  const alternatives = (schemas: readonly Schema[]) =>
    schemas.map((item) => problemsOf(value, item, path, undefined));
  const best = (all: readonly Problem[][]): Problem[] =>
    [...all].sort((a, b) => a.length - b.length)[0] ?? [];
  if (schema.allOf !== undefined) {
    const all = alternatives(schema.allOf).flat();
    problems.push(...all);
    if (all.length > 0) refuse("validate all the schemas (allOf)");
  }
  if (schema.anyOf !== undefined) {
    const all = alternatives(schema.anyOf);
    if (!all.some((list) => list.length === 0)) {
      refuse("validate at least one schema (anyOf)");
      problems.push(...best(all));
    }
  }
  if (schema.oneOf !== undefined) {
    const all = alternatives(schema.oneOf);
    const valid = all.filter((list) => list.length === 0).length;
    if (valid !== 1) {
      const found = valid === 0 ? "Found none valid" : `Found ${valid} valid alternatives`;
      refuse(`validate one and only one schema (oneOf). ${found}`);
      if (valid === 0) problems.push(...best(all));
    }
  }
  if (schema.not !== undefined && problemsOf(value, schema.not, path, undefined).length === 0) {
    refuse("not validate the schema (not)");
  }
  return problems;
}

function typeProblem(value: Json, schema: Schema, path: string): Problem | undefined {
  if (schema["x-kubernetes-int-or-string"] === true) {
    return hasType(value, "integer") || hasType(value, "string")
      ? undefined
      : wrongType(path, value, "integer,string");
  }
  if (schema.type === undefined || hasType(value, schema.type)) return undefined;
  return wrongType(path, value, schema.type);
}

/**
 * Every problem of a value. What an update leaves as it was is not judged again (`old` is the value before, where
 * it can be told which one that was), so that a stored object that a newer schema refuses can still be edited.
 */
export function problemsOf(value: Json, schema: Schema, path: string, old: Json | undefined): Problem[] {
  if (old !== undefined && deepEqual(value, old)) return [];
  if (value === null) {
    return schema.nullable === true || schema.type === undefined ? [] : [wrongType(path, value, schema.type)];
  }
  const wrong = typeProblem(value, schema, path);
  if (wrong !== undefined) return [wrong];
  const problems: Problem[] = [];
  if (schema.enum !== undefined && !schema.enum.some((item) => deepEqual(item, value))) {
    problems.push(unsupported(path, value, schema.enum));
  }
  if (typeof value === "number") problems.push(...numberProblems(value, schema, path));
  else if (typeof value === "string") problems.push(...stringProblems(value, schema, path));
  else if (Array.isArray(value)) problems.push(...listProblems(value, schema, path, old));
  else if (isObject(value)) problems.push(...objectProblems(value, schema, path, old));
  return [...problems, ...combinationProblems(value, schema, path)];
}
