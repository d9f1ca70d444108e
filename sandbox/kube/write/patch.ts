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

/** 415 unless the kind takes patches of this type: strategic merges are for built-in kinds only. */
export function checkPatchType(call: Call, type: string): void {
  const accepted = call.version.custom
    ? [JSON_PATCH, MERGE_PATCH, APPLY_PATCH]
    : [JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH];
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted);
}

function patched(call: Call, type: string, old: KubeObject, patch: Json): Json {
  if (type === JSON_PATCH) return applyJsonPatch(old, patch);
  if (!isObject(patch)) {
    const what = Array.isArray(patch) ? "array" : patch === null ? "null" : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
    );
  }
  return type === MERGE_PATCH ? mergePatch(old, patch) : strategicMerge(old, patch, call.version.schema);
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
