import { z } from "zod";
import { BOUNDS } from "./fields.ts";
import { PlanSchema } from "./schema.ts";

/** A node of an OpenAPI v3 schema as Kubernetes reads it. */
export type Node = {
  type?: string;
  description?: string;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: Node;
  required?: string[];
  [keyword: string]: unknown;
};

/** One CEL rule: it must say which field is wrong, because the server names only the object that holds it. */
export type CelRule = { rule: string; message: string; fieldPath?: string };

/** The structural schema of a Migration's `spec`, without the rules that cross fields. */
export function specSchema(): Node {
  const schema = z.toJSONSchema(PlanSchema, {
    io: "input",
    target: "openapi-3.0",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodUnion) becomeAllOrNames(jsonSchema);
      if (zodSchema instanceof z.ZodRecord) becomeBoundedMap(jsonSchema);
    },
  }) as Node;
  return asStructural(schema);
}

/**
 * `slos: all` or names: a structural schema knows no union of types, so this is any value, of which text
 * must be "all" and lists must be short. Crossfade checks the rest.
 */
function becomeAllOrNames(schema: object): void {
  for (const key of Object.keys(schema)) delete (schema as Node)[key];
  Object.assign(schema, {
    "x-kubernetes-preserve-unknown-fields": true,
    pattern: "^all$",
    minItems: 1,
    maxItems: BOUNDS.slos,
    maxProperties: 0,
  });
}

/** A map of text stays one; a merge patch, whose values can be anything, keeps what it holds. */
function becomeBoundedMap(schema: object): void {
  const node = schema as Node;
  delete node["propertyNames"];
  if (node.additionalProperties?.type === "string") {
    node["maxProperties"] = BOUNDS.labels;
    return;
  }
  delete node.additionalProperties;
  node["x-kubernetes-preserve-unknown-fields"] = true;
  node["maxProperties"] = BOUNDS.mergeKeys;
}

/** Without what a structural schema may not say: it prunes unknown fields by itself. */
function asStructural(node: Node): Node {
  const { $schema, additionalProperties, ...rest } = node;
  const structural: Node = rest;
  if (node.properties) {
    structural.properties = Object.fromEntries(
      Object.entries(node.properties).map(([name, held]) => [name, asStructural(held)]),
    );
  } else if (additionalProperties) structural.additionalProperties = additionalProperties;
  if (node.items) structural.items = asStructural(node.items);
  return structural;
}

/** Finds a node by a path such as `phases[].stages[]`; "" is the root. A path that is not there is a mistake here. */
export function nodeAt(root: Node, path: string): Node {
  return path
    .replaceAll("[]", ".[]")
    .split(".")
    .filter((part) => part !== "")
    .reduce((node, part) => {
      const next = part === "[]" ? node.items : node.properties?.[part];
      if (next === undefined) throw new Error(`the schema has no ${path}`);
      return next;
    }, root);
}
