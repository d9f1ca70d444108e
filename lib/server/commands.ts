import "server-only";
import { type Actor, VERB_OF } from "../core/access/access.ts";
import type { Answer, CommandBody } from "../core/engine/command.ts";
import type { Key } from "../ports/migration-store.ts";
import { authorize } from "../usecases/authorize.ts";
import { type ApiError, errors, tooMany } from "./answers.ts";
import type { Container } from "./container.ts";
import { within } from "./within.ts";

/** What a command came to, before it is put into an answer. */
export type Issued =
  | { state: "answered"; answer: Answer; status: number }
  | { state: "refused"; error: ApiError };

const STATUS: Record<Answer["outcome"], number> = { done: 200, refused: 422, conflict: 409, unknown: 202 };
/** The contract's limit: past it the client asks again with the same id. */
const ANSWER_WITHIN_MS = 10_000;

const NO_ANSWER: Answer = { outcome: "unknown", reasons: [] };

/** 404 for whoever may not see it, the same as for what does not exist. */
export async function mayNotSee(server: Container, actor: Actor, key: Key | undefined): Promise<boolean> {
  if (key === undefined) return true;
  if ((await authorize(server.authority, actor, "get", key)) !== "allowed") return true;
  return (await server.store.get(key, { fresh: false })) === undefined;
}

/** Everything from the rights on: 403, 429, and what the engine says. Forms, JSON and server actions all come through here. */
export async function issueCommand(
  server: Container,
  actor: Actor,
  key: Key,
  body: CommandBody,
): Promise<Issued> {
  const { log, metrics, clock } = server;
  const began = clock.monotonic();
  const authorization = await authorize(server.authority, actor, VERB_OF[body.kind], key);
  if (authorization === "hidden") return { state: "refused", error: errors.notFound };
  if (authorization === "forbidden") return { state: "refused", error: errors.forbidden };
  const room = server.limits.command(actor.name, body.kind);
  if (!room.ok)
    return { state: "refused", error: tooMany("Too many commands in a minute", room.retryAfterS) };
  const answer = await within(clock, ANSWER_WITHIN_MS, server.send(actor, key, body), () => NO_ANSWER);
  if (answer === undefined) return { state: "refused", error: errors.notFound };
  const { outcome, reasons, entry } = answer;
  metrics.commands.inc({ kind: body.kind, outcome });
  metrics.commandSeconds.observe({ kind: body.kind }, (clock.monotonic() - began) / 1_000);
  log.info(
    {
      user: actor.name,
      ...key,
      kind: body.kind,
      id: body.id,
      outcome,
      codes: reasons.map(({ code }) => code),
      entry,
    },
    "command",
  );
  return { state: "answered", answer, status: STATUS[outcome] };
}
