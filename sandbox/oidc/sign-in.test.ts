import { createHash, randomBytes } from "node:crypto";
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pickPort, worldPorts } from "../world/ports.ts";
import { answers, until } from "../world/wait-for.ts";

const redirectUri = "http://localhost:3000/api/auth/callback/oidc";
const users = { viewer: ["crossfade-viewers"], operator: ["crossfade-viewers", "crossfade-operators"] };

/** What a browser does: keeps cookies, and goes where it is sent until that leaves the provider. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async go(url: string, form?: URLSearchParams): Promise<{ url: string; page: string }> {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === undefined ? {} : { method: "POST", body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined) this.#cookies.set(name, value ?? "");
    }
    const location = response.headers.get("location");
    if (location === null) return { url, page: await response.text() };
    const next = new URL(location, url).href;
    return next.startsWith(redirectUri) ? { url: next, page: "" } : this.go(next);
  }
}

describe("signing in at the sandbox's OIDC provider", () => {
  let issuer = "";
  let provider: ChildProcess;

  beforeAll(async () => {
    const port = await pickPort(worldPorts);
    issuer = `http://127.0.0.1:${port}`;
    provider = spawn(process.execPath, [fileURLToPath(new URL("./main.ts", import.meta.url))], {
      stdio: ["pipe", "ignore", "ignore"],
      env: {
        ...process.env,
        SANDBOX_OIDC: JSON.stringify({
          port,
          issuer,
          clientId: "crossfade",
          clientSecret: "shared",
          redirectUris: [redirectUri],
          users,
        }),
      },
    });
    await until(() => answers(`${issuer}/.well-known/openid-configuration`), AbortSignal.timeout(15_000));
  });

  afterAll(() => {
    provider.kill();
  });

  const verifier = randomBytes(32).toString("base64url");
  const authorizeUrl = (more: Record<string, string> = {}) => {
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const query = new URLSearchParams({
      client_id: "crossfade",
      response_type: "code",
      redirect_uri: redirectUri,
      scope: "openid profile email",
      state: "s",
      nonce: "n",
      code_challenge: challenge,
      code_challenge_method: "S256",
      ...more,
    });
    return `${issuer}/auth?${query}`;
  };

  async function signIn(browser: Browser, user: string): Promise<Record<string, unknown>> {
    const page = await browser.go(authorizeUrl());
    expect(page.page).toContain(`value="${user}"`);
    const back = await browser.go(page.url, new URLSearchParams({ user }));
    const code = new URL(back.url).searchParams.get("code") ?? "";
    const response = await fetch(`${issuer}/token`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from("crossfade:shared").toString("base64")}` },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    });
    const { id_token: token } = (await response.json()) as { id_token: string };
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
  }

  it("takes one click on one's name, with no consent page, and says one's groups", async () => {
    const claims = await signIn(new Browser(), "operator");
    expect(claims).toMatchObject({
      iss: issuer,
      sub: "operator",
      aud: "crossfade",
      nonce: "n",
      groups: ["crossfade-viewers", "crossfade-operators"],
    });
  });

  it("asks again the next time, so that one can be somebody else", async () => {
    const browser = new Browser();
    expect((await signIn(browser, "operator"))["sub"]).toBe("operator");
    expect((await signIn(browser, "viewer"))["sub"]).toBe("viewer");
  });

  it("refuses a user that there is not", async () => {
    const browser = new Browser();
    const page = await browser.go(authorizeUrl());
    expect((await browser.go(page.url, new URLSearchParams({ user: "root" }))).page).toBe("no such user");
  });

  it("refuses to send a code elsewhere, or without PKCE", async () => {
    const elsewhere = await new Browser().go(authorizeUrl({ redirect_uri: "http://evil.example/" }));
    expect(elsewhere.page).toContain("redirect_uri");
    const bare = await new Browser().go(authorizeUrl({ code_challenge: "", code_challenge_method: "" }));
    expect(new URL(bare.url).searchParams.get("error")).toBe("invalid_request");
  });
});
