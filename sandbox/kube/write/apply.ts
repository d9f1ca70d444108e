import { apply } from "../fields/apply.ts";
import { type Manager, type Owned, ownersIn } from "../fields/managed-fields.ts";
import { asArray, asString, isObject, type Json, type JsonObject } from "../json.ts";
import { type KubeObject, metadataOf, withMetadata } from "../object.ts";
import { apiVersionOf } from "../resource.ts";
import { prune } from "../schema/prune.ts";
import { badRequest, conflict, invalid, notFound, StatusError } from "../status-error.ts";
import { type Call, keyOf, presented, subjectOf, type World } from "../world.ts";
import { create, timestamp } from "./create.ts";
import { decoded } from "./decode.ts";
import { commit } from "./update.ts";

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function checked(call: Call, body: Json): JsonObject {
  if (call.context.query.get("fieldManager") === null) {
    throw invalid({ group: "meta.k8s.io", kind: "PatchOptions" }, "", [
      {
        field: "fieldManager",
        reason: "FieldValueRequired",
        message: "Required value: is required for apply patch",
      },
    ]);
  }
  if (!isObject(body)) throw badRequest("error decoding YAML: the applied configuration must be an object");
  if (asArray(metadataOf(body)["managedFields"]).length > 0)
    throw badRequest("metadata.managedFields must be nil");
  const applied = withoutNulls(body) as JsonObject;
  if (asString(applied["kind"]) === "" || asString(applied["apiVersion"]) === "") {
    throw badRequest(`invalid object type: /, Kind=${asString(applied["kind"])}`);
  }
  return applied;
}

export type ApplyResult = { object: KubeObject; created: boolean };

/** PATCH with `application/apply-patch+yaml`: creates the object when it is not there. */
export function applyPatch(world: World, call: Call, body: Json): ApplyResult {
  const { resource, version, context } = call;
  const applied = checked(call, body);
  const manager: Manager = {
    name: context.manager,
    operation: "Apply",
    apiVersion: apiVersionOf(resource.group, version.name),
    subresource: call.subresource,
  };
  const old = world.store.get(keyOf(call), call.namespace, call.name);
  const base = {
    manager,
    schema: version.schema,
    hasStatus: version.status,
    force: context.query.get("force") === "true",
    subject: subjectOf(call),
    now: timestamp(context.now),
  };
  if (old === undefined) {
    if (call.subresource !== "") throw notFound(subjectOf(call));
    if (asString(metadataOf(applied)["uid"]) !== "")
      throw conflict(
        subjectOf(call),
        "uid mismatch: the provided object specified a uid, and no existing object was found",
      );
    const named = withMetadata(applied, { name: call.name });
    const owners = (): Owned[] => apply({}, named, { ...base, live: [] }).owners;
    return { object: create(world, call, named, owners), created: true };
  }
  // The order of work is that of kube-apiserver: unknown fields are dropped from what was applied first.
  const wanted = decodedWithoutDefaults(call, applied);
  const { object, owners } = apply(presented(old, call), wanted, { ...base, live: ownersIn(old) });
  const given = metadataOf(applied);
  const next = withMetadata(decoded(quiet(call), object, body), {
    resourceVersion: given["resourceVersion"] ?? metadataOf(old)["resourceVersion"],
    uid: given["uid"] ?? metadataOf(old)["uid"],
    managedFields: undefined,
  });
  return { object: commit(world, call, old, next, () => owners), created: false };
}

/** A 500 without a reason, as kube-apiserver answers an apply that does not fit the schema. */
function undeclared(call: Call, unknown: readonly string[]): StatusError {
  const { resource, version } = call;
  const what = `${call.namespace}/${call.name}; ${apiVersionOf(resource.group, version.name)}, Kind=${resource.kind}`;
  const lines = unknown.map((field) => `.${field}: field not declared in schema`);
  const text = lines.length === 1 ? lines[0] : `errors:\n  ${lines.join("\n  ")}`;
  return new StatusError(500, "", `failed to create typed patch object (${what}): ${text}`);
}

/** What was applied, pruned, but only with the fields that it names: defaults are nobody's wish. */
function decodedWithoutDefaults(call: Call, applied: JsonObject): JsonObject {
  const { unknown } = prune(applied, call.version.schema);
  if (unknown.length > 0) throw undeclared(call, unknown);
  const full = decoded(call, applied);
  const named = (value: Json, given: Json): Json => {
    if (Array.isArray(value) && Array.isArray(given))
      return value.map((item, index) => named(item, given[index] ?? null));
    if (!isObject(value) || !isObject(given)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => Object.hasOwn(given, key))
        .map(([key, item]) => [key, named(item, given[key] as Json)]),
    );
  };
  return named(full, applied) as JsonObject;
}

/** The unknown fields of an apply have been reported once. */
const quiet = (call: Call): Call => ({ ...call, context: { ...call.context, fieldValidation: "Ignore" } });
