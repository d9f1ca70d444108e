import { asArray, asObject, asString, isObject, type Json } from "../json.ts";
import { type KubeObject, nameOf } from "../object.ts";
import { invalidValue, type Problem, required, unsupported } from "../schema/problem.ts";
import { compileRule } from "../schema/rules.ts";
import type { Schema, ValidationRule } from "../schema/schema.ts";

const TYPES: readonly string[] = ["array", "boolean", "integer", "number", "object", "string"];

function ruleProblem(rule: ValidationRule, path: string): Problem | undefined {
  try {
    compileRule(rule);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : "it does not parse";
    return invalidValue(`${path}.rule`, rule.rule, `compilation failed: ERROR: ${why}`);
  }
}

/** A schema must be structural: every node has a type (or says why not), every rule compiles. */
function schemaProblems(schema: Schema, path: string): Problem[] {
  const problems: Problem[] = [];
  const isTyped =
    schema.type !== undefined ||
    schema["x-kubernetes-int-or-string"] === true ||
    schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (!isTyped)
    problems.push({
      ...required(`${path}.type`),
      message: "Required value: must not be empty for specified object fields",
    });
  else if (schema.type !== undefined && !TYPES.includes(schema.type)) {
    problems.push(unsupported(`${path}.type`, schema.type, [...TYPES]));
  }
  if (schema.type === "array" && schema.items === undefined) {
    problems.push({ ...required(`${path}.items`), message: "Required value: must be specified" });
  }
  (schema["x-kubernetes-validations"] ?? []).forEach((rule, index) => {
    const problem = ruleProblem(rule, `${path}.x-kubernetes-validations[${index}]`);
    if (problem !== undefined) problems.push(problem);
  });
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    problems.push(...schemaProblems(property, `${path}.properties[${name}]`));
  }
  if (schema.items !== undefined) problems.push(...schemaProblems(schema.items, `${path}.items`));
  if (typeof schema.additionalProperties === "object") {
    problems.push(...schemaProblems(schema.additionalProperties, `${path}.additionalProperties`));
  }
  return problems;
}

function versionProblems(version: Json, path: string): Problem[] {
  const schema = asObject(asObject(version)["schema"])["openAPIV3Schema"];
  const here = `${path}.schema.openAPIV3Schema`;
  if (!isObject(schema)) return [{ ...required(here), message: "Required value: schemas are required" }];
  return schemaProblems(schema, here);
}

/** What is wrong with a CustomResourceDefinition: its names, its versions, its schemas and their rules. */
export function crdProblems(crd: KubeObject): Problem[] {
  const spec = asObject(crd["spec"]);
  const names = asObject(spec["names"]);
  const versions = asArray(spec["versions"]);
  const problems: Problem[] = [];
  if (nameOf(crd) !== `${asString(names["plural"])}.${asString(spec["group"])}`) {
    problems.push(invalidValue("metadata.name", nameOf(crd), 'must be spec.names.plural+"."+spec.group'));
  }
  for (const field of ["plural", "kind"]) {
    if (asString(names[field]) === "") problems.push(required(`spec.names.${field}`));
  }
  if (spec["scope"] !== "Namespaced" && spec["scope"] !== "Cluster") {
    problems.push(unsupported("spec.scope", spec["scope"] ?? "", ["Cluster", "Namespaced"]));
  }
  if (versions.filter((version) => asObject(version)["storage"] === true).length !== 1) {
    problems.push(
      invalidValue(
        "spec.versions",
        versions.length,
        "must have exactly one version marked as storage version",
      ),
    );
  }
  versions.forEach((version, index) => problems.push(...versionProblems(version, `spec.versions[${index}]`)));
  return problems;
}
