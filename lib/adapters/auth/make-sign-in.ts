import { createHash, randomBytes } from "node:crypto";
import { getToken } from "next-auth/jwt";
import { ownPath } from "../../core/access/own-path.ts";
import type { AccessReviewer } from "../../ports/access-reviewer.ts";
import type { Clock } from "../../ports/clock.ts";
import type { BrowserRequest, SignIn, SignInAnswer } from "../../ports/sign-in.ts";
import { callNextAuth } from "./call-next-auth.ts";
import { cookiesFor } from "./cookies.ts";
import { type Discovered, makeDiscovery } from "./discovery.ts";
import { reviewedActor } from "../../core/access/identity.ts";
import { type AuthSettings, authOptions, type ReviewToken } from "./options.ts";
import { contentOf, decodeSession, endOfToken } from "./session-token.ts";

export type SignInDeps = {
  settings: AuthSettings & { tokenSignIn: boolean };
  access: AccessReviewer;
  clock: Clock;
  warn: (fields: Record<string, unknown>, message: string) => void;
};

type Cookies = Readonly<Record<string, string>>;

/** Tokens are a few KiB at most; more is not looked at. */
const MAX_TOKEN = 16 * 1_024;

export function makeSignIn({ settings, access, clock, warn }: SignInDeps): SignIn {
  const { secret, publicOrigin } = settings;
  const names = cookiesFor(publicOrigin);
  const discover = settings.oidc === undefined ? undefined : makeDiscovery(settings.oidc.issuer, clock);

  const review: ReviewToken = async (token) => {
    if (token === "" || token.length > MAX_TOKEN) return undefined;
    const who = await access.whoIs(token).catch((error: unknown) => {
      warn(
        { reason: error instanceof Error ? error.message : String(error) },
        "a token could not be reviewed",
      );
      // next-auth puts the message of what is thrown here into the address of the page that it shows.
      throw new Error("Unavailable");
    });
    const actor = who === undefined ? undefined : reviewedActor(who.name, who.groups);
    if (actor === undefined || !actor.ok) return undefined;
    const tokenEndsAt = endOfToken(token);
    return { actor: actor.value, ...(tokenEndsAt === undefined ? {} : { tokenEndsAt }) };
  };

  /** A provider that is down takes away its own way to sign in, not the other one and not the sessions there are. */
  async function discovered(): Promise<Discovered | undefined> {
    try {
      return await discover?.();
    } catch (error) {
      warn(
        { reason: error instanceof Error ? error.message : String(error) },
        "the OIDC provider cannot be reached",
      );
      return undefined;
    }
  }

  async function ask(action: readonly string[], request: BrowserRequest): Promise<SignInAnswer> {
    const needsProvider = action[1] === "oidc" || action[0] === "providers";
    const found = needsProvider ? await discovered() : undefined;
    if (action[1] === "oidc" && found === undefined)
      return { status: 302, location: "/signin?error=Provider", setCookies: [] };
    const options = authOptions({
      settings,
      clock,
      warn,
      ...(settings.tokenSignIn ? { review } : {}),
      ...(found === undefined ? {} : { discovered: found }),
    });
    return callNextAuth(options, action, request);
  }

  /**
   * For a form of our own whose Origin was checked: that is the protection against forgery here, so next-auth's second one is
   * satisfied with a pair made on the spot, and the form works without a script.
   */
  function post(
    action: readonly string[],
    returnTo: string,
    cookies: Cookies,
    body: Record<string, string> = {},
  ) {
    const csrfToken = randomBytes(32).toString("hex");
    const proof = createHash("sha256").update(`${csrfToken}${secret}`).digest("hex");
    return ask(action, {
      method: "POST",
      cookies: { ...cookies, [names.csrfToken.name]: `${csrfToken}|${proof}` },
      query: {},
      headers: {},
      body: { ...body, csrfToken, callbackUrl: ownPath(returnTo) },
    });
  }

  return {
    ways: { oidc: settings.oidc !== undefined, token: settings.tokenSignIn },
    async sessionOf(cookies) {
      const token = await getToken({
        // Without the headers: next-auth would take a bearer token for a session there.
        req: { cookies, headers: {} } as unknown as Parameters<typeof getToken>[0]["req"],
        secret,
        cookieName: names.sessionToken.name,
        decode: async (params) => ({ ...(await decodeSession(params, clock.now())) }),
      });
      const content = contentOf(token);
      return content === undefined ? undefined : { actor: content.actor, endsAt: content.endsAt };
    },
    handle: ask,
    beginOidc: (returnTo, cookies) => post(["signin", "oidc"], returnTo, cookies),
    withToken: (token, returnTo, cookies) =>
      post(["callback", "token"], returnTo, cookies, { token: token.trim() }),
    signOut: (cookies) => post(["signout"], "/signin", cookies),
  };
}
