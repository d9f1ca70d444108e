import jsonPatch from "fast-json-patch";
import { clone, isObject, type Json } from "../json.ts";
import { badRequest, patchRefused } from "../status-error.ts";

const OPERATIONS = new Set(["add", "remove", "replace", "move", "copy", "test"]);
const MAX_OPERATIONS = 10_000;

function isOperation(value: Json): boolean {
  return (
    isObject(value) &&
    typeof value["op"] === "string" &&
    OPERATIONS.has(value["op"]) &&
    typeof value["path"] === "string"
  );
}

/**
 * RFC 6902. A malformed patch is 400; a failed `test` and a path that is not there are both 422, with the one
 * message that says neither which nor why, as kube-apiserver answers.
 */
export function applyJsonPatch(target: Json, patch: Json): Json {
  if (!Array.isArray(patch) || !patch.every(isOperation)) {
    throw badRequest("error decoding patch: the body is not a JSON Patch");
  }
  if (patch.length > MAX_OPERATIONS)
    throw badRequest(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}`);
  try {
    return jsonPatch.applyPatch(clone(target), clone(patch) as never, true).newDocument as Json;
  } catch (error) {
    if (error instanceof jsonPatch.JsonPatchError || error instanceof TypeError) throw patchRefused();
    throw error;
  }
}
