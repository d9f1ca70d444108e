import "server-only";
import { cookies, headers } from "next/headers";
import { parseCommand } from "../core/engine/command-schema.ts";
import type { Answer } from "../core/engine/command.ts";
import type { CommandKind } from "../core/journal/entry.ts";
import { formToCommand } from "./api/body.ts";
import { toKey } from "./api/key.ts";
import { type ApiError, errors, invalid } from "./answers.ts";
import { issueCommand, mayNotSee } from "./commands.ts";
import { container } from "./container.ts";
import { isOwnOrigin } from "./origin.ts";

/** What an action hands to the page: the same as the API's answer, without the document, which the stream brings. */
export type ActionAnswer =
  | { state: "answered"; id: string; answer: Answer }
  | { state: "refused"; id?: string; status: number; code: string; message: string };

const refused = ({ status, code, message }: ApiError, id?: string): ActionAnswer => ({
  state: "refused",
  status,
  code,
  message,
  ...(id === undefined ? {} : { id }),
});

/**
 * Carries out a command that a page sends. The form has `namespace`, `name`, `id`, `stage`, `planHash`, and of `reason`, `to`, `approval`,
 * `evidence` and `force` what the command takes; its kind is the action's own. Actions can be posted by anybody to any path, so
 * everything is checked here: Origin, session, form and rights.
 */
export async function act(kind: CommandKind, form: FormData): Promise<ActionAnswer> {
  const server = container();
  try {
    if (!isOwnOrigin(await headers(), server.environment.publicOrigin)) return refused(errors.origin);
    const sent = Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value]));
    const session = await server.signIn.sessionOf(sent);
    if (session === undefined) return refused(errors.unauthenticated);
    const fields = formToCommand(form);
    if (!fields.ok) return refused(invalid(fields.error));
    const { namespace, name, ...rest } = fields.value;
    const key = toKey(namespace, name);
    if (key === undefined || (await mayNotSee(server, session.actor, key))) return refused(errors.notFound);
    const command = parseCommand({ ...rest, kind });
    if (!command.ok)
      return refused(invalid(command.error.map(({ path, message }) => `${path}: ${message}`).join("; ")));
    const issued = await issueCommand(server, session.actor, key, command.value);
    const { id } = command.value;
    return issued.state === "answered"
      ? { state: "answered", id, answer: issued.answer }
      : refused(issued.error, id);
  } catch (error) {
    server.log.error({ error, kind }, "an action failed");
    return refused(
      error instanceof Error && error.name === "KubeError" ? errors.unavailable : errors.internal,
    );
  }
}
