import { asString, isObject, type Json, type JsonObject } from "../json.ts";
import type { Column } from "../resource.ts";
import { ageCell } from "./columns.ts";

type Step =
  | { kind: "field"; name: string }
  | { kind: "index"; index: number }
  | { kind: "all" }
  | { kind: "filter"; path: string[]; wanted: string };

const TOKEN =
  /\.([A-Za-z0-9_\-/]+(?:\\\.[A-Za-z0-9_\-/]+)*)|\[(-?\d+)\]|\[\*\]|\.\*|\['([^']+)'\]|\[\?\(\s*@\.([A-Za-z0-9_.\-]+)\s*==\s*["']([^"']*)["']\s*\)\]/gy;

/** The JSON paths of printer columns: fields, `[0]`, `[*]`, `['a.b']` and `[?(@.type=="Ready")]`. */
export function parseJsonPath(path: string): Step[] | undefined {
  const steps: Step[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let found = TOKEN.exec(path); found !== null; found = TOKEN.exec(path)) {
    const [, field, index, quoted, filter, wanted] = found;
    if (field !== undefined) steps.push({ kind: "field", name: field.replaceAll("\\.", ".") });
    else if (index !== undefined) steps.push({ kind: "index", index: Number(index) });
    else if (quoted !== undefined) steps.push({ kind: "field", name: quoted });
    else if (filter !== undefined)
      steps.push({ kind: "filter", path: filter.split("."), wanted: wanted ?? "" });
    else steps.push({ kind: "all" });
    end = TOKEN.lastIndex;
  }
  return end === path.length ? steps : undefined;
}

function next(values: Json[], step: Step): Json[] {
  return values.flatMap((value): Json[] => {
    switch (step.kind) {
      case "field":
        return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name] as Json] : [];
      case "index":
        return Array.isArray(value) ? value.slice(step.index).slice(0, 1) : [];
      case "all":
        return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
      case "filter":
        return (Array.isArray(value) ? value : []).filter((item) => {
          const inner = step.path.reduce<Json[]>((here, name) => next(here, { kind: "field", name }), [item]);
          return String(inner[0]) === step.wanted;
        });
    }
  });
}

export function evaluateJsonPath(root: Json, steps: readonly Step[]): Json[] {
  return steps.reduce<Json[]>(next, [root]);
}

const TYPES = ["string", "integer", "number", "boolean", "date"] as const;

function cellOf(value: Json, type: Column["type"], now: number): Json {
  if (type === "date") return typeof value === "string" ? ageCell(value, now) : null;
  if (type === "string") return typeof value === "string" ? value : JSON.stringify(value);
  if (type === "boolean") return typeof value === "boolean" ? value : null;
  if (typeof value !== "number") return null;
  return type === "integer" ? Math.trunc(value) : value;
}

/** One of a CRD's `additionalPrinterColumns`. */
export function columnFromPath(definition: JsonObject): Column {
  const type = TYPES.find((name) => name === definition["type"]) ?? "string";
  const steps = parseJsonPath(asString(definition["jsonPath"]));
  const format = asString(definition["format"]);
  return {
    name: asString(definition["name"]),
    type,
    ...(format === "" ? {} : { format }),
    description:
      asString(definition["description"]) ||
      `Custom resource definition column (in JSONPath format): ${asString(definition["jsonPath"])}`,
    priority: typeof definition["priority"] === "number" ? definition["priority"] : 0,
    cell: (object, now) => {
      const [value] = steps === undefined ? [] : evaluateJsonPath(object, steps);
      return value === undefined ? null : cellOf(value, type, now);
    },
  };
}
