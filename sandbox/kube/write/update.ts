import { ownersAfterUpdate, ownersIn, type Owned, toManagedFields } from "../fields/managed-fields.ts";
import { asString, deepEqual, isObject, type Json } from "../json.ts";
import {
  finalizersOf,
  isTerminating,
  type KubeObject,
  metadataOf,
  uidOf,
  versionOf,
  withMetadata,
} from "../object.ts";
import { apiVersionOf, type Resource } from "../resource.ts";
import { badRequest, conflict, invalid, notFound } from "../status-error.ts";
import { type Call, keyOf, subjectOf, type World } from "../world.ts";
import { listOrNone, timestamp } from "./create.ts";
import { decoded } from "./decode.ts";
import { prepareKind } from "./kinds.ts";
import { validateObject } from "./validate.ts";

export function existing(world: World, call: Call): KubeObject {
  const object = world.store.get(keyOf(call), call.namespace, call.name);
  if (object === undefined) throw notFound(subjectOf(call));
  return object;
}

/** A resourceVersion or uid that was sent must be the stored one. */
function checkPreconditions(call: Call, old: KubeObject, next: KubeObject): void {
  const metadata = metadataOf(next);
  const version = asString(metadata["resourceVersion"]);
  if (version !== "" && version !== versionOf(old)) throw conflict(subjectOf(call));
  const uid = asString(metadata["uid"]);
  if (uid !== "" && uid !== uidOf(old)) {
    throw conflict(
      subjectOf(call),
      `StorageError: invalid object, Code: 4, Key: /registry/${keyOf(call)}/${call.namespace}/${call.name}, ResourceVersion: 0, ` +
        `AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${uidOf(old)}`,
    );
  }
  const name = asString(metadata["name"]);
  if (name !== "" && name !== call.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  }
  const namespace = asString(metadata["namespace"]);
  if (call.resource.namespaced && namespace !== "" && namespace !== call.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
}

/** The new object with what a writer cannot change taken from the old one, status and the rest kept apart. */
function merged(call: Call, old: KubeObject, next: KubeObject): KubeObject {
  const before = metadataOf(old);
  const kept = (field: string): Json | undefined => before[field];
  const fixed = {
    name: kept("name"),
    namespace: kept("namespace"),
    uid: kept("uid"),
    creationTimestamp: kept("creationTimestamp"),
    generation: kept("generation"),
    generateName: kept("generateName"),
    deletionTimestamp: kept("deletionTimestamp"),
    deletionGracePeriodSeconds: kept("deletionGracePeriodSeconds"),
    resourceVersion: kept("resourceVersion"),
    managedFields: kept("managedFields"),
    selfLink: undefined,
  };
  if (call.subresource === "status") {
    const { status, ...rest } = old;
    return next["status"] === undefined ? rest : { ...rest, status: next["status"] };
  }
  const object = withMetadata(next, fixed);
  if (!call.version.status) return object;
  const { status, ...rest } = object;
  return old["status"] === undefined ? rest : { ...rest, status: old["status"] };
}

function countsForGeneration(
  resource: Resource,
  hasStatus: boolean,
  old: KubeObject,
  next: KubeObject,
): boolean {
  if (resource.generation === "none") return false;
  if (resource.generation === "spec") return !deepEqual(old["spec"], next["spec"]);
  const content = (object: KubeObject): KubeObject => {
    const { metadata, apiVersion, status, ...rest } = object;
    return hasStatus || status === undefined ? rest : { ...rest, status };
  };
  return !deepEqual(content(old), content(next));
}

/** Finalizers may only go while an object is being deleted. */
function checkFinalizers(call: Call, old: KubeObject, next: KubeObject): void {
  if (!isTerminating(old)) return;
  const added = finalizersOf(next).filter((item) => !finalizersOf(old).includes(item));
  if (added.length === 0) return;
  throw invalid(call.resource, call.name, [
    {
      field: "metadata.finalizers",
      reason: "FieldValueForbidden",
      message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((item) => JSON.stringify(item)).join(", ")}}`,
    },
  ]);
}

const isResetOfOwners = (next: KubeObject): boolean => {
  const list = metadataOf(next)["managedFields"];
  return (
    Array.isArray(list) &&
    (list.length === 0 || (list.length === 1 && isObject(list[0]) && Object.keys(list[0]).length === 0))
  );
};

/**
 * Stores a changed object, or returns the old one untouched when nothing changed. `owners` is given by an apply,
 * which works them out itself.
 */
export function commit(
  world: World,
  call: Call,
  old: KubeObject,
  next: KubeObject,
  owners?: (object: KubeObject) => Owned[],
): KubeObject {
  checkPreconditions(call, old, next);
  const { resource, version, context } = call;
  const now = timestamp(context.now);
  let object = prepareKind(resource, merged(call, old, next), old, now);
  checkFinalizers(call, old, object);
  if (countsForGeneration(resource, version.status, old, object)) {
    const generation = metadataOf(old)["generation"];
    object = withMetadata(object, { generation: (typeof generation === "number" ? generation : 0) + 1 });
  }
  validateObject(call, object, old);
  const managed =
    owners?.(object) ??
    ownersAfterUpdate(old, object, {
      live: isResetOfOwners(next) ? [] : ownersIn(old),
      manager: {
        name: context.manager,
        operation: "Update",
        apiVersion: apiVersionOf(resource.group, version.name),
        subresource: call.subresource,
      },
      schema: version.schema,
      hasStatus: version.status,
      now,
    });
  const complete = withMetadata(object, { managedFields: listOrNone(toManagedFields(managed)) });
  if (deepEqual(complete, old)) return old;
  if (isTerminating(complete) && finalizersOf(complete).length === 0 && finalizersOf(old).length > 0) {
    return context.dryRun ? complete : world.store.remove(keyOf(call), complete);
  }
  return context.dryRun ? complete : world.store.put(keyOf(call), complete);
}

/** PUT of the object or its status. */
export function update(world: World, call: Call, body: Json): KubeObject {
  const old = existing(world, call);
  const next = decoded(call, body);
  if (asString(metadataOf(next)["name"]) === "") {
    throw badRequest(
      `the name of the object (${call.name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (!call.resource.unconditionalUpdate && versionOf(next) === "") {
    throw invalid({ group: call.resource.group, kind: call.resource.plural }, call.name, [
      {
        field: "metadata.resourceVersion",
        reason: "FieldValueInvalid",
        message: "Invalid value: 0: must be specified for an update",
      },
    ]);
  }
  return commit(world, call, old, next);
}
