import type { Json } from "../json.ts";
import type { KubeObject } from "../object.ts";
import { applyJsonPatch } from "../patch/json-patch.ts";
import { mergePatch } from "../patch/merge-patch.ts";
import { unsupportedMediaType } from "../status-error.ts";
import { type Call, presented, type World } from "../world.ts";
import { decoded } from "./decode.ts";
import { commit, existing } from "./update.ts";

export const JSON_PATCH = "application/json-patch+json";
export const MERGE_PATCH = "application/merge-patch+json";
export const STRATEGIC_PATCH = "application/strategic-merge-patch+json";
export const APPLY_PATCH = "application/apply-patch+yaml";

function patched(call: Call, type: string, old: KubeObject, patch: Json): Json {
  switch (type) {
    case JSON_PATCH:
      return applyJsonPatch(old, patch);
    case MERGE_PATCH:
      return mergePatch(old, patch);
    default:
      throw unsupportedMediaType(type, [JSON_PATCH, MERGE_PATCH, APPLY_PATCH]);
  }
}

export function patch(world: World, call: Call, type: string, body: Json): KubeObject {
  const old = existing(world, call);
  const next = patched(call, type, presented(old, call), body);
  return commit(world, call, old, decoded(call, next, body));
}
