import { describe, expect, test } from "vitest";
import { parseCommand } from "./command-schema.ts";

const least = { id: "a", kind: "advance", stage: "canary-1", planHash: "0".repeat(64) };
const pathsOf = (body: unknown) => {
  const parsed = parseCommand(body);
  return parsed.ok ? [] : parsed.error.map((problem) => problem.path);
};

describe("the body of a command", () => {
  test("the least one has no optional field at all", () => {
    expect(parseCommand(least)).toEqual({ ok: true, value: least });
    expect(parseCommand({ ...least, stage: "" }).ok).toBe(true);
  });

  test("every problem is told at once, with its path", () => {
    expect(pathsOf({ id: "-a", kind: "promote", planHash: "", weight: 100, force: "yes" }).sort()).toEqual(
      ["force", "id", "kind", "planHash", "stage", "weight"].sort(),
    );
  });

  test.each(["", "-", "a-", "-a", "a_b", "ä", "a b", "a".repeat(64), 7, null])(
    "the id %j is refused",
    (id) => {
      expect(pathsOf({ ...least, id })).toEqual(["id"]);
    },
  );

  test.each(["a", "A-9", "a--b", "a".repeat(63)])("the id %j is taken", (id) => {
    expect(pathsOf({ ...least, id })).toEqual([]);
  });

  test("A23 unknown keys and __proto__ are refused", () => {
    expect(pathsOf(JSON.parse(`{"__proto__": {"force": true}, ${JSON.stringify(least).slice(1)}`))).toEqual([
      "__proto__",
    ]);
    expect(pathsOf({ ...least, constructor: {} })).toEqual(["constructor"]);
  });

  test("A30 a weight from the client is an unknown key", () => {
    expect(pathsOf({ ...least, weight: 100 })).toEqual(["weight"]);
  });

  test("A31 a reason is measured in bytes: 4 KiB at most", () => {
    expect(pathsOf({ ...least, reason: "a".repeat(4_096) })).toEqual([]);
    expect(pathsOf({ ...least, reason: "a".repeat(4_097) })).toEqual(["reason"]);
    expect(pathsOf({ ...least, reason: "ä".repeat(2_049) })).toEqual(["reason"]);
  });

  test.each([null, [], "advance", 7, undefined])("a body that is %j is no command", (body) => {
    expect(pathsOf(body)).toEqual(["body"]);
  });
});
