import { describe, expect, test } from "vitest";
import { ownPath } from "./own-path.ts";

describe("where to go after signing in", () => {
  test.each(["/", "/migrations/mqtt/emqx-to-emqx-go", "/migrations/mqtt/a?command=x-1", "/a%20b"])(
    "%s is ours",
    (path) => {
      expect(ownPath(path)).toBe(path);
    },
  );

  test.each([
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%2f%2fevil.example",
    "/%2fevil.example",
    "%2f%2fevil.example",
    "/%5cevil.example",
    "/%255cevil.example",
    "/a//evil.example",
    "/\tevil",
    "/\n/evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "evil",
    "",
    "/%",
    `/${"a".repeat(2_000)}`,
  ])("A14 %j becomes /", (path) => {
    expect(ownPath(path)).toBe("/");
  });

  test("nothing wanted is /", () => {
    expect(ownPath(undefined)).toBe("/");
  });
});
