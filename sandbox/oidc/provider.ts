import { generateKeyPairSync, randomBytes } from "node:crypto";
import Provider, { type Context, interactionPolicy } from "oidc-provider";

export type OidcOptions = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  /** Groups by the name of a user, which is also the subject. */
  users: Readonly<Record<string, readonly string[]>>;
};

/** Authorization code flow with PKCE for one client and a few named users; nobody has a password, nobody consents. */
export function makeProvider({ issuer, clientId, clientSecret, redirectUris, users }: OidcOptions): Provider {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "sandbox" }] },
    cookies: { keys: [randomBytes(24).toString("hex")] },
    pkce: { required: () => true },
    scopes: ["openid", "profile", "email", "groups"],
    // The groups come with every scope: providers differ in which one carries them.
    claims: {
      openid: ["sub", "groups", "name"],
      profile: ["preferred_username"],
      email: ["email", "email_verified"],
    },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: {
      policy: alwaysAsk(),
      url: (_context: Context, interaction: { uid: string }) => `/interaction/${interaction.uid}`,
    },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
      Grant: 600,
    },
    findAccount: (_context: Context, subject: string) => {
      const groups = users[subject];
      if (groups === undefined) return undefined;
      return {
        accountId: subject,
        claims: () => ({
          sub: subject,
          name: subject,
          preferred_username: subject,
          email: `${subject}@sandbox.invalid`,
          email_verified: true,
          groups,
        }),
      };
    },
    loadExistingGrant,
  });
  provider.on("server_error", (_context, error) => console.error(`oidc: ${String(error)}`));
  return provider;
}

/** The page with the users comes at every sign-in, so that one can change who one is. */
function alwaysAsk() {
  const policy = interactionPolicy.base();
  const check = new interactionPolicy.Check("who", "who signs in is asked every time", (context) =>
    context.oidc.result?.login === undefined
      ? interactionPolicy.Check.REQUEST_PROMPT
      : interactionPolicy.Check.NO_NEED_TO_PROMPT,
  );
  policy.get("login").checks.add(check);
  return policy;
}

/** Grants what is asked for, so that no consent page comes. */
async function loadExistingGrant({ oidc }: Context) {
  const clientId = oidc.client?.clientId;
  const accountId = oidc.session?.accountId;
  if (clientId === undefined || accountId === undefined) return undefined;
  const grant = new oidc.provider.Grant({ clientId, accountId });
  grant.addOIDCScope("openid profile email groups");
  await grant.save();
  return grant;
}
