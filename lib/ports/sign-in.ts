import type { Actor } from "../core/access/access.ts";

export type SignedIn = {
  actor: Actor;
  /** Milliseconds since the epoch: the session counts for nothing from then on. */
  endsAt: number;
};

/** What a browser is to be answered, apart from how: the cookies to set, and where to go or what to say. */
export type SignInAnswer = {
  status: number;
  location?: string;
  setCookies: string[];
  body?: string;
  contentType?: string;
};

export type BrowserRequest = {
  method: string;
  cookies: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  body: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
};

/** Sessions of browsers. Programs bring their token with each request and need none of it. */
export interface SignIn {
  /** Which ways there are: the sign-in page shows these. */
  readonly ways: { oidc: boolean; token: boolean };
  /** Who the cookies stand for; `undefined` when nobody, or no longer. Never throws for what a browser may send. */
  sessionOf(cookies: Readonly<Record<string, string>>): Promise<SignedIn | undefined>;
  /** Everything below `/api/auth/`; `action` is the rest of the path, e.g. `["callback", "oidc"]`. */
  handle(action: readonly string[], request: BrowserRequest): Promise<SignInAnswer>;
  /** Sends the browser to the OIDC provider, from where it comes back to `returnTo`, a path of ours. */
  beginOidc(returnTo: string, cookies: Readonly<Record<string, string>>): Promise<SignInAnswer>;
  /** Signs in with a Kubernetes token, which is reviewed and forgotten. */
  withToken(
    token: string,
    returnTo: string,
    cookies: Readonly<Record<string, string>>,
  ): Promise<SignInAnswer>;
  signOut(cookies: Readonly<Record<string, string>>): Promise<SignInAnswer>;
}
