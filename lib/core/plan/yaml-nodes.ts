import { isMap, isScalar, isSeq } from "yaml";
import type { PathPart } from "./issue.ts";

/** A number as YAML and JSON both read it: no 0x10, no 1e2, no .nan, no +1. */
const PLAIN_NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

export type Refusal = { path: PathPart[]; message: string; offset: number | undefined };

/** What a plan may not hold although it is good YAML, in the order of the text. */
export function* refusedNodes(node: unknown, path: PathPart[] = []): Iterable<Refusal> {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) yield* refusedNodes(item, [...path, index]);
    return;
  }
  if (isScalar(node)) {
    const source = typeof node.source === "string" ? node.source : "";
    if (typeof node.value === "number" && !PLAIN_NUMBER.test(source)) {
      yield { path, message: `must be written as a plain number, not ${source}`, offset: node.range?.[0] };
    }
    return;
  }
  if (!isMap(node)) return;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? key.value : undefined;
    const offset = isScalar(key) ? key.range?.[0] : node.range?.[0];
    if (typeof name !== "string") {
      yield { path, message: "must have text for its keys", offset };
      continue;
    }
    const at = [...path, name];
    if (name === "<<") yield { path: at, message: "is a merge key: write the fields out", offset };
    else if (name === "__proto__") yield { path: at, message: "is not a field, and never will be", offset };
    else if (seen.has(name)) yield { path: at, message: "is there twice", offset };
    seen.add(name);
    yield* refusedNodes(value, at);
  }
}

/** Where the text of a path begins; for a path that is not there, where its nearest holder begins. */
export function offsetAt(root: unknown, path: readonly PathPart[]): number | undefined {
  let node = root;
  let offset = nodeStart(root);
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (pair === undefined) return offset;
      offset = nodeStart(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number" && part < node.items.length) {
      node = node.items[part];
      offset = nodeStart(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function nodeStart(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}
