import { CRDS } from "../crd/crd.ts";
import { crdProblems } from "../crd/validate.ts";
import { asString } from "../json.ts";
import { type KubeObject, metadataOf, nameOf } from "../object.ts";
import { invalidValue, type Problem } from "../schema/problem.ts";
import { ruleProblems } from "../schema/rules.ts";
import type { Schema } from "../schema/schema.ts";
import { problemsOf } from "../schema/validate.ts";
import { invalid } from "../status-error.ts";
import { type Call, keyOf } from "../world.ts";
import { metadataProblems } from "./metadata.ts";

/** Rules see of `metadata` the name only. */
function ruleView(object: KubeObject): KubeObject {
  const { name, generateName } = metadataOf(object);
  const metadata = {
    ...(name === undefined ? {} : { name }),
    ...(asString(generateName) === "" ? {} : { generateName: asString(generateName) }),
  };
  return { ...object, metadata };
}

function content(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  return rest;
}

const UNCHECKED =
  "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

function schemaProblems(schema: Schema, object: KubeObject, old: KubeObject | undefined): Problem[] {
  const problems = problemsOf(content(object), schema, "", old === undefined ? undefined : content(old));
  if (!problems.some((problem) => problem.blocksRules)) {
    return [
      ...problems,
      ...ruleProblems(ruleView(object), schema, old === undefined ? undefined : ruleView(old)),
    ];
  }
  return [...problems, invalidValue("", null, UNCHECKED)];
}

/** Throws 422 with every problem of the object. */
export function validateObject(call: Call, object: KubeObject, old: KubeObject | undefined): void {
  const isCrd = keyOf(call) === CRDS;
  const problems = [
    ...metadataProblems(object),
    ...(isCrd ? crdProblems(object) : []),
    ...schemaProblems(call.version.schema, object, old),
  ];
  if (problems.length > 0) throw invalid(call.resource, nameOf(object), problems);
}
