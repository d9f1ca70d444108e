import { asString, isObject, type Json } from "../json.ts";
import { type KubeObject, metadataOf } from "../object.ts";
import { apiVersionOf } from "../resource.ts";
import { withDefaults } from "../schema/default.ts";
import { prune } from "../schema/prune.ts";
import { badRequest, invalid } from "../status-error.ts";
import type { Call } from "../world.ts";

const goTypeOf = (value: Json): string =>
  Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;

const notText = (value: Json, field: string): string =>
  `json: cannot unmarshal ${goTypeOf(value)} into Go struct field ObjectMeta.${field} of type string`;

function checkMetadata(call: Call, object: KubeObject): void {
  const metadata = object["metadata"];
  const refuse = (what: string) =>
    badRequest(
      `${call.resource.kind} in version "${call.version.name}" cannot be handled as a ${call.resource.kind}: ${what}`,
    );
  if (metadata === undefined || metadata === null) return;
  if (!isObject(metadata)) throw refuse("metadata: must be an object");
  for (const field of ["labels", "annotations"]) {
    const map = metadata[field];
    const wrong = isObject(map)
      ? Object.values(map).find((item) => typeof item !== "string")
      : (map ?? undefined);
    if (wrong !== undefined) throw refuse(notText(wrong, field));
  }
  for (const field of ["name", "generateName", "namespace", "uid", "resourceVersion"]) {
    const value = metadata[field];
    if (value !== undefined && value !== null && typeof value !== "string") {
      throw refuse(notText(value, field));
    }
  }
}

/** Custom resources must say what they are; built-in kinds may leave it to the path. */
function checkKind(call: Call, body: KubeObject): void {
  const { resource, version } = call;
  const { kind } = body;
  if (kind === resource.kind || (kind === undefined && !version.custom)) return;
  if (kind === undefined) {
    const text = JSON.stringify(body);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): Object 'Kind' is missing in '${text}' (${text.slice(0, 30)} ...)`,
    );
  }
  const given = typeof kind === "string" ? kind : "";
  throw invalid({ group: resource.group, kind: given }, asString(metadataOf(body)["name"]), [
    {
      field: "kind",
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(given)}: must be ${resource.kind}`,
    },
  ]);
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
  checkKind(call, body);
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
