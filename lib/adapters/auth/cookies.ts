import type { CookiesOptions } from "next-auth";

const FIFTEEN_MINUTES = 15 * 60;

/**
 * Names and attributes of every cookie. Behind https they all carry `__Host-`, so that no subdomain can plant one. `Lax`: a browser
 * that comes back from the provider must bring them along, a form on another site must not.
 */
export function cookiesFor(publicOrigin: string): CookiesOptions {
  const secure = publicOrigin.startsWith("https:");
  const cookie = (name: string, maxAge?: number) => ({
    name: `${secure ? "__Host-" : ""}crossfade.${name}`,
    options: {
      httpOnly: true,
      sameSite: "lax" as const,
      path: "/",
      secure,
      ...(maxAge === undefined ? {} : { maxAge }),
    },
  });
  return {
    sessionToken: cookie("session"),
    callbackUrl: cookie("return"),
    csrfToken: cookie("csrf"),
    pkceCodeVerifier: cookie("pkce", FIFTEEN_MINUTES),
    state: cookie("state", FIFTEEN_MINUTES),
    nonce: cookie("nonce", FIFTEEN_MINUTES),
  };
}
