import { asObject, asString, type Json } from "../json.ts";
import {
  finalizersOf,
  isTerminating,
  type KubeObject,
  metadataOf,
  nameOf,
  uidOf,
  versionOf,
  withMetadata,
} from "../object.ts";
import { resourceKey } from "../resource.ts";
import { conflict } from "../status-error.ts";
import { type Call, keyOf, type World } from "../world.ts";
import { timestamp } from "./create.ts";
import { existing } from "./update.ts";

export const FOREGROUND = "foregroundDeletion";
export const ORPHAN = "orphan";

export type DeleteOptions = {
  graceSeconds: number | undefined;
  policy: string;
  uid: string;
  resourceVersion: string;
  dryRun: boolean;
};

/** From the body, else from the query, as kubectl and client libraries do either. */
export function deleteOptions(call: Call, body: Json | undefined): DeleteOptions {
  const options = asObject(body);
  const { query } = call.context;
  const preconditions = asObject(options["preconditions"]);
  const grace = options["gracePeriodSeconds"] ?? query.get("gracePeriodSeconds");
  const orphan = options["orphanDependents"] ?? query.get("orphanDependents");
  const dryRun = options["dryRun"];
  return {
    graceSeconds: grace === null || grace === undefined ? undefined : Number(grace),
    policy:
      asString(options["propagationPolicy"]) ||
      (query.get("propagationPolicy") ?? (orphan === true || orphan === "true" ? "Orphan" : "")),
    uid: asString(preconditions["uid"]),
    resourceVersion: asString(preconditions["resourceVersion"]),
    dryRun: call.context.dryRun || (Array.isArray(dryRun) && dryRun.includes("All")),
  };
}

function checkPreconditions(call: Call, object: KubeObject, options: DeleteOptions): void {
  const subject = { group: call.resource.group, resource: call.resource.kind, name: nameOf(object) };
  if (options.uid !== "" && options.uid !== uidOf(object)) {
    throw conflict(
      subject,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uidOf(object)}). ` +
        "The object might have been deleted and then recreated",
    );
  }
  if (options.resourceVersion !== "" && options.resourceVersion !== versionOf(object)) {
    throw conflict(
      subject,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record ` +
        `(${versionOf(object)}). The object might have been modified`,
    );
  }
}

/** Seconds that a pod on a node is given to end; 0 for everything else. */
function graceOf(call: Call, object: KubeObject, options: DeleteOptions): number {
  if (resourceKey(call.resource) !== "/pods") return 0;
  const spec = asObject(object["spec"]);
  const phase = asObject(object["status"])["phase"];
  if (asString(spec["nodeName"]) === "" || phase === "Succeeded" || phase === "Failed") return 0;
  const own = spec["terminationGracePeriodSeconds"];
  return options.graceSeconds ?? (typeof own === "number" ? own : 30);
}

function marked(call: Call, object: KubeObject, grace: number, finalizers: string[]): KubeObject {
  const { now } = call.context;
  const generation = metadataOf(object)["generation"];
  const first = !isTerminating(object);
  return withMetadata(object, {
    deletionTimestamp: first
      ? timestamp(new Date(now.getTime() + grace * 1000))
      : metadataOf(object)["deletionTimestamp"],
    deletionGracePeriodSeconds: grace,
    generation: first && typeof generation === "number" ? generation + 1 : generation,
    finalizers: finalizers.length === 0 ? undefined : finalizers,
  });
}

function finalizersFor(object: KubeObject, policy: string): string[] {
  const others = finalizersOf(object).filter((item) => item !== FOREGROUND && item !== ORPHAN);
  if (policy === "Foreground") return [...others, FOREGROUND];
  if (policy === "Orphan") return [...others, ORPHAN];
  return policy === "" ? finalizersOf(object) : others;
}

export type Deleted = { object: KubeObject; gone: boolean };

/**
 * Deletes an object, or marks it: a namespace until it is empty, an object with finalizers until they are gone, a
 * pod on a node until its kubelet deletes it with a grace period of 0.
 */
export function deleteObject(world: World, call: Call, object: KubeObject, options: DeleteOptions): Deleted {
  checkPreconditions(call, object, options);
  const key = keyOf(call);
  const finalizers = finalizersFor(object, options.policy);
  const grace = graceOf(call, object, options);
  const store = (next: KubeObject): KubeObject => (options.dryRun ? next : world.store.put(key, next));
  if (key === "/namespaces") {
    if (isTerminating(object)) return { object, gone: false };
    return {
      object: store({ ...marked(call, object, 0, finalizers), status: { phase: "Terminating" } }),
      gone: false,
    };
  }
  if (finalizers.length > 0 || grace > 0) {
    const isSame = isTerminating(object) && finalizers.length === finalizersOf(object).length;
    return isSame
      ? { object, gone: false }
      : { object: store(marked(call, object, grace, finalizers)), gone: false };
  }
  return { object: options.dryRun ? object : world.store.remove(key, object), gone: true };
}

/** DELETE of one object: a `Status`, or the object itself while it is still there. */
export function remove(world: World, call: Call, body: Json | undefined): Json {
  const { object, gone } = deleteObject(world, call, existing(world, call), deleteOptions(call, body));
  if (!gone || keyOf(call) === "/pods") return object;
  const { group, plural } = call.resource;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name: nameOf(object), ...(group === "" ? {} : { group }), kind: plural, uid: uidOf(object) },
  };
}
