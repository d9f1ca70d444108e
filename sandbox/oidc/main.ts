import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { endWithParent } from "../world/lifeline.ts";
import { signInPage } from "./page.ts";
import { makeProvider } from "./provider.ts";

/** The sandbox's OIDC provider, configured by one JSON object in SANDBOX_OIDC (it has a secret in it). */
const options = z
  .object({
    port: z.number().int(),
    issuer: z.url(),
    clientId: z.string(),
    clientSecret: z.string(),
    redirectUris: z.array(z.url()),
    users: z.record(z.string(), z.array(z.string())),
  })
  .parse(JSON.parse(process.env["SANDBOX_OIDC"] ?? "{}"));

const provider = makeProvider(options);
const protocol = provider.callback();

async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("cache-control", "no-store");
    response.end(signInPage(uid, Object.keys(options.users)));
    return;
  }
  const user = new URLSearchParams(await text(request)).get("user") ?? "";
  if (!Object.hasOwn(options.users, user)) {
    response.statusCode = 400;
    response.end("no such user");
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: user } });
}

/**
 * Every sign-in starts without the session of the last one. With it, to come back as somebody else would lead to a
 * page that asks whether to log out first.
 */
function forgetSession(request: IncomingMessage): void {
  if (!/^\/auth([/?]|$)/.test(request.url ?? "") || request.headers.cookie === undefined) return;
  const cookies = request.headers.cookie.split("; ").filter((cookie) => !cookie.startsWith("_session"));
  request.headers.cookie = cookies.join("; ");
}

const server = createServer((request, response) => {
  forgetSession(request);
  const work = /^\/interaction\/[\w-]+$/.test(request.url ?? "")
    ? interact(request, response)
    : protocol(request, response);
  work.catch((error: unknown) => {
    // Most likely a sign-in page that was left open for too long.
    response.statusCode = 400;
    response.end(`This sign-in has expired: go back and begin again. (${String(error)})`);
  });
});
server.listen(options.port, "127.0.0.1", () => console.log(JSON.stringify({ ready: true })));
endWithParent();
