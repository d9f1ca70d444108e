import { describe, expect, test } from "vitest";
import { contentSecurityPolicy, fixedHeaders } from "./security-headers.ts";

const policy = new Map(
  contentSecurityPolicy("abc", { dev: false })
    .split("; ")
    .map((part) => [part.split(" ")[0] ?? "", part.split(" ").slice(1).join(" ")]),
);

describe("what a page may do", () => {
  test("A17 scripts need the nonce; there are no plugins and no other base", () => {
    expect(policy.get("script-src")).toBe("'nonce-abc' 'strict-dynamic'");
    expect(policy.get("object-src")).toBe("'none'");
    expect(policy.get("base-uri")).toBe("'none'");
  });

  test("A18 nobody frames it", () => {
    expect(policy.get("frame-ancestors")).toBe("'none'");
    expect(fixedHeaders({ https: true })["x-frame-options"]).toBe("DENY");
  });

  test("our own forms say where they come from", () => {
    expect(fixedHeaders({ https: false })["referrer-policy"]).toBe("same-origin");
  });
});
