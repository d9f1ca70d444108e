import { describe, expect, it } from "vitest";
import type { Json } from "../json.ts";
import { ruleProblems } from "./rules.ts";
import type { Schema, ValidationRule } from "./schema.ts";

const NUMBERS: Schema = { type: "array", items: { type: "integer" } };

function schemaWith(rule: ValidationRule, more: { [name: string]: Schema } = {}): Schema {
  return {
    type: "object",
    properties: {
      spec: {
        type: "object",
        "x-kubernetes-validations": [rule],
        properties: {
          a: { type: "integer" },
          b: { type: "number" },
          name: { type: "string" },
          "with-dash": { type: "string" },
          numbers: NUMBERS,
          labels: { type: "object", additionalProperties: { type: "string" } },
          ...more,
        },
      },
    },
  };
}

const judged = (rule: string | ValidationRule, spec: Json, old?: Json): string[] =>
  ruleProblems(
    { spec },
    schemaWith(typeof rule === "string" ? { rule } : rule),
    old === undefined ? undefined : { spec: old },
  ).map((problem) => `${problem.field}: ${problem.message}`);

describe("CEL rules", () => {
  it.each<[string, Json]>([
    ["self.a + 1 == 3", { a: 2 }],
    ["self.b / 2.0 == 0.5", { b: 1 }],
    ["self.a > 1.5", { a: 2 }],
    ["!has(self.name) || self.name.size() > 2", {}],
    ["has(self.labels) && 'x' in self.labels && self.labels['x'] == 'y'", { labels: { x: "y" } }],
    ["self.numbers.all(n, n > 0) && self.numbers.exists_one(n, n == 2)", { numbers: [1, 2, 3] }],
    ["self.numbers.isSorted() && self.numbers.sum() == 6 && self.numbers.max() == 3", { numbers: [1, 2, 3] }],
    ["self.numbers.indexOf(2) == 1 && self.numbers.min() == 1", { numbers: [1, 2, 3] }],
    [
      "self.name.matches('^a+$') && self.name.startsWith('a') && self.name.split('a').size() == 3",
      { name: "aa" },
    ],
    ["self.name.find('[0-9]+') == '12' && self.name.findAll('[0-9]+') == ['12', '3']", { name: "a12b3" }],
    ["self.with__dash__dash == 'x'", { "with-dash": "x" }],
    ["duration(self.name) < duration('2m')", { name: "90s" }],
    ["[has(self.a), has(self.b)].filter(given, given).size() == 1", { a: 1 }],
    [
      "[0, 1].all(i, i + 1 >= self.numbers.size() || self.numbers[i] <= self.numbers[i + 1])",
      { numbers: [1, 2] },
    ],
  ])("%s holds", (rule, spec) => {
    expect(judged(rule, spec)).toEqual([]);
  });

  it("say what is violated at their own path, or the one they name", () => {
    expect(judged({ rule: "self.a < 1", message: "too large" }, { a: 1 })).toEqual([
      "spec: Invalid value: too large",
    ]);
    expect(judged({ rule: "self.a < 1", message: "too large", fieldPath: ".a" }, { a: 1 })).toEqual([
      "spec.a: Invalid value: too large",
    ]);
    expect(judged("self.a < 1", { a: 1 })).toEqual(["spec: Invalid value: failed rule: self.a < 1"]);
  });

  it("make their message by an expression, and fall back when it fails", () => {
    const rule = { rule: "self.a < 1", message: "fixed", messageExpression: "'got ' + string(self.a)" };
    expect(judged(rule, { a: 4 })).toEqual(["spec: Invalid value: got 4"]);
    expect(judged({ ...rule, messageExpression: "string(self.b)" }, { a: 4 })).toEqual([
      "spec: Invalid value: fixed",
    ]);
  });

  it("give the reason that they name", () => {
    const [problem] = ruleProblems(
      { spec: { a: 1 } },
      schemaWith({ rule: "self.a < 1", message: "no", reason: "FieldValueForbidden" }),
      undefined,
    );
    expect([problem?.reason, problem?.message]).toEqual(["FieldValueForbidden", "Forbidden: no"]);
  });

  it("count as violated when they cannot be evaluated", () => {
    expect(judged("self.name == 'x'", {})).toEqual([
      "spec: Invalid value: \"object\": no such key: name evaluating rule: self.name == 'x'",
    ]);
  });

  it("with oldSelf are judged on updates only, unless they say otherwise", () => {
    const rule = { rule: "self == oldSelf", message: "immutable" };
    expect(judged(rule, { a: 1 })).toEqual([]);
    expect(judged(rule, { a: 1 }, { a: 1 })).toEqual([]);
    expect(judged(rule, { a: 1 }, { a: 2 })).toEqual(["spec: Invalid value: immutable"]);
    expect(judged(rule, { a: 1, extra: [1] }, { a: 1, extra: [2] })).toEqual([
      "spec: Invalid value: immutable",
    ]);
  });

  it("do not judge again what an update leaves as it was", () => {
    expect(judged("self.a < 1", { a: 5 }, { a: 5 })).toEqual([]);
    expect(judged("self.a < 1", { a: 5 }, { a: 4 })).toHaveLength(1);
  });

  it("judge each item of a list and each value of a map", () => {
    const rules: ValidationRule[] = [{ rule: "self > 0" }];
    const schema: Schema = {
      type: "object",
      properties: {
        list: { type: "array", items: { type: "integer", "x-kubernetes-validations": rules } },
        map: { type: "object", additionalProperties: { type: "integer", "x-kubernetes-validations": rules } },
      },
    };
    const problems = ruleProblems({ list: [1, 0], map: { a: -1, b: 2 } }, schema, undefined);
    expect(problems.map((problem) => problem.field)).toEqual(["list[1]", "map[a]"]);
  });
});
