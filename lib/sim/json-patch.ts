export type Op = { op: string; path: string; value?: unknown };
type Json = Record<string, unknown> | unknown[];

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null;
/** Equal as JSON: members that are undefined are not there. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isJson(one) || !isJson(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const name of names) if (!sameJson(Reflect.get(one, name), Reflect.get(other, name))) return false;
  return true;
}

/** What a JSON Patch makes of an object, which is left as it was; undefined where an API server says 422. */
export function applyPatch(object: unknown, ops: readonly Op[]): unknown {
  let copy = object;
  for (const { op, path, value } of ops) {
    const parts = path
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = parts.pop() ?? "";
    // Only what lies on the path is copied: objects are shared, and never changed.
    const [root, parent] = copyPath(copy, parts);
    if (!isJson(parent)) return undefined;
    const isThere = Object.hasOwn(parent, last);
    if (op === "test" && !(isThere && sameJson(Reflect.get(parent, last), value))) return undefined;
    if (op === "remove" && !isThere) return undefined;
    if (op === "remove" && Array.isArray(parent)) parent.splice(Number(last), 1);
    else if (op === "remove") Reflect.deleteProperty(parent, last);
    if (op === "add" && Array.isArray(parent))
      parent.splice(last === "-" ? parent.length : Number(last), 0, value);
    else if (op === "add" || op === "replace") Reflect.set(parent, last, value);
    copy = root;
  }
  return copy;
}

const shallow = (value: Json): Json => (Array.isArray(value) ? [...value] : { ...value });

/** A copy down to the member that the path leads to, and that member. */
function copyPath(object: unknown, path: readonly string[]): [unknown, unknown] {
  if (!isJson(object)) return [object, undefined];
  const root = shallow(object);
  let here: Json = root;
  for (const part of path) {
    const child: unknown = Reflect.get(here, part);
    if (!isJson(child)) return [root, undefined];
    const copy = shallow(child);
    Reflect.set(here, part, copy);
    here = copy;
  }
  return [root, here];
}

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJson(patch) || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> = isJson(target) && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}
