import { isObject, type Json } from "../json.ts";
import type { KubeObject } from "../object.ts";
import { applyJsonPatch } from "../patch/json-patch.ts";
import { mergePatch } from "../patch/merge-patch.ts";
import { strategicMerge } from "../patch/strategic.ts";
import { badRequest, invalid, unsupportedMediaType } from "../status-error.ts";
import { type Call, presented, type World } from "../world.ts";
import { type ApplyResult, applyPatch } from "./apply.ts";
import { decoded } from "./decode.ts";
import { APPLY_PATCH, JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH } from "./media-types.ts";
import { commit, existing } from "./update.ts";

function patched(call: Call, type: string, old: KubeObject, patch: Json): Json {
  switch (type) {
    case JSON_PATCH:
      return applyJsonPatch(old, patch);
    case MERGE_PATCH:
      if (!isObject(patch)) throw badRequest("error decoding patch: a merge patch must be an object");
      return mergePatch(old, patch);
    case STRATEGIC_PATCH:
      if (!isObject(patch))
        throw badRequest("error decoding patch: a strategic merge patch must be an object");
      if (!call.version.custom) return strategicMerge(old, patch, call.version.schema);
      throw unsupportedMediaType(type, [JSON_PATCH, MERGE_PATCH, APPLY_PATCH]);
    default:
      throw unsupportedMediaType(type, [JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH]);
  }
}

/** PATCH of every kind; only an apply creates what is not there. */
export function patch(world: World, call: Call, type: string, body: Json): ApplyResult {
  if (type === APPLY_PATCH) return applyPatch(world, call, body);
  if (call.context.query.get("force") !== null) {
    throw invalid({ group: "meta.k8s.io", kind: "PatchOptions" }, "", [
      {
        field: "force",
        reason: "FieldValueForbidden",
        message: "Forbidden: may not be specified for non-apply patch",
      },
    ]);
  }
  const old = existing(world, call);
  const next = patched(call, type, presented(old, call), body);
  return { object: commit(world, call, old, decoded(call, next, body)), created: false };
}
