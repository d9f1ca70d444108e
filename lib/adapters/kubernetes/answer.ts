import { z } from "zod";

/**
 * Everything a call to the API server can come back with. All but `unknown` say for certain whether it happened; after
 * `unknown` it may or may not have.
 */
export type KubeAnswer =
  | { state: "ok"; body: unknown }
  /** 409 for a stale resourceVersion. */
  | { state: "conflict"; why: string }
  /** 409 for a name that is taken. */
  | { state: "exists"; why: string }
  | { state: "not-found"; why: string }
  /** Names the verb and the resource. */
  | { state: "forbidden"; why: string }
  /** 400 and 422: a failed `test` of a JSON Patch, a schema, an admission webhook. */
  | { state: "invalid"; why: string }
  | { state: "unauthorized"; why: string }
  /** 410: a watch from a resourceVersion that is forgotten. */
  | { state: "expired"; why: string }
  /** No answer in time, a cut connection, a 429 or 5xx. */
  | { state: "unknown"; why: string };

export type KubeFailure = Exclude<KubeAnswer, { state: "ok" }>;

/** The `Status` object of an error; anything else is shown as it came. */
const statusObject = z.looseObject({ message: z.string().optional(), reason: z.string().optional() });

/** `call` is the method and path, for messages. */
export function toAnswer(code: number, text: string, call: string): KubeAnswer {
  const body = parseJson(text);
  if (code >= 200 && code < 300) {
    if (body.ok) return { state: "ok", body: body.value };
    return { state: "unknown", why: `${call}: the answer is not JSON` };
  }
  const status = statusObject.safeParse(body.ok ? body.value : {});
  const message = (status.success ? status.data.message : undefined) ?? text.slice(0, 300);
  const why = `${call}: ${code} ${message}`;
  if (code === 409) {
    return { state: status.success && status.data.reason === "AlreadyExists" ? "exists" : "conflict", why };
  }
  if (code === 404) return { state: "not-found", why };
  if (code === 403) return { state: "forbidden", why };
  if (code === 401) return { state: "unauthorized", why };
  if (code === 410) return { state: "expired", why };
  if (code === 400 || code === 405 || code === 413 || code === 415 || code === 422)
    return { state: "invalid", why };
  return { state: "unknown", why };
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  if (text === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false };
    throw error;
  }
}

/** For callers that can do nothing but pass it on: the message names the call and what came back. */
export class KubeError extends Error {
  readonly failure: KubeFailure;
  constructor(failure: KubeFailure) {
    super(failure.why);
    this.name = "KubeError";
    this.failure = failure;
  }
}
