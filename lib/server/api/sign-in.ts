import "server-only";
import { ownPath } from "../../core/access/own-path.ts";
import { errorAnswer, errors } from "../answers.ts";
import { type Container, containerIfAny } from "../container.ts";
import { cookiesOf } from "../cookies.ts";
import { isOwnOrigin } from "../origin.ts";
import { fieldsOf, guarded, toResponse } from "./auth.ts";
import { failure, refuse } from "./endpoint.ts";

type Form = {
  request: Request;
  server: Container;
  fields: Record<string, string>;
  cookies: Record<string, string>;
};

/** Forms of the sign-in page. They need no session, but must come from a page of ours: nobody is signed in by another site. */
function ownForm(handle: (form: Form) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    const server = containerIfAny();
    if (server === undefined)
      return errorAnswer({ ...errors.unavailable, message: "The server is starting." });
    try {
      if (!isOwnOrigin(request.headers, server.environment.publicOrigin))
        return refuse({ server, request }, errors.origin);
      const fields = await fieldsOf(request);
      if (!fields.ok) return refuse({ server, request }, fields.error);
      return await handle({ request, server, fields: fields.value, cookies: cookiesOf(request.headers) });
    } catch (error) {
      return failure(server, error, `${request.method} ${new URL(request.url).pathname}`);
    }
  };
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * Leads on to another site by a page instead of a redirect: browsers hold the redirects of a form to `form-action`, also those that the
 * provider makes in turn, and nobody knows these in advance.
 */
function leadTo(location: string, setCookies: readonly string[]): Response {
  const target = escaped(location);
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Signing in</title><link rel="icon" href="/icons/crossfade.svg"><meta http-equiv="refresh" content="0;url=${target}"><p><a href="${target}">Go on to sign in</a>`;
  const headers = new Headers({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  for (const cookie of setCookies) headers.append("set-cookie", cookie);
  return new Response(page, { headers });
}

/** `POST /signin/oidc`: off to the OIDC provider. */
export const postOidc = ownForm(async ({ server, fields, cookies }) => {
  const answer = await server.signIn.beginOidc(ownPath(fields["to"]), cookies);
  const { location = "/signin?error=Provider" } = answer;
  const isOurs = location.startsWith("/") || new URL(location).origin === server.environment.publicOrigin;
  return isOurs ? toResponse({ ...answer, status: 303, location }) : leadTo(location, answer.setCookies);
});

/** `POST /signin/token`: a session for the holder of a Kubernetes token. */
export const postToken = ownForm(({ request, server, fields, cookies }) =>
  guarded({ request, server }, async () => {
    const to = ownPath(fields["to"]);
    const answer = await server.signIn.withToken(fields["token"] ?? "", to, cookies);
    // Straight back to the form, which still knows where the user wanted to go.
    const error = /[?&]error=(\w+)/.exec(answer.location ?? "error=Callback")?.[1];
    const location = error === undefined ? to : `/signin?error=${error}&to=${encodeURIComponent(to)}`;
    return { ...answer, status: 303, location };
  }),
);

/** `POST /signout` */
export const postSignOut = ownForm(async ({ server, cookies }) => {
  const answer = await server.signIn.signOut(cookies);
  return toResponse({ ...answer, status: 303, location: "/signin" });
});
