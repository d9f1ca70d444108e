import { ownersIn } from "../fields/managed-fields.ts";
import { asObject, asString, at, define, isObject, type Json, type JsonObject } from "../json.ts";
import { type KubeObject, metadataOf, versionOf, withMetadata } from "../object.ts";
import { mergePatch } from "../patch/merge-patch.ts";
import { applyJsonPatch } from "../patch/json-patch.ts";
import type { ScalePaths } from "../resource.ts";
import { badRequest, invalid, pathNotFound, unsupportedMediaType } from "../status-error.ts";
import type { Call, World } from "../world.ts";
import { JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH } from "./media-types.ts";
import { commit, existing } from "./update.ts";

const countAt = (object: KubeObject, path: readonly string[]): number => {
  const value = at(object, ...path);
  return typeof value === "number" ? value : 0;
};

function selectorOf(object: KubeObject, paths: ScalePaths): string {
  const selector =
    paths.selector === undefined ? at(object, "spec", "selector") : at(object, ...paths.selector);
  if (typeof selector === "string") return selector;
  const labels = asObject(asObject(selector)["matchLabels"]);
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(",");
}

/** An object's `autoscaling/v1` Scale. */
export function scaleOf(object: KubeObject, paths: ScalePaths): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadataOf(object);
  const metadata = Object.fromEntries(
    Object.entries({ name, namespace, uid, resourceVersion, creationTimestamp }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as JsonObject;
  const selector = selectorOf(object, paths);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata,
    spec: { replicas: countAt(object, paths.specReplicas) },
    status: {
      replicas: countAt(object, paths.statusReplicas),
      ...(selector === "" ? {} : { selector }),
    },
  };
}

function withCount(object: KubeObject, path: readonly string[], count: number): KubeObject {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  const copy: JsonObject = { ...object };
  define(copy, key, rest.length === 0 ? count : withCount(asObject(object[key]), rest, count));
  return copy;
}

function patched(type: string, scale: JsonObject, patch: Json): Json {
  if (type === JSON_PATCH) return applyJsonPatch(scale, patch);
  if (type === MERGE_PATCH || type === STRATEGIC_PATCH) return mergePatch(scale, patch);
  throw unsupportedMediaType([JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH]);
}

/** GET, PUT and PATCH of `/scale`. `patchType` is undefined for a PUT. */
export function scale(
  world: World,
  call: Call,
  change: { body: Json; patchType: string | undefined } | undefined,
): JsonObject {
  const paths = call.version.scale;
  if (paths === undefined) throw pathNotFound();
  const object = existing(world, call);
  const current = scaleOf(object, paths);
  if (change === undefined) return current;
  const next = change.patchType === undefined ? change.body : patched(change.patchType, current, change.body);
  if (!isObject(next)) throw badRequest("the object provided is unrecognized (must be of type Scale)");
  const replicas = at(next, "spec", "replicas") ?? 0;
  if (typeof replicas !== "number" || !Number.isInteger(replicas) || replicas < 0) {
    throw invalid(call.resource, call.name, [
      {
        field: ".spec.replicas",
        reason: "FieldValueInvalid",
        message: `Invalid value: ${JSON.stringify(replicas)}: should be a non-negative integer`,
      },
    ]);
  }
  const wanted = withMetadata(withCount(object, paths.specReplicas, replicas), {
    resourceVersion: asString(at(next, "metadata", "resourceVersion")) || versionOf(object),
    uid: undefined,
  });
  // Custom resources do not record who scaled them.
  const owners = call.version.custom ? () => ownersIn(object) : undefined;
  return scaleOf(commit(world, call, object, wanted, owners), paths);
}
