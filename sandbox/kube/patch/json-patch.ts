import { clone, deepEqual, define, isObject, type Json, type JsonObject } from "../json.ts";
import { badRequest, patchRefused } from "../status-error.ts";

const MAX_OPERATIONS = 10_000;

type Container = JsonObject | Json[];

const isContainer = (value: Json | undefined): value is Container => Array.isArray(value) || isObject(value);

function tokensOf(pointer: Json | undefined): string[] {
  if (typeof pointer !== "string" || (pointer !== "" && !pointer.startsWith("/"))) throw patchRefused();
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Index into a list; negative ones count from the end. `size` is the first index that is out of bounds. */
function indexOf(token: string, size: number): number {
  if (!/^-?(0|[1-9]\d*)$/.test(token)) throw patchRefused();
  const index = Number(token) < 0 ? Number(token) + size : Number(token);
  if (index < 0 || index >= size) throw patchRefused();
  return index;
}

/** The container that a pointer's last token is in; its own path must be there. */
function find(root: Json, tokens: readonly string[]): { container: Container; token: string } {
  const token = tokens.at(-1);
  let here: Json | undefined = root;
  for (const step of tokens.slice(0, -1)) {
    if (Array.isArray(here)) here = here[indexOf(step, here.length)];
    else here = isObject(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  }
  if (token === undefined || !isContainer(here)) throw patchRefused();
  return { container: here, token };
}

function read({ container, token }: { container: Container; token: string }): Json | undefined {
  if (Array.isArray(container)) return container[indexOf(token, container.length)];
  return Object.hasOwn(container, token) ? container[token] : undefined;
}

function add(root: Json, tokens: readonly string[], value: Json): Json {
  if (tokens.length === 0) return value;
  const { container, token } = find(root, tokens);
  if (!Array.isArray(container)) define(container, token, value);
  else if (token === "-") container.push(value);
  else container.splice(indexOf(token, container.length + 1), 0, value);
  return root;
}

function remove(root: Json, tokens: readonly string[]): void {
  const { container, token } = find(root, tokens);
  if (Array.isArray(container)) container.splice(indexOf(token, container.length), 1);
  else if (Object.hasOwn(container, token)) delete container[token];
  else throw patchRefused();
}

/** A key that is not there may be replaced: kube-apiserver's library lets that pass. */
function replace(root: Json, tokens: readonly string[], value: Json): Json {
  if (tokens.length === 0) return value;
  const { container, token } = find(root, tokens);
  if (Array.isArray(container)) container[indexOf(token, container.length)] = value;
  else define(container, token, value);
  return root;
}

const valueAt = (root: Json, tokens: readonly string[]): Json | undefined =>
  tokens.length === 0 ? root : read(find(root, tokens));

function step(root: Json, operation: JsonObject): Json {
  const tokens = tokensOf(operation["path"]);
  const value = clone(operation["value"] ?? null);
  switch (operation["op"]) {
    case "add":
      return add(root, tokens, value);
    case "remove":
      remove(root, tokens);
      return root;
    case "replace":
      return replace(root, tokens, value);
    case "test":
      if (!deepEqual(valueAt(root, tokens) ?? null, value)) throw patchRefused();
      return root;
    case "copy":
      return add(root, tokens, clone(valueAt(root, tokensOf(operation["from"])) ?? null));
    case "move": {
      const from = tokensOf(operation["from"]);
      const moved = valueAt(root, from) ?? null;
      remove(root, from);
      return add(root, tokens, moved);
    }
    default:
      throw patchRefused();
  }
}

/**
 * RFC 6902 as kube-apiserver applies it. What is no list is 400; a failed `test`, a path whose parent is missing
 * and an unknown operation are all 422, with the one message that says neither which nor why.
 */
export function applyJsonPatch(target: Json, patch: Json): Json {
  if (!Array.isArray(patch) || !patch.every(isObject)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${Array.isArray(patch) ? "array element" : "object"} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > MAX_OPERATIONS) {
    throw badRequest(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
    );
  }
  return patch.reduce<Json>((root, operation) => step(root, operation), clone(target));
}
