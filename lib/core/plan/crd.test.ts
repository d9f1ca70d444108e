import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { journalEntryCrd, migrationCrd } from "./crd.ts";
import { crdFiles } from "./crd-files.ts";
import { type Node, nodeAt } from "./crd-schema.ts";
import { crdProblems } from "./testing/crd-validate.ts";
import { exampleSpec } from "./testing/example.ts";
import { mutate } from "./testing/mutate.ts";
import { MUTATIONS } from "./testing/mutations.ts";

type Crd = { spec: { versions: [{ schema: { openAPIV3Schema: Node } }] } };
const schemaOf = (crd: object) => (crd as Crd).spec.versions[0].schema.openAPIV3Schema;
const migration = schemaOf(migrationCrd());
const named = (name: string, spec: unknown) => ({ metadata: { name }, spec });

it("is committed as it is generated: run scripts/generate-crds.ts after a change", () => {
  for (const { name, text } of crdFiles()) {
    expect(readFileSync(new URL(`../../../deploy/crds/${name}`, import.meta.url), "utf8"), name).toBe(text);
  }
});

/** Every node of a schema with its path. */
function* nodes(node: Node, path: string): Iterable<[string, Node]> {
  yield [path, node];
  if (node.items) yield* nodes(node.items, `${path}[]`);
  for (const [key, child] of Object.entries(node.properties ?? {})) yield* nodes(child, `${path}.${key}`);
}

it("is structural, and bounded everywhere", () => {
  const forbidden = ["$ref", "$schema", "anyOf", "oneOf", "allOf", "not", "definitions", "const", "default"];
  for (const schema of [migration, schemaOf(journalEntryCrd())]) {
    for (const [path, node] of nodes(schema, "")) {
      expect(
        Object.keys(node).filter((keyword) => forbidden.includes(keyword)),
        path,
      ).toEqual([]);
      const isOpen = node["x-kubernetes-preserve-unknown-fields"] === true;
      if (!isOpen && node["x-kubernetes-int-or-string"] !== true) expect(node.type, path).toBeDefined();
      if (node.type === "array") expect(node["maxItems"], path).toBeTypeOf("number");
      if (node.type === "object" && node.additionalProperties) {
        expect(node["maxProperties"], path).toBeTypeOf("number");
        expect(node.properties, path).toBeUndefined();
      }
      if (node.type === "string" && !/^\.(apiVersion|kind)$/.test(path) && !node["enum"]) {
        expect(node["maxLength"], path).toBeTypeOf("number");
      }
      if (node.type === "integer" && path.startsWith(".spec"))
        expect(node["minimum"], path).toBeTypeOf("number");
    }
  }
});

it("has patterns that Go's regular expressions know too", () => {
  for (const [path, node] of nodes(migration, "")) {
    if (node["pattern"] !== undefined) expect(node["pattern"], path).not.toMatch(/\(\?|\\u|\\[1-9]|\\p/);
  }
});

describe("the API server", () => {
  it("takes the example", () => {
    expect(crdProblems(migration, named("emqx-to-emqx-go", exampleSpec()))).toEqual([]);
  });

  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
    "meets %s as it should",
    (_, mutation) => {
      const spec = exampleSpec();
      mutate(spec, mutation);
      const problems = crdProblems(migration, named("emqx-to-emqx-go", spec));
      if (mutation.server === "takes") expect(problems).toEqual([]);
      else expect(problems.length).toBeGreaterThan(0);
    },
  );

  it("refuses names that are too long or have dots", () => {
    for (const name of ["a.b", "a".repeat(64)]) {
      expect(crdProblems(migration, named(name, exampleSpec()))).toEqual([
        ": metadata.name must be at most 63 characters, without dots",
      ]);
    }
  });
});

it("names a rule for each object that holds exactly one of several things", () => {
  const spec = nodeAt(migration, "spec");
  for (const path of [
    "traffic",
    "slos[].indicator",
    "slos[].objective",
    "notify[]",
    "phases[].stages[].actions[]",
  ]) {
    expect(JSON.stringify(nodeAt(spec, path)["x-kubernetes-validations"]), path).toContain(
      "must have exactly one of",
    );
  }
  expect(() => nodeAt(spec, "nope[]")).toThrow("the schema has no nope[]");
});
