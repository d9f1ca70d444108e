import { celEnv, type CelInput, parse, plan as compile } from "@bufbuild/cel";
import Ajv from "ajv";
import type { CelRule, Node } from "../crd-schema.ts";

const ajv = new Ajv({ strict: false, allErrors: true });
const environment = celEnv();
/** Compiling takes longer than checking. */
const compiled = new WeakMap<Node, ReturnType<typeof ajv.compile>>();
const rules = new Map<string, ReturnType<typeof compile>>();

function evaluatorOf(rule: string): ReturnType<typeof compile> {
  const evaluate = rules.get(rule) ?? compile(environment, parse(rule));
  rules.set(rule, evaluate);
  return evaluate;
}

/**
 * What an API server would answer to an object of this schema: OpenAPI first, then the CEL rules, all the
 * way down. It stands in for the real one, which the cluster suites ask.
 */
export function crdProblems(schema: Node, value: unknown): string[] {
  const check = compiled.get(schema) ?? ajv.compile(asJsonSchema(schema));
  compiled.set(schema, check);
  if (!check(value)) return (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  return [...celProblems(schema, value, "")];
}

/** OpenAPI 3.0 says exclusive bounds as flags beside the bound; JSON Schema as numbers. */
function asJsonSchema(node: Node): Node {
  const {
    "x-kubernetes-validations": _,
    minimum,
    maximum,
    exclusiveMinimum,
    exclusiveMaximum,
    format,
    ...rest
  } = node;
  return {
    ...rest,
    ...(minimum === undefined ? {} : { [exclusiveMinimum ? "exclusiveMinimum" : "minimum"]: minimum }),
    ...(maximum === undefined ? {} : { [exclusiveMaximum ? "exclusiveMaximum" : "maximum"]: maximum }),
    ...(node.properties ? { properties: mapValues(node.properties, asJsonSchema) } : {}),
    ...(node.items ? { items: asJsonSchema(node.items) } : {}),
  };
}

function* celProblems(node: Node, value: unknown, path: string): Iterable<string> {
  for (const { rule, message } of (node["x-kubernetes-validations"] ?? []) as CelRule[]) {
    const result = evaluatorOf(rule)({ self: toCel(value) });
    if (result !== true) yield `${path}: ${message}${result === false ? "" : ` (${String(result)})`}`;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* celProblems(node.items ?? {}, item, `${path}[${index}]`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, held] of Object.entries(value)) {
      const child = node.properties?.[key];
      if (child) yield* celProblems(child, held, `${path}.${key}`);
    }
  }
}

function toCel(value: unknown): CelInput {
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value === "object" && value !== null) return new Map(Object.entries(mapValues(value, toCel)));
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  return value as CelInput;
}

const mapValues = <T, R>(record: { [key: string]: T } | object, change: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as T)]));
