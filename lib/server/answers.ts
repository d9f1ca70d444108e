import "server-only";
import { randomUUID } from "node:crypto";

const NO_STORE = { "cache-control": "no-store" };

/** Everything private is `no-store`: neither a proxy nor the browser's back button may show it to the next person. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { ...NO_STORE, ...headers } });
}

export type ErrorCode =
  | "unauthenticated"
  | "not-found"
  | "too-large"
  | "invalid"
  | "forbidden"
  | "origin"
  | "too-many"
  | "unavailable"
  | "internal";

export type ApiError = { status: number; code: ErrorCode; message: string; retryAfterS?: number };

export const errors = {
  unauthenticated: {
    status: 401,
    code: "unauthenticated",
    message: "Sign in, or send a Kubernetes token as a bearer token.",
  },
  notFound: { status: 404, code: "not-found", message: "There is no such migration that you may see." },
  noSuchPath: {
    status: 404,
    code: "not-found",
    message: "The API has nothing at this path: it begins at /api/v1/migrations.",
  },
  notHere: {
    status: 404,
    code: "not-found",
    message: "This process runs the loop only; another serves pages and API.",
  },
  tooLarge: { status: 413, code: "too-large", message: "The body is larger than 64 KiB." },
  forbidden: {
    status: 403,
    code: "forbidden",
    message: "You may see this migration, but not do this to it.",
  },
  origin: { status: 403, code: "origin", message: "This request was not made by a page of this server." },
  unavailable: {
    status: 503,
    code: "unavailable",
    message: "Kubernetes does not answer; nothing was decided. Try again.",
    retryAfterS: 2,
  },
  internal: {
    status: 500,
    code: "internal",
    message: "Something went wrong here; the log has the details under this id.",
  },
} as const satisfies Record<string, ApiError>;

export const invalid = (message: string): ApiError => ({ status: 400, code: "invalid", message });

export const tooMany = (what: string, retryAfterS: number): ApiError => ({
  status: 429,
  code: "too-many",
  message: `${what}: try again in ${retryAfterS} s.`,
  retryAfterS,
});

/** `{error: {code, message, id}}`. The id stands in the log beside the details. */
export function errorAnswer(error: ApiError, id: string = randomUUID()): Response {
  return json({ error: { code: error.code, message: error.message, id } }, error.status, {
    ...(error.status === 401 ? { "www-authenticate": "Bearer" } : {}),
    ...(error.retryAfterS === undefined ? {} : { "retry-after": String(error.retryAfterS) }),
  });
}
