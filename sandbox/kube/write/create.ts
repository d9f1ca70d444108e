import { randomInt, randomUUID } from "node:crypto";
import { ownersAfterUpdate, type Owned, toManagedFields } from "../fields/managed-fields.ts";
import { asString, type Json, type JsonObject } from "../json.ts";
import { isTerminating, type KubeObject, metadataOf, nameOf, withMetadata } from "../object.ts";
import { apiVersionOf } from "../resource.ts";
import { alreadyExists, badRequest, forbidden, invalid, notFound, StatusError } from "../status-error.ts";
import { type Call, keyOf, subjectOf, type World } from "../world.ts";
import { decoded } from "./decode.ts";
import { nameProblem } from "./names.ts";
import { prepareKind } from "./kinds.ts";
import { validateObject } from "./validate.ts";

const SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

const randomSuffix = (): string =>
  Array.from({ length: 5 }, () => SUFFIX_ALPHABET[randomInt(SUFFIX_ALPHABET.length)]).join("");

/** A time as Kubernetes writes it: whole seconds, UTC. */
export const timestamp = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

/** The namespace must exist and not be on its way out. */
function checkNamespace(world: World, call: Call): void {
  if (!call.resource.namespaced) return;
  const namespace = world.store.get("/namespaces", "", call.namespace);
  if (namespace === undefined) throw notFound({ group: "", resource: "namespaces", name: call.namespace });
  if (!isTerminating(namespace)) return;
  const refusal = forbidden(
    subjectOf(call),
    `unable to create new content in namespace ${call.namespace} because it is being terminated`,
  );
  throw new StatusError(refusal.code, refusal.reason, refusal.message, {
    ...refusal.details,
    causes: [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${call.namespace} is being terminated`,
        field: "metadata.namespace",
      },
    ],
  });
}

function named(call: Call, object: KubeObject): KubeObject {
  const metadata = metadataOf(object);
  const prefix = asString(metadata["generateName"]);
  const name = asString(metadata["name"]) || (prefix === "" ? "" : `${prefix}${randomSuffix()}`);
  if (name === "") {
    throw invalid(call.resource, "", [
      {
        field: "metadata.name",
        reason: "FieldValueRequired",
        message: "Required value: name or generateName is required",
      },
    ]);
  }
  const problem = nameProblem(call.resource, name);
  if (problem !== undefined) {
    throw invalid(call.resource, name, [
      {
        field: "metadata.name",
        reason: "FieldValueInvalid",
        message: `Invalid value: ${JSON.stringify(name)}: ${problem}`,
      },
    ]);
  }
  const namespace = asString(metadata["namespace"]);
  if (call.resource.namespaced && namespace !== "" && namespace !== call.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return withMetadata(object, { name, namespace: call.resource.namespaced ? call.namespace : undefined });
}

export const listOrNone = (list: JsonObject[]): JsonObject[] | undefined =>
  list.length === 0 ? undefined : list;

/** Creates an object; `apply` creates with the owners it has worked out itself. */
export function create(
  world: World,
  call: Call,
  body: Json,
  owners?: (object: KubeObject) => Owned[],
): KubeObject {
  checkNamespace(world, call);
  const { resource, version, context } = call;
  const sent = named(call, decoded(call, body));
  if (asString(metadataOf(sent)["resourceVersion"]) !== "") {
    // A 500 without a reason, as kube-apiserver answers it.
    throw new StatusError(500, "", "resourceVersion should not be set on objects to be created");
  }
  const now = timestamp(context.now);
  const clean: KubeObject = withMetadata(sent, {
    uid: randomUUID(),
    creationTimestamp: now,
    generation: resource.generation === "none" ? undefined : 1,
    resourceVersion: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    managedFields: undefined,
    selfLink: undefined,
  });
  if (version.status) delete clean["status"];
  const object = prepareKind(resource, clean, undefined, now);
  validateObject(call, object, undefined);
  if (world.store.get(keyOf(call), call.namespace, nameOf(object)) !== undefined) {
    throw alreadyExists(subjectOf(call, nameOf(object)));
  }
  const managed =
    owners?.(object) ??
    ownersAfterUpdate({}, object, {
      live: [],
      manager: {
        name: context.manager,
        operation: "Update",
        apiVersion: apiVersionOf(resource.group, version.name),
        subresource: "",
      },
      schema: version.schema,
      hasStatus: version.status,
      now,
    });
  const complete = withMetadata(object, { managedFields: listOrNone(toManagedFields(managed)) });
  return context.dryRun ? complete : world.store.put(keyOf(call), complete);
}
