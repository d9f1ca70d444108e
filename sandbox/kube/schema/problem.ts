import type { Json } from "../json.ts";
import type { FieldProblem } from "../status-error.ts";

/** Problems after which kube-apiserver evaluates no CEL rules: values that the rules cannot rely on. */
export type Problem = FieldProblem & { blocksRules: boolean };

/** A value as kube-apiserver prints it in a message. */
export const shown = (value: Json): string => JSON.stringify(value);

export const child = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);
export const keyed = (path: string, key: string): string => `${path}[${key}]`;

const problem = (field: string, reason: string, message: string, blocksRules: boolean): Problem => ({
  field: field === "" ? "<nil>" : field,
  reason,
  message,
  blocksRules,
});

export const invalidValue = (path: string, value: Json, why: string): Problem =>
  problem(path, "FieldValueInvalid", `Invalid value: ${shown(value)}: ${why}`, false);

export const wrongType = (path: string, value: Json, type: string): Problem =>
  problem(
    path,
    "FieldValueTypeInvalid",
    `Invalid value: ${shown(typeName(value))}: ${path || "body"} in body must be of type ${type}: ${shown(typeName(value))}`,
    true,
  );

export const wrongFormat = (path: string, value: string, format: string): Problem =>
  problem(
    path,
    "FieldValueTypeInvalid",
    `Invalid value: ${shown(value)}: ${path} in body must be of type ${format}: ${shown(value)}`,
    true,
  );

export const required = (path: string): Problem =>
  problem(path, "FieldValueRequired", "Required value", true);

export const unsupported = (path: string, value: Json, allowed: readonly Json[]): Problem =>
  problem(
    path,
    "FieldValueNotSupported",
    `Unsupported value: ${shown(value)}: supported values: ${allowed
      .map((item) => (typeof item === "string" ? JSON.stringify(item) : JSON.stringify(JSON.stringify(item))))
      .join(", ")}`,
    true,
  );

export const tooLong = (path: string, max: number): Problem =>
  problem(path, "FieldValueTooLong", `Too long: may not be more than ${max} bytes`, true);

export const tooMany = (path: string, actual: number, max: number): Problem =>
  problem(path, "FieldValueTooMany", `Too many: ${actual}: must have at most ${max} items`, true);

export const duplicate = (path: string, value: Json): Problem =>
  problem(path, "FieldValueDuplicate", `Duplicate value: ${shown(value)}`, false);

export function typeName(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
