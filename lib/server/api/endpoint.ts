import "server-only";
import { randomUUID } from "node:crypto";
import { type ApiError, errorAnswer, errors, tooMany } from "../answers.ts";
import { type Container, containerIfAny } from "../container.ts";
import { type Caller, callerOf } from "../session.ts";

export type Call = { request: Request; params: Record<string, string>; caller: Caller; server: Container };
type RouteContext = { params: Promise<Record<string, string>> };
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

/** The API server gave no answer, or not that one: an expected trouble, and nobody's mistake in here. */
const isUnavailable = (error: unknown): boolean => error instanceof Error && error.name === "KubeError";

/** An exception as an answer: an id for the user, the details for the log. */
export function failure(server: Container | undefined, error: unknown, where: string): Response {
  const id = randomUUID();
  const answer = isUnavailable(error) ? errors.unavailable : errors.internal;
  server?.log.error({ error, id, where }, "a request failed");
  return errorAnswer(answer, id);
}

/** A refusal, counted and logged: it is not journalled, so this is the only trace of it. */
export function refuse(
  { server, request, caller }: Omit<Call, "params" | "caller"> & { caller?: Caller },
  error: ApiError,
): Response {
  const id = randomUUID();
  const { pathname } = new URL(request.url);
  server.metrics.refusals.inc({ status: String(error.status) });
  server.log.info(
    {
      status: error.status,
      code: error.code,
      reason: error.message,
      path: pathname,
      method: request.method,
      user: caller?.actor.name,
      id,
    },
    "refused",
  );
  return errorAnswer(error, id);
}

/**
 * A route of the API: who calls is known before `handle` runs. `whenNobody` answers instead of 401, for forms of a browser that
 * has to sign in again.
 */
export function endpoint(
  handle: (call: Call) => Promise<Response>,
  whenNobody?: (request: Request, params: Record<string, string>) => Response | undefined,
): RouteHandler {
  return async (request, context) => {
    const server = containerIfAny();
    if (server === undefined)
      return errorAnswer({ ...errors.unavailable, message: "The server is starting." });
    try {
      const params = await context.params;
      const caller = await callerOf(server, request.headers);
      if (caller.state === "guessing")
        return refuse({ server, request }, tooMany("Too many wrong tokens", caller.retryAfterS));
      if (caller.state === "nobody")
        return whenNobody?.(request, params) ?? refuse({ server, request }, errors.unauthenticated);
      return await handle({ request, params, caller, server });
    } catch (error) {
      return failure(server, error, `${request.method} ${new URL(request.url).pathname}`);
    }
  };
}
