import { describe, expect, it } from "vitest";
import { parsePlan } from "./parse.ts";
import { exampleSpec, exampleYaml } from "./testing/example.ts";
import { parsePlanYaml, type YamlIssue } from "./yaml.ts";

const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

function issuesOf(text: string): YamlIssue[] {
  const pasted = parsePlanYaml(text);
  if (!pasted.ok) return pasted.error;
  const plan = parsePlan(pasted.value.spec, "strict");
  return plan.ok ? [] : pasted.value.locate(plan.error);
}

it("reads the whole object, its spec alone, and JSON", () => {
  expect(parsePlanYaml(exampleYaml)).toMatchObject({
    ok: true,
    value: { name: "emqx-to-emqx-go", namespace: "mqtt", spec: exampleSpec() },
  });
  const json = JSON.stringify(exampleSpec(), null, 2);
  expect(parsePlanYaml(json)).toMatchObject({ ok: true, value: { spec: exampleSpec() } });
  expect(issuesOf(json)).toEqual([]);
});

it("says on which line each issue is", () => {
  const text = exampleYaml
    .replace("weight: 25,", "weight: 5,")
    .replace("settle: 90s", "settle: 90")
    .replace("    drain: restart-green", "    drian: restart-green");
  expect(issuesOf(text)).toMatchObject([
    { path: "spec.traffic.settle", line: lineOf(text, "settle: 90") },
    { path: "spec.rollback.drian", line: lineOf(text, "drian:") },
    { path: "spec.phases[1].stages[2].weight", line: lineOf(text, "weight: 5,") },
  ]);
});

it("says on which line the holder of a missing field is", () => {
  const text = exampleYaml.replace("    minReady: 2\n", "").replace("    title: Erlang EMQX\n", "");
  expect(issuesOf(text)).toMatchObject([{ path: "spec.blue.title", line: lineOf(text, "  blue:") }]);
});

describe("weights (A25)", () => {
  it.each([".nan", "0x10", "1e2", "0o10", "+10", "-1", "101", "3.5", '"10"', "1_0", "~", ".inf"])(
    "of %s are refused, with the field and its line",
    (written) => {
      const text = exampleYaml.replace("weight: 10,", `weight: ${written},`);
      expect(issuesOf(text)).toMatchObject([
        { path: "spec.phases[1].stages[1].weight", line: lineOf(text, `weight: ${written},`) },
      ]);
    },
  );
});

describe("a hostile text (A23, A24)", () => {
  it.each([
    ["a prototype", "spec:\n  __proto__: { a: 1 }", /never will be/],
    ["a quoted prototype", 'spec:\n  "__proto__": { a: 1 }', /never will be/],
    ["a merge key", "spec:\n  <<: { a: 1 }", /merge key/],
    ["a bomb of aliases", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", /anchors and aliases/],
    ["a tag", "spec: !!js/function 'x'", /tags/],
    ["a key twice", "spec:\n  title: a\n  title: b", /twice/],
    ["a key that is no text", "spec:\n  ? [a]\n  : b", /text for its keys/],
    ["two documents", "a: 1\n---\nb: 2", /multiple documents/],
    ["10 MiB", "a: b\n".repeat(2 * 1024 * 1024), /256 KiB/],
    ["deep flow", "[".repeat(100_000), /nested/],
    ["deep blocks", "- ".repeat(100_000), /nested/],
    [
      "deep indentation",
      Array.from({ length: 60 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
      /nested/,
    ],
    ["50,000 keys", Array.from({ length: 50_000 }, (_, key) => `${key}`).join(":\n"), /256 KiB|tokens/],
    ["a list of 30,000", `[${"1,".repeat(30_000)}1]`, /tokens/],
    ["quotes without end", '"'.repeat(250_000), /tokens/],
    ["no YAML at all", "{ a: [", /not YAML/],
    ["another kind", "kind: Secret\nspec: {}", /must be Migration/],
  ])("with %s is refused in words", (_, text, words) => {
    expect(
      issuesOf(text)
        .map((issue) => issue.message)
        .join("\n"),
    ).toMatch(words);
  });

  it("of nothing is a plan without its fields", () => {
    expect(issuesOf("")).toMatchObject([{ path: "spec", message: "must be an object, not null" }]);
  });
});
