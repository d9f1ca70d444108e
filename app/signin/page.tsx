import type { Metadata } from "next";
import { Button } from "@/components/ui/button.tsx";
import { ownPath } from "@/lib/core/access/own-path.ts";
import { signInWays } from "@/lib/server/pages.ts";
import { describeSignInError } from "@/lib/view/sign-in-error.ts";

export const metadata: Metadata = { title: "Sign in" };

type Search = Promise<Record<string, string | string[] | undefined>>;
const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** Two plain forms: signing in works without JavaScript. */
export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams;
  const to = ownPath(first(search["to"]) ?? first(search["callbackUrl"]));
  const problem = describeSignInError(first(search["error"]));
  const ways = signInWays();
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center gap-4 p-4">
      <header className="flex items-center gap-3">
        <span aria-hidden="true" className="h-3 w-9 rounded-full bg-linear-to-r from-blue to-green" />
        <h1 className="text-xl">Crossfade</h1>
      </header>
      {problem !== undefined && (
        <p role="alert" className="rounded-lg border border-bad bg-bad-bg p-3 text-bad">
          {problem}
        </p>
      )}
      <div className="card grid gap-5 p-5">
        {ways.oidc && <OidcForm to={to} />}
        {ways.oidc && ways.token && <p className="text-center text-sm text-mut">or</p>}
        {ways.token && <TokenForm to={to} look={ways.oidc ? "plain" : "primary"} />}
        {!ways.oidc && !ways.token && (
          <p>No way of signing in is configured: set OIDC_ISSUER, or CROSSFADE_TOKEN_SIGNIN=on.</p>
        )}
      </div>
    </main>
  );
}

function OidcForm({ to }: { to: string }) {
  return (
    <form method="post" action="/signin/oidc">
      <input type="hidden" name="to" value={to} />
      <Button type="submit" look="primary">
        Sign in with single sign-on
      </Button>
    </form>
  );
}

function TokenForm({ to, look }: { to: string; look: "plain" | "primary" }) {
  return (
    <form method="post" action="/signin/token" className="grid gap-2">
      <input type="hidden" name="to" value={to} />
      <label htmlFor="token" className="font-semibold">
        Kubernetes token
      </label>
      <input
        id="token"
        name="token"
        type="password"
        required
        autoComplete="off"
        spellCheck={false}
        className="min-h-11 w-full rounded-lg border border-edge bg-panel px-3 font-mono"
        aria-describedby="token-help"
      />
      <p id="token-help" className="text-sm text-mut">
        <code>kubectl create token NAME --duration=8h</code> makes one. It is checked and not stored, and the
        session ends with it.
      </p>
      <Button type="submit" look={look}>
        Use this token
      </Button>
    </form>
  );
}
