import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../../core/access/access.ts";
import type { SignInAnswer } from "../../ports/sign-in.ts";
import { makeSignIn } from "./make-sign-in.ts";
import { startFakeProvider } from "./testing/fake-provider.ts";

const publicOrigin = "https://crossfade.example.com";
const EIGHT_HOURS = 8 * 3_600_000;

let provider: Awaited<ReturnType<typeof startFakeProvider>>;
let skew = 0;
const tokens = new Map<string, Actor>();

beforeAll(async () => {
  // next-auth reads its own address from the environment only.
  process.env["NEXTAUTH_URL"] = publicOrigin;
  provider = await startFakeProvider("crossfade");
});
afterAll(() => provider.stop());
beforeEach(() => {
  skew = 0;
  tokens.clear();
  provider.change = (claims) => claims;
  provider.signedBy = "us";
  provider.calledInstead = undefined;
});

const clock = {
  now: () => Date.now() + skew,
  monotonic: () => performance.now(),
  sleep: () => Promise.resolve(),
};

type Change = { secret?: string; tokenSignIn?: boolean; access?: { whoIs: () => Promise<never> } };

function makeOne({ access, ...change }: Change = {}) {
  return makeSignIn({
    settings: {
      publicOrigin,
      secret: "a secret of the tests, long enough",
      tokenSignIn: true,
      oidc: {
        issuer: provider.issuer,
        clientId: "crossfade",
        clientSecret: "shared",
        groupsClaim: "groups",
        userPrefix: "oidc:",
        groupsPrefix: "oidc:",
      },
      ...change,
    },
    access: {
      may: () => Promise.resolve(false),
      whoIs: (token) => Promise.resolve(tokens.get(token)),
      ...access,
    },
    clock,
    warn: () => {},
  });
}

/** What a browser holds after an answer. */
function jarAfter(answer: SignInAnswer, before: Record<string, string> = {}): Record<string, string> {
  const jar = { ...before };
  for (const cookie of answer.setCookies) {
    const [pair = ""] = cookie.split(";");
    const name = pair.slice(0, pair.indexOf("="));
    const value = decodeURIComponent(pair.slice(pair.indexOf("=") + 1));
    if (value === "" || /max-age=0/i.test(cookie)) delete jar[name];
    else jar[name] = value;
  }
  return jar;
}

/** Goes to the provider and comes back. `meddle` may change what is brought back. */
async function throughOidc(
  signIn = makeOne(),
  meddle: (query: Record<string, string>, jar: Record<string, string>) => void = () => {},
) {
  const begun = await signIn.beginOidc("/migrations/mqtt/a", {});
  const target = new URL(begun.location ?? "");
  provider.nonce = target.searchParams.get("nonce") ?? "";
  const jar = jarAfter(begun);
  const query = { code: "c", state: target.searchParams.get("state") ?? "" };
  meddle(query, jar);
  const answer = await signIn.handle(["callback", "oidc"], {
    method: "GET",
    cookies: jar,
    query,
    body: {},
    headers: {},
  });
  return { begun, target, answer, jar: jarAfter(answer, jar), signIn };
}

describe("signing in at an OIDC provider", () => {
  test("asks with PKCE, state and nonce, and comes back to a path of ours as issuer and subject", async () => {
    const { target, answer, jar, signIn } = await throughOidc();
    for (const name of ["code_challenge", "state", "nonce"])
      expect(target.searchParams.get(name)).toBeTruthy();
    expect(target.searchParams.get("code_challenge_method")).toBe("S256");
    expect(answer.location).toBe(`${publicOrigin}/migrations/mqtt/a`);
    expect((await signIn.sessionOf(jar))?.actor).toEqual({
      name: `oidc:${provider.issuer}#jane`,
      groups: ["oidc:sre"],
    });
  });

  test("A37 every cookie is __Host-, Secure, HttpOnly and SameSite", async () => {
    const { begun, answer } = await throughOidc();
    for (const cookie of [...begun.setCookies, ...answer.setCookies]) {
      expect(cookie).toMatch(/^__Host-crossfade\./);
      for (const attribute of ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"])
        expect(cookie).toContain(attribute);
      expect(cookie).not.toContain("Domain");
    }
  });

  test.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    ["another audience", (claims) => ({ ...claims, aud: "somebody-else" })],
    ["no nonce", ({ nonce: _, ...claims }) => claims],
    ["another nonce", (claims) => ({ ...claims, nonce: "x" })],
    ["another issuer", (claims) => ({ ...claims, iss: "https://evil.example" })],
    ["an end in the past", (claims) => ({ ...claims, exp: 1 })],
    [
      "an unverified e-mail address",
      (claims) => ({ ...claims, email: "a@example.com", email_verified: false }),
    ],
    ["groups that are a text", (claims) => ({ ...claims, groups: "system:masters" })],
  ])("A08 an ID token with %s is refused", async (_what, change) => {
    provider.change = change;
    const { answer, jar, signIn } = await throughOidc();
    expect(answer.location).toMatch(/error=/);
    expect(await signIn.sessionOf(jar)).toBeUndefined();
  });

  test.each(["another", "nobody"] as const)("A08 an ID token signed by %s is refused", async (signedBy) => {
    provider.signedBy = signedBy;
    const { jar, signIn } = await throughOidc();
    expect(await signIn.sessionOf(jar)).toBeUndefined();
  });

  test("A08 a callback without our state, or in another browser, is refused", async () => {
    const forged = await throughOidc(makeOne(), (query) => (query["state"] = "forged"));
    expect(await forged.signIn.sessionOf(forged.jar)).toBeUndefined();
    const elsewhere = await throughOidc(makeOne(), (_query, jar) =>
      Object.keys(jar).forEach((name) => delete jar[name]),
    );
    expect(await elsewhere.signIn.sessionOf(elsewhere.jar)).toBeUndefined();
  });

  test("a provider that calls itself otherwise than OIDC_ISSUER is not used", async () => {
    provider.calledInstead = "https://issuer.example.com";
    expect((await makeOne().beginOidc("/", {})).location).toBe("/signin?error=Provider");
  });

  test("A14 the way back is ours, whatever is asked for", async () => {
    for (const to of ["//evil.example", "/\\evil.example", "https://evil.example", "/%2f%2fevil.example"]) {
      const begun = await makeOne().beginOidc(to, {});
      expect(jarAfter(begun)["__Host-crossfade.return"]).toBe(`${publicOrigin}/`);
    }
  });
});

