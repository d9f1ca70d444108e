import { type CelInput, type CelResult, celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import { itemElement, listKind } from "../fields/field-set.ts";
import { deepEqual, isObject, type Json } from "../json.ts";
import { CEL_FUNCTIONS } from "./cel-functions.ts";
import { celName, toCelInput } from "./cel-value.ts";
import { child, invalidValue, keyed, type Problem } from "./problem.ts";
import { childOf, type Schema, type ValidationRule } from "./schema.ts";

type Expression = (variables: { [name: string]: CelInput }) => CelResult;

type Compiled = { check: Expression; message: Expression | undefined; isTransition: boolean };

const environment = celEnv({ funcs: CEL_FUNCTIONS });

const compile = (source: string): Expression => plan(environment, parse(source));

const compiled = new WeakMap<ValidationRule, Compiled>();

/** Throws what is wrong with the expression. */
export function compileRule(rule: ValidationRule): Compiled {
  const known = compiled.get(rule);
  if (known !== undefined) return known;
  const result: Compiled = {
    check: compile(rule.rule),
    message: rule.messageExpression === undefined ? undefined : compile(rule.messageExpression),
    isTransition: /\boldSelf\b/.test(rule.rule),
  };
  compiled.set(rule, result);
  return result;
}

function messageOf(
  rule: ValidationRule,
  message: Expression | undefined,
  variables: { [name: string]: CelInput },
): string {
  const text = message?.(variables);
  if (typeof text === "string" && text.trim() !== "" && !text.includes("\n")) return text.trim();
  return rule.message?.trim() ?? `failed rule: ${rule.rule.trim()}`;
}

/** `.a.b` and `['a.b']`, as `fieldPath` writes them, after a path. */
function extended(path: string, fieldPath: string | undefined): string {
  const steps = (fieldPath ?? "").matchAll(/\.([A-Za-z0-9_$-]+)|\[['"]([^'"]+)['"]\]/g);
  return [...steps].reduce(
    (here, [, name, quoted]) => (name === undefined ? keyed(here, quoted ?? "") : child(here, name)),
    path,
  );
}

const REASONS: { [reason: string]: string } = {
  FieldValueForbidden: "Forbidden",
  FieldValueRequired: "Required value",
  FieldValueDuplicate: "Duplicate value",
};

/** Scalars are shown in the message, everything else is not. */
function ruleProblem(rule: ValidationRule, path: string, value: Json, text: string): Problem {
  const field = extended(path, rule.fieldPath);
  const label = REASONS[rule.reason ?? ""];
  const isScalar = value === null || typeof value !== "object";
  const plain = isScalar
    ? invalidValue(field, value, text)
    : { ...invalidValue(field, "", text), message: `Invalid value: ${text}` };
  if (rule.reason === undefined || label === undefined) return plain;
  const message =
    rule.reason === "FieldValueDuplicate" ? `${label}: ${JSON.stringify(value)}` : `${label}: ${text}`;
  return { ...plain, reason: rule.reason, message };
}

function problemOf(
  rule: ValidationRule,
  schema: Schema,
  path: string,
  self: Pair,
  old: CelInput | undefined,
  isUnchanged: boolean,
): Problem | undefined {
  const { check, message, isTransition } = compileRule(rule);
  if (isUnchanged && !isTransition) return undefined;
  if (isTransition && old === undefined && rule.optionalOldSelf !== true) return undefined;
  const variables: { [name: string]: CelInput } = { self: self.cel };
  if (old !== undefined) variables["oldSelf"] = old;
  const type = schema.type ?? "";
  const result = check(variables);
  if (result === true) return undefined;
  if (isCelError(result)) {
    const why = result.message.replace("field not found:", "no such key:");
    return invalidValue(path, type, `${why} evaluating rule: ${rule.message ?? rule.rule}`);
  }
  return ruleProblem(rule, path, self.value, messageOf(rule, message, variables));
}

type Pair = { value: Json; cel: CelInput };

/** Whether a schema or anything below it has rules: the rest of the object is not walked. */
const rulesBelow = new WeakMap<Schema, boolean>();

function hasRules(schema: Schema): boolean {
  const known = rulesBelow.get(schema);
  if (known !== undefined) return known;
  const below =
    (schema["x-kubernetes-validations"]?.length ?? 0) > 0 ||
    Object.values(schema.properties ?? {}).some(hasRules) ||
    (schema.items !== undefined && hasRules(schema.items)) ||
    (typeof schema.additionalProperties === "object" && hasRules(schema.additionalProperties));
  rulesBelow.set(schema, below);
  return below;
}

function listProblems(
  schema: Schema,
  items: Schema,
  path: string,
  self: Pair,
  old: Pair | undefined,
): Problem[] {
  const olds = new Map<string, Pair>();
  if (listKind(schema) === "map" && Array.isArray(old?.value)) {
    old.value.forEach((item, index) => {
      olds.set(itemElement(item, schema), { value: item, cel: (old.cel as CelInput[])[index] as CelInput });
    });
  }
  return (self.value as Json[]).flatMap((item, index) =>
    walk(
      items,
      keyed(path, String(index)),
      { value: item, cel: (self.cel as CelInput[])[index] as CelInput },
      olds.get(itemElement(item, schema)),
    ),
  );
}

const memberOf = (pair: Pair | undefined, schema: Schema, key: string): Pair | undefined => {
  if (pair === undefined || !isObject(pair.value) || !Object.hasOwn(pair.value, key)) return undefined;
  const cel = (pair.cel as Map<string, CelInput>).get(celName(schema, key)) as CelInput;
  return { value: pair.value[key] as Json, cel };
};

function walk(schema: Schema, path: string, self: Pair, old: Pair | undefined): Problem[] {
  if (!hasRules(schema) || self.value === null) return [];
  const isUnchanged = old !== undefined && deepEqual(self.value, old.value);
  const problems = (schema["x-kubernetes-validations"] ?? [])
    .map((rule) => problemOf(rule, schema, path, self, old?.cel, isUnchanged))
    .filter((item) => item !== undefined);
  if (Array.isArray(self.value)) {
    if (schema.items !== undefined) problems.push(...listProblems(schema, schema.items, path, self, old));
  } else if (isObject(self.value)) {
    for (const key of Object.keys(self.value)) {
      const type = childOf(schema, key);
      const member = memberOf(self, schema, key);
      if (type === undefined || member === undefined) continue;
      const isField = schema.properties !== undefined && Object.hasOwn(schema.properties, key);
      const here = isField ? child(path, key) : keyed(path, key);
      problems.push(...walk(type, here, member, memberOf(old, schema, key)));
    }
  }
  return problems;
}

/**
 * The problems that the schema's CEL rules find. Rules with `oldSelf` are judged where the old value is known;
 * all others not where the value is what it was. Expressions that fail to evaluate count as violated.
 */
export function ruleProblems(value: Json, schema: Schema, old: Json | undefined): Problem[] {
  if (!hasRules(schema)) return [];
  return walk(
    schema,
    "",
    { value, cel: toCelInput(value, schema) },
    old === undefined ? undefined : { value: old, cel: toCelInput(old, schema) },
  );
}
