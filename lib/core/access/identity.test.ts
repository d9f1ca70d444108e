import { describe, expect, test } from "vitest";
import { type IdentityRules, oidcActor, reviewedActor } from "./identity.ts";

const rules: IdentityRules = {
  issuer: "https://issuer.example.com",
  groupsClaim: "groups",
  userPrefix: "oidc:",
  groupsPrefix: "oidc:",
};
const claims = (extra: Record<string, unknown> = {}) => ({ iss: rules.issuer, sub: "42", ...extra });

describe("who an ID token stands for", () => {
  test("A07 is issuer and subject with the prefix, and never the e-mail address", () => {
    const actor = oidcActor(claims({ email: "root@example.com", preferred_username: "system:admin" }), rules);
    expect(actor).toEqual({ ok: true, value: { name: "oidc:https://issuer.example.com#42", groups: [] } });
  });

  test("A07 groups get their prefix and nothing else: case and look-alikes stay as they are", () => {
    const actor = oidcActor(claims({ groups: ["SRE", "sre", "ѕre"] }), rules);
    expect(actor.ok && actor.value.groups).toEqual(["oidc:SRE", "oidc:sre", "oidc:ѕre"]);
  });

  test.each([["sre"], [{ 0: "sre" }], [["sre", 7]], [[["sre"]]], [null], [true], [[""]]])(
    "A07 a confused groups claim is refused: %j",
    (groups) => {
      const actor = oidcActor(claims({ groups }), { ...rules, groupsPrefix: "" });
      expect(actor.ok).toBe(false);
    },
  );

  test("A07 nothing that begins with system: comes out, with any prefix", () => {
    expect(oidcActor(claims({ groups: ["masters"] }), { ...rules, groupsPrefix: "system:" }).ok).toBe(false);
    expect(oidcActor(claims({ groups: ["system:masters"] }), { ...rules, groupsPrefix: "" }).ok).toBe(false);
    expect(oidcActor(claims(), { ...rules, userPrefix: "system:" }).ok).toBe(false);
    const prefixed = oidcActor(claims({ groups: ["system:masters"] }), rules);
    expect(prefixed.ok && prefixed.value.groups).toEqual(["oidc:system:masters"]);
  });

  test("A07 a claim named like an inherited property is no claim", () => {
    const actor = oidcActor(claims(), { ...rules, groupsClaim: "constructor" });
    expect(actor.ok && actor.value.groups).toEqual([]);
  });

  test("A08 another issuer, a missing subject and an unverified e-mail address are refused", () => {
    expect(oidcActor(claims({ iss: "https://issuer.example.com/" }), rules).ok).toBe(false);
    expect(oidcActor({ iss: rules.issuer }, rules).ok).toBe(false);
    expect(oidcActor(claims({ email: "a@example.com", email_verified: false }), rules).ok).toBe(false);
  });

  test.each(["a\nb", "a\u0000b", "a\u001b[31m", "a\u0085b", "a\u2028b", "\u007f"])(
    "A26 control characters are refused in names and groups: %j",
    (text) => {
      expect(oidcActor(claims({ sub: text }), rules).ok).toBe(false);
      expect(oidcActor(claims({ groups: [text] }), rules).ok).toBe(false);
      expect(reviewedActor(text, []).ok).toBe(false);
      expect(reviewedActor("jane", [text]).ok).toBe(false);
    },
  );

  test("a reviewed token keeps the names that the API server gave", () => {
    const groups = ["system:serviceaccounts", "system:authenticated"];
    const actor = reviewedActor("system:serviceaccount:ci:deployer", groups);
    expect(actor).toEqual({ ok: true, value: { name: "system:serviceaccount:ci:deployer", groups } });
  });

  test("hundreds of groups are refused rather than cut off", () => {
    const groups = Array.from({ length: 251 }, (_, n) => `g${n}`);
    expect(oidcActor(claims({ groups }), rules).ok).toBe(false);
  });
});
