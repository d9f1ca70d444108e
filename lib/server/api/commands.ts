import "server-only";
import { randomUUID } from "node:crypto";
import { parseCommand } from "../../core/engine/command-schema.ts";
import type { CommandBody } from "../../core/engine/command.ts";
import { err, type Result } from "../../core/std/result.ts";
import type { Key } from "../../ports/migration-store.ts";
import { readMigration } from "../../usecases/read-migration.ts";
import { type ApiError, errors, invalid, json } from "../answers.ts";
import { type Issued, issueCommand, mayNotSee } from "../commands.ts";
import { isOwnOrigin } from "../origin.ts";
import { bodyKind, parseForm, parseJson, readBody } from "./body.ts";
import { type Call, endpoint, refuse } from "./endpoint.ts";
import { toKey } from "./key.ts";

/** What is shown beside an answer is an extra: no answer waits longer for it. */
const SHOW_WITHIN_MS = 1_500;
/** Least of all that of a rollback while Prometheus is down. */
const SHOW_URGENT_WITHIN_MS = 300;
const showWithin = (body: Result<CommandBody, ApiError>): number =>
  body.ok && ["rollback", "hold"].includes(body.value.kind) ? SHOW_URGENT_WITHIN_MS : SHOW_WITHIN_MS;

type Parsed = { id?: string; body: Result<CommandBody, ApiError> };

async function parseBody(request: Request, bytes: Uint8Array<ArrayBuffer>): Promise<Parsed> {
  const kind = bodyKind(request.headers);
  if (kind === "other")
    return { body: err(invalid("content-type: must be application/json or that of a form")) };
  const raw =
    kind === "json" ? parseJson(bytes) : await parseForm(bytes, request.headers.get("content-type") ?? "");
  if (!raw.ok) return { body: err(invalid(raw.error)) };
  const command = parseCommand(raw.value);
  if (command.ok) return { id: command.value.id, body: command };
  const id = command.error.some(({ path }) => path === "id" || path === "body")
    ? undefined
    : (raw.value as { id: string }).id;
  const problems = command.error.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return { ...(id === undefined ? {} : { id }), body: err(invalid(problems)) };
}

/** Looks again, so that neither the document nor the page shows the world as it was before; `undefined` when that takes too long. */
async function seenSince<T>(
  { server }: Call,
  key: Key,
  withinMs: number,
  read: () => Promise<T>,
): Promise<T | undefined> {
  const done = new AbortController();
  const late = server.clock.sleep(withinMs, done.signal).then(() => undefined);
  // What cannot be seen takes nothing away from an answer that is decided.
  const seen = server
    .look(key)
    .then(read)
    .catch(() => undefined);
  try {
    return await Promise.race([seen, late]);
  } finally {
    done.abort();
  }
}

async function answerJson(call: Call, key: Key, withinMs: number, issued: Issued): Promise<Response> {
  if (issued.state === "refused") return refuse(call, issued.error);
  const document = await seenSince(call, key, withinMs, () =>
    readMigration(call.server, call.caller.actor, key),
  );
  return json({ ...issued.answer, ...(document === undefined ? {} : { document }) }, issued.status);
}

/** A browser is sent to a page that states the outcome, so that loading that page again sends nothing. */
async function answerForm(call: Call, key: Key, id: string, issued: Issued): Promise<Response> {
  const { server, caller } = call;
  if (issued.state === "refused") refuse(call, issued.error);
  else await seenSince(call, key, SHOW_URGENT_WITHIN_MS, () => Promise.resolve());
  server.notes.keep(
    caller.actor.name,
    key,
    id,
    issued.state === "answered"
      ? { state: "answered", answer: issued.answer }
      : { state: "refused", ...issued.error },
  );
  return seeOther(`/migrations/${key.namespace}/${key.name}?command=${encodeURIComponent(id)}`);
}

const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });

async function issue(call: Call, key: Key, body: Result<CommandBody, ApiError>): Promise<Issued> {
  if (!body.ok) return { state: "refused", error: body.error };
  const { server, request, caller } = call;
  const isForged = caller.via === "session" && !isOwnOrigin(request.headers, server.environment.publicOrigin);
  if (isForged) return { state: "refused", error: errors.origin };
  return issueCommand(server, caller.actor, key, body.value);
}

async function postCommandBy(call: Call): Promise<Response> {
  const { request, server, caller, params } = call;
  const key = toKey(params["namespace"], params["name"]);
  if (key === undefined || (await mayNotSee(server, caller.actor, key))) return refuse(call, errors.notFound);
  const isForm = bodyKind(request.headers) === "form";
  // A form of another site is told nothing, and gets no page of ours to show.
  if (isForm && caller.via === "session" && !isOwnOrigin(request.headers, server.environment.publicOrigin)) {
    return refuse(call, errors.origin);
  }
  const bytes = await readBody(request);
  const { id, body } = bytes.ok ? await parseBody(request, bytes.value) : { body: err(errors.tooLarge) };
  const issued = await issue(call, key, body);
  return isForm
    ? answerForm(call, key, id ?? randomUUID(), issued)
    : answerJson(call, key, showWithin(body), issued);
}

/** A browser whose session has ended signs in, and finds itself on the page that it came from. */
function toSignIn(request: Request, params: Record<string, string>): Response | undefined {
  const key = toKey(params["namespace"], params["name"]);
  if (bodyKind(request.headers) !== "form" || request.headers.has("authorization") || key === undefined)
    return undefined;
  return seeOther(`/signin?to=${encodeURIComponent(`/migrations/${key.namespace}/${key.name}`)}`);
}

/** `POST /api/v1/migrations/{ns}/{name}/commands`, in the order 401, 404, 413, 400, 403, 429, 409, 422. */
export const postCommand = endpoint(postCommandBy, toSignIn);
