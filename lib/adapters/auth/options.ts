import type { AuthOptions, User } from "next-auth";
import type { Actor } from "../../core/access/access.ts";
import { ownPath } from "../../core/access/own-path.ts";
import type { Clock } from "../../ports/clock.ts";
import { cookiesFor } from "./cookies.ts";
import { type Discovered, wellKnownOf } from "./discovery.ts";
import { oidcActor } from "../../core/access/identity.ts";
import { contentOf, decodeSession, encodeSession, openSession, SESSION_MS } from "./session-token.ts";

export type AuthSettings = {
  publicOrigin: string;
  secret: string;
  oidc?: {
    issuer: string;
    clientId: string;
    clientSecret?: string;
    groupsClaim: string;
    userPrefix: string;
    groupsPrefix: string;
  };
};

/** A user as `authorize` of the token provider makes one. */
type ReviewedUser = User & { actor: Actor; tokenEndsAt?: number };

export type ReviewToken = (token: string) => Promise<{ actor: Actor; tokenEndsAt?: number } | undefined>;

type Provider = AuthOptions["providers"][number];

/** Authorization code flow with PKCE, state and nonce; the ID token's signature, issuer and audience are checked by openid-client. */
function oidcProvider(oidc: NonNullable<AuthSettings["oidc"]>, discovered: Discovered): Provider {
  return {
    id: "oidc",
    name: "Single sign-on",
    type: "oauth",
    wellKnown: wellKnownOf(oidc.issuer),
    issuer: oidc.issuer,
    clientId: oidc.clientId,
    ...(oidc.clientSecret === undefined ? {} : { clientSecret: oidc.clientSecret }),
    client: {
      id_token_signed_response_alg: discovered.algorithm,
      ...(oidc.clientSecret === undefined ? { token_endpoint_auth_method: "none" as const } : {}),
    },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: discovered.scope } },
    // The identity is made of the claims in `signIn` and `jwt`; nothing else of the profile is kept.
    profile: (claims: { sub: string }) => ({ id: claims.sub }),
  };
}

function tokenProvider(review: ReviewToken): Provider {
  return {
    id: "token",
    name: "Kubernetes token",
    type: "credentials",
    credentials: { token: { label: "Token", type: "password" } },
    async authorize(credentials) {
      const reviewed = await review(credentials?.["token"] ?? "");
      return reviewed === undefined
        ? null
        : ({ id: reviewed.actor.name, ...reviewed } satisfies ReviewedUser);
    },
  };
}

/** Codes alone: next-auth hands claims and tokens to its logger, which have no business in a log. */
function quietLogger(
  warn: (fields: Record<string, unknown>, message: string) => void,
): NonNullable<AuthOptions["logger"]> {
  const reason = (metadata: unknown): string | undefined => {
    const error = metadata instanceof Error ? metadata : (metadata as { error?: unknown } | undefined)?.error;
    return error instanceof Error ? error.message : undefined;
  };
  return {
    error: (code, metadata) => warn({ code, reason: reason(metadata) }, "sign-in failed"),
    warn: () => {},
    debug: () => {},
  };
}

/** The options of next-auth. `discovered` is absent while the provider cannot be reached: then there is no such provider. */
export function authOptions(deps: {
  settings: AuthSettings;
  clock: Clock;
  review?: ReviewToken;
  discovered?: Discovered;
  warn: (fields: Record<string, unknown>, message: string) => void;
}): AuthOptions {
  const { settings, clock, review, discovered } = deps;
  const { oidc } = settings;
  return {
    secret: settings.secret,
    useSecureCookies: settings.publicOrigin.startsWith("https:"),
    cookies: cookiesFor(settings.publicOrigin),
    pages: { signIn: "/signin", signOut: "/signin", error: "/signin" },
    logger: quietLogger(deps.warn),
    session: { strategy: "jwt", maxAge: SESSION_MS / 1_000 },
    jwt: {
      maxAge: SESSION_MS / 1_000,
      encode: encodeSession(() => clock.now()),
      decode: async (params) => (await decodeSession(params, clock.now())) ?? null,
    },
    providers: [
      ...(oidc !== undefined && discovered !== undefined ? [oidcProvider(oidc, discovered)] : []),
      ...(review === undefined ? [] : [tokenProvider(review)]),
    ],
    callbacks: {
      redirect: ({ url, baseUrl }) =>
        new URL(ownPath(url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url), baseUrl).href,
      signIn({ account, profile }) {
        if (account?.provider !== "oidc" || oidc === undefined) return account?.provider === "token";
        const actor = oidcActor(profile as Record<string, unknown>, oidc);
        if (actor.ok) return true;
        deps.warn({ reason: actor.error }, "an identity of the OIDC provider was refused");
        return "/signin?error=Identity";
      },
      /** Called at sign-in with an account, and ever after with what a client may have sent: then only our own fields count. */
      jwt({ token, account, profile, user }) {
        if (account === null || account === undefined) return { ...contentOf(token) };
        if (account.provider === "token") {
          const { actor, tokenEndsAt } = user as ReviewedUser;
          return { ...openSession(actor, "token", clock.now(), tokenEndsAt) };
        }
        if (oidc === undefined) throw new Error("a session of a provider that is not configured");
        const actor = oidcActor(profile as Record<string, unknown>, oidc);
        if (!actor.ok) throw new Error(actor.error);
        return { ...openSession(actor.value, "oidc", clock.now()) };
      },
      session({ token }) {
        const content = contentOf(token);
        const expires = new Date(content?.endsAt ?? 0).toISOString();
        return content === undefined ? { expires } : { user: { name: content.actor.name }, expires };
      },
    },
  };
}
