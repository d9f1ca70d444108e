import { describe, expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";

const least = {
  PROMETHEUS_URL: "http://127.0.0.1:9090/",
  NEXTAUTH_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "0123456789abcdef0123456789abcdef",
};
const problemsOf = (extra: Record<string, string | undefined>) => {
  const read = readEnvironment({ ...least, ...extra });
  return read.ok ? [] : read.error;
};

describe("the settings", () => {
  test("three are enough, and the rest have the defaults of the contract", () => {
    const read = readEnvironment(least);
    expect(read).toEqual({
      ok: true,
      value: {
        prometheus: { url: "http://127.0.0.1:9090" },
        publicOrigin: "http://localhost:3000",
        secret: least.NEXTAUTH_SECRET,
        tokenSignIn: true,
        role: "all",
        namespaces: "all",
        tickMs: 1_000,
        port: 3_000,
      },
    });
  });

  test.each(["PROMETHEUS_URL", "NEXTAUTH_URL", "NEXTAUTH_SECRET"])(
    "a missing %s is named in one line",
    (name) => {
      for (const value of [undefined, "", "  "]) {
        const problems = problemsOf({ [name]: value });
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(new RegExp(`^${name} is missing: `));
        expect(problems[0]).not.toContain("\n");
      }
    },
  );

  test.each([
    ["PROMETHEUS_URL", "prometheus:9090"],
    ["PROMETHEUS_URL", "file:///etc/passwd"],
    ["NEXTAUTH_URL", "localhost:3000"],
    ["NEXTAUTH_URL", "https://example.com/crossfade"],
    ["ALERTMANAGER_URL", "nowhere"],
    ["PROMETHEUS_PUBLIC_URL", "javascript:alert(1)"],
    ["NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", "short"],
    ["OIDC_ISSUER", "http://issuer.example.com"],
    ["CROSSFADE_TOKEN_SIGNIN", "maybe"],
    ["CROSSFADE_ROLE", "everything"],
    ["CROSSFADE_NAMESPACES", "mqtt,Not_One"],
    ["CROSSFADE_TICK", "1"],
    ["CROSSFADE_TICK", "1ms"],
    ["PORT", "65536"],
    ["PORT", "0x10"],
  ])("%s=%s is refused by name", (name, value) => {
    const extra = name === "OIDC_ISSUER" ? { OIDC_CLIENT_ID: "crossfade" } : {};
    expect(problemsOf({ ...extra, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  });

  test("every wrong one is said at once", () => {
    expect(problemsOf({ PORT: "x", CROSSFADE_ROLE: "x", PROMETHEUS_URL: undefined })).toHaveLength(3);
  });

  test("empty counts as absent everywhere", () => {
    const empty = { KUBECONFIG: "", CROSSFADE_NAMESPACES: "", OIDC_ISSUER: "", CROSSFADE_TICK: "", PORT: "" };
    expect(readEnvironment({ ...least, ...empty })).toEqual(readEnvironment(least));
  });

  test("OIDC is configured as a whole, with prefixes that default to oidc:", () => {
    const read = readEnvironment({
      ...least,
      OIDC_ISSUER: "https://issuer.example.com/",
      OIDC_CLIENT_ID: "crossfade",
    });
    expect(read.ok && read.value.oidc).toEqual({
      issuer: "https://issuer.example.com/",
      clientId: "crossfade",
      groupsClaim: "groups",
      userPrefix: "oidc:",
      groupsPrefix: "oidc:",
    });
    expect(problemsOf({ OIDC_ISSUER: "http://127.0.0.1:4000" })).toEqual([
      expect.stringMatching(/^OIDC_CLIENT_ID is missing/),
    ]);
    expect(problemsOf({ OIDC_CLIENT_ID: "crossfade" })).toEqual([
      expect.stringMatching(/^OIDC_ISSUER is missing/),
    ]);
  });

  test("namespaces are a list", () => {
    const read = readEnvironment({ ...least, CROSSFADE_NAMESPACES: "mqtt, shop" });
    expect(read.ok && read.value.namespaces).toEqual(["mqtt", "shop"]);
  });
});
