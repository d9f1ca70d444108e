import "server-only";
import { err, ok, type Result } from "../../core/std/result.ts";
import type { BrowserRequest, SignInAnswer } from "../../ports/sign-in.ts";
import { type ApiError, errorAnswer, errors, tooMany } from "../answers.ts";
import { type Container, containerIfAny } from "../container.ts";
import { cookiesOf } from "../cookies.ts";
import { isOwnOrigin } from "../origin.ts";
import { addressOf } from "../session.ts";
import { bodyKind, parseForm, parseJson, readBody } from "./body.ts";
import { failure, refuse } from "./endpoint.ts";

/** Actions of next-auth that somebody needs; the rest of its surface (its pages, its log) is not served. */
const ACTIONS = new Set([
  "GET session",
  "GET csrf",
  "GET providers",
  "GET callback",
  "GET error",
  "GET signin",
  "POST session",
  "POST signin",
  "POST signout",
  "POST callback",
]);

type AuthCall = { request: Request; server: Container };

export function toResponse(answer: SignInAnswer): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  if (answer.contentType !== undefined) headers.set("content-type", answer.contentType);
  if (answer.location !== undefined) headers.set("location", answer.location);
  for (const cookie of answer.setCookies) headers.append("set-cookie", cookie);
  return new Response(answer.body ?? null, { status: answer.status, headers });
}

const texts = (record: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );

export async function fieldsOf(request: Request): Promise<Result<Record<string, string>, ApiError>> {
  if (request.method === "GET") return ok({});
  const bytes = await readBody(request);
  if (!bytes.ok) return err(errors.tooLarge);
  const kind = bodyKind(request.headers);
  const parsed =
    kind === "form"
      ? await parseForm(bytes.value, request.headers.get("content-type") ?? "")
      : parseJson(bytes.value);
  return ok(
    parsed.ok && typeof parsed.value === "object" && parsed.value !== null
      ? texts(parsed.value as Record<string, unknown>)
      : {},
  );
}

/** Runs a sign-in that could be a guess: too many wrong ones from an address, and no more are looked at for a while. */
export async function guarded(
  { request, server }: AuthCall,
  run: () => Promise<SignInAnswer>,
): Promise<Response> {
  const address = addressOf(request.headers);
  const room = server.limits.guesses.look(address);
  if (!room.ok) return refuse({ server, request }, tooMany("Too many attempts to sign in", room.retryAfterS));
  const answer = await run();
  if (isWrong(answer)) server.limits.guesses.count(address);
  return toResponse(answer);
}

const isWrong = ({ location, body }: SignInAnswer): boolean =>
  [location, body].some((text) => text?.includes("error=CredentialsSignin") === true);

async function serve(call: AuthCall, action: readonly string[]): Promise<Response> {
  const { request, server } = call;
  const { method } = request;
  if (!ACTIONS.has(`${method} ${action[0]}`))
    return refuse(call, { ...errors.notFound, message: "There is nothing here." });
  if (method !== "GET" && !isOwnOrigin(request.headers, server.environment.publicOrigin))
    return refuse(call, errors.origin);
  const body = await fieldsOf(request);
  if (!body.ok) return refuse(call, body.error);
  const asked: BrowserRequest = {
    method,
    cookies: cookiesOf(request.headers),
    query: Object.fromEntries(new URL(request.url).searchParams),
    body: body.value,
    headers: {},
  };
  const run = () => server.signIn.handle(action, asked);
  return method === "POST" && action[0] === "callback" ? guarded(call, run) : toResponse(await run());
}

/** `/api/auth/…`: what next-auth serves, with our own Origin check in front of everything that changes something. */
export async function authRoute(
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const server = containerIfAny();
  if (server === undefined) return errorAnswer({ ...errors.unavailable, message: "The server is starting." });
  try {
    return await serve({ request, server }, (await context.params).nextauth);
  } catch (error) {
    return failure(server, error, `${request.method} ${new URL(request.url).pathname}`);
  }
}
