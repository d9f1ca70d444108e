import { asString, isObject, type Json } from "../json.ts";
import { type KubeObject, metadataOf } from "../object.ts";
import { apiVersionOf } from "../resource.ts";
import { withDefaults } from "../schema/default.ts";
import { prune } from "../schema/prune.ts";
import { badRequest, invalid } from "../status-error.ts";
import type { Call } from "../world.ts";

const isStringMap = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  (isObject(value) && Object.values(value).every((item) => typeof item === "string"));

function checkMetadata(call: Call, object: KubeObject): void {
  const metadata = object["metadata"];
  const refuse = (what: string) =>
    badRequest(
      `${call.resource.kind} in version "${call.version.name}" cannot be handled as a ${call.resource.kind}: ${what}`,
    );
  if (metadata === undefined || metadata === null) return;
  if (!isObject(metadata)) throw refuse("metadata: must be an object");
  for (const field of ["labels", "annotations"]) {
    if (!isStringMap(metadata[field])) {
      throw refuse(`json: cannot unmarshal into Go struct field ObjectMeta.metadata.${field} of type string`);
    }
  }
  for (const field of ["name", "generateName", "namespace", "uid", "resourceVersion"]) {
    const value = metadata[field];
    if (value !== undefined && value !== null && typeof value !== "string") {
      throw refuse(`json: cannot unmarshal into Go struct field ObjectMeta.metadata.${field} of type string`);
    }
  }
}

/** Unknown fields are refused, warned of or dropped, as `fieldValidation` asks. */
function reportUnknown(call: Call, unknown: readonly string[], from: "body" | Json): void {
  const { fieldValidation, warnings } = call.context;
  if (unknown.length === 0 || fieldValidation === "Ignore") return;
  const texts = unknown.map((field) => `unknown field "${field}"`);
  if (fieldValidation === "Warn") {
    warnings.push(...texts);
    return;
  }
  const message = `strict decoding error: ${texts.join(", ")}`;
  if (from !== "body") {
    throw invalid({ group: "", kind: "" }, "", [
      {
        field: "patch",
        reason: "FieldValueInvalid",
        message: `Invalid value: ${JSON.stringify(JSON.stringify(from))}: ${message}`,
      },
    ]);
  }
  const { kind } = call.resource;
  throw badRequest(`${kind} in version "${call.version.name}" cannot be handled as a ${kind}: ${message}`);
}

/**
 * What a client sent (or a patch gave) as an object of this kind in the storage version: pruned, defaulted,
 * with labels and annotations that are maps of strings.
 */
export function decoded(call: Call, body: Json, from: "body" | Json = "body"): KubeObject {
  if (!isObject(body)) throw badRequest("the object provided is unrecognized (must be of type JSON object)");
  const { resource, version } = call;
  const expected = apiVersionOf(resource.group, version.name);
  if (body["apiVersion"] !== undefined && body["apiVersion"] !== expected) {
    throw badRequest(
      `the API version in the data (${asString(body["apiVersion"])}) does not match the expected API version (${expected})`,
    );
  }
  if (body["kind"] !== undefined && body["kind"] !== resource.kind) {
    throw badRequest(
      `the kind in the data (${asString(body["kind"])}) does not match the expected kind (${resource.kind})`,
    );
  }
  checkMetadata(call, body);
  const { value, unknown } = prune(body, version.schema);
  reportUnknown(call, unknown, from);
  const object = withDefaults(value, version.schema) as KubeObject;
  return {
    apiVersion: apiVersionOf(resource.group, resource.storageVersion),
    kind: resource.kind,
    metadata: metadataOf(object),
    ...without(object, ["apiVersion", "kind", "metadata"]),
  };
}

function without(object: KubeObject, keys: readonly string[]): KubeObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