describe("signing in with a Kubernetes token", () => {
  const jane: Actor = { name: "jane", groups: ["system:authenticated"] };
  const jwtWithEnd = (end: number) =>
    `h.${Buffer.from(JSON.stringify({ exp: Math.floor(end / 1_000) })).toString("base64url")}.s`;
  const open = async (token: string, signIn = makeOne()) => {
    const answer = await signIn.withToken(token, "/", {});
    return { answer, jar: jarAfter(answer), signIn };
  };

  test("gives a session of the reviewed name and groups, without the token in it", async () => {
    tokens.set("good-token", jane);
    const { jar, signIn, answer } = await open("good-token");
    expect((await signIn.sessionOf(jar))?.actor).toEqual(jane);
    expect(JSON.stringify(answer)).not.toContain("good-token");
  });

  test("that is wrong gives none", async () => {
    const { answer, jar, signIn } = await open("wrong");
    expect(answer.location).toContain("error=CredentialsSignin");
    expect(await signIn.sessionOf(jar)).toBeUndefined();
  });

  test("A40 that cannot be reviewed now says so, and nothing of the reason", async () => {
    const signIn = makeOne({ access: { whoIs: () => Promise.reject(new Error("POST 10.0.0.1: refused")) } });
    expect((await signIn.withToken("good-token", "/", {})).location).toMatch(/error=Unavailable/);
  });

  test("is not offered when it is switched off", async () => {
    tokens.set("good-token", jane);
    const { jar, signIn } = await open("good-token", makeOne({ tokenSignIn: false }));
    expect(await signIn.sessionOf(jar)).toBeUndefined();
  });

  test("A26 with control characters in its name gives none", async () => {
    tokens.set("odd", { name: "ja\nne", groups: [] });
    const { jar, signIn } = await open("odd");
    expect(await signIn.sessionOf(jar)).toBeUndefined();
  });

  test("ends with the token, and after 8 h at most", async () => {
    const soon = jwtWithEnd(Date.now() + 600_000);
    const late = jwtWithEnd(Date.now() + 30 * EIGHT_HOURS);
    tokens.set(soon, jane).set(late, jane);
    const short = await open(soon);
    const long = await open(late);
    skew = 590_000;
    expect(await short.signIn.sessionOf(short.jar)).toBeDefined();
    skew = 601_000;
    expect(await short.signIn.sessionOf(short.jar)).toBeUndefined();
    skew = EIGHT_HOURS - 10_000;
    expect(await long.signIn.sessionOf(long.jar)).toBeDefined();
    skew = EIGHT_HOURS + 1_000;
    expect(await long.signIn.sessionOf(long.jar)).toBeUndefined();
  });

  test("A09 each sign-in makes a new session token, whatever was there before", async () => {
    tokens.set("good-token", jane);
    const signIn = makeOne();
    const planted = { "__Host-crossfade.session": "planted" };
    const one = jarAfter(await signIn.withToken("good-token", "/", planted), planted);
    const two = jarAfter(await signIn.withToken("good-token", "/", one), one);
    expect(one["__Host-crossfade.session"]).not.toBe("planted");
    expect(two["__Host-crossfade.session"]).not.toBe(one["__Host-crossfade.session"]);
  });

  test("A10 what a client sends to the session changes nothing, and does not prolong it", async () => {
    tokens.set("good-token", jane);
    const { jar, signIn } = await open("good-token");
    const before = await signIn.sessionOf(jar);
    const csrf = await signIn.handle(["csrf"], {
      method: "GET",
      cookies: jar,
      query: {},
      body: {},
      headers: {},
    });
    const { csrfToken } = JSON.parse(csrf.body ?? "{}") as { csrfToken: string };
    const withCsrf = jarAfter(csrf, jar);
    skew = 3_600_000;
    const data = {
      actor: { name: "admin", groups: ["system:masters"] },
      groups: ["system:masters"],
      endsAt: 9e15,
      role: "admin",
    };
    const update = await signIn.handle(["session"], {
      method: "POST",
      cookies: withCsrf,
      query: {},
      body: { csrfToken, data } as unknown as Record<string, string>,
      headers: {},
    });
    expect(await signIn.sessionOf(jarAfter(update, withCsrf))).toEqual(before);
  });

  test("a session made with another secret is nobody's", async () => {
    tokens.set("good-token", jane);
    const { jar } = await open("good-token");
    expect(await makeOne({ secret: "another secret of the tests, as long" }).sessionOf(jar)).toBeUndefined();
    expect(await makeOne().sessionOf({ "__Host-crossfade.session": "rubbish" })).toBeUndefined();
  });

  test("signing out takes the session away", async () => {
    tokens.set("good-token", jane);
    const { jar, signIn } = await open("good-token");
    const answer = await signIn.signOut(jar);
    expect(await signIn.sessionOf(jarAfter(answer, jar))).toBeUndefined();
  });
});
