import { type PathPart, type PlanIssue, pathText } from "./issue.ts";

/** A plan of full size has some 2,000 values, nested 12 deep. */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 32;

/**
 * What must be refused before anything walks the value by recursion: too much of it, too deep a nesting,
 * and keys that JavaScript takes for the prototype. Empty for everything sane.
 */
export function hostileIssues(spec: unknown): PlanIssue[] {
  const rest: { value: unknown; path: PathPart[] }[] = [{ value: spec, path: [] }];
  let values = 0;
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, path } = next;
    values += 1;
    if (values > MAX_VALUES) return [{ path: "spec", message: `must have at most ${MAX_VALUES} values` }];
    if (typeof value !== "object" || value === null) continue;
    if (path.length >= MAX_DEPTH) {
      return [{ path: pathText(path.slice(0, 4)), message: `must be nested at most ${MAX_DEPTH} deep` }];
    }
    if (Object.hasOwn(value, "__proto__")) {
      return [{ path: pathText([...path, "__proto__"]), message: "is not a field, and never will be" }];
    }
    const isList = Array.isArray(value);
    const keys = Object.keys(value);
    if (values + rest.length + keys.length > MAX_VALUES) {
      return [{ path: pathText(path), message: `must have at most ${MAX_VALUES} values` }];
    }
    for (const key of keys) {
      rest.push({
        value: (value as Record<string, unknown>)[key],
        path: [...path, isList ? Number(key) : key],
      });
    }
  }
  return [];
}
