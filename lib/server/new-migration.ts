import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { newMigration } from "../usecases/new-migration.ts";
import { type NewMigrationView, toNewMigrationView } from "../view/new-migration.ts";
import { type ApiError, errors, tooMany } from "./answers.ts";
import { container } from "./container.ts";
import { isOwnOrigin } from "./origin.ts";

/** What the form shows again after it was sent, and what came of it. */
export type NewMigrationAnswer = { text: string; namespace: string; name: string; view: NewMigrationView };

const refused = ({ message }: ApiError): NewMigrationView => ({
  state: "refused",
  title: message,
  help: "Nothing was created. The plan below is as you sent it.",
});

/**
 * Checks a plan that the page sends, or with the field `do` of `create` creates it. Actions can be posted by anybody to any path, so
 * Origin, session and rights are checked here, each time.
 */
export async function proposeMigration(form: FormData): Promise<NewMigrationAnswer> {
  const file = form.get("file");
  const typed = textOf(form.get("plan"));
  // A browser without JavaScript sends the file itself.
  const text = typed.trim() === "" && file instanceof Blob ? await file.text() : typed;
  const sent = {
    text: text.replaceAll("\r\n", "\n"),
    namespace: textOf(form.get("namespace")).trim(),
    name: textOf(form.get("name")).trim(),
  };
  const view = await viewOf(sent, form.get("do") === "create");
  if (view.state === "made") redirect(view.href);
  return { ...sent, view };
}

async function viewOf(sent: Omit<NewMigrationAnswer, "view">, make: boolean): Promise<NewMigrationView> {
  const server = container();
  try {
    if (!isOwnOrigin(await headers(), server.environment.publicOrigin)) return refused(errors.origin);
    const jar = (await cookies()).getAll();
    const session = await server.signIn.sessionOf(
      Object.fromEntries(jar.map((each) => [each.name, each.value])),
    );
    if (session === undefined) return refused(errors.unauthenticated);
    const { actor } = session;
    const room = server.limits.command(actor.name, "note");
    if (!room.ok) return refused(tooMany("Too many checks in a minute", room.retryAfterS));
    const outcome = await newMigration(server, actor, sent, make);
    const { state } = outcome;
    const key = "key" in outcome ? outcome.key : {};
    server.log.info({ user: actor.name, ...key, make, outcome: state }, "new migration");
    return toNewMigrationView(outcome, sent.text);
  } catch (error) {
    server.log.error({ error }, "a new migration failed");
    return refused(
      error instanceof Error && error.name === "KubeError" ? errors.unavailable : errors.internal,
    );
  }
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === "string" ? value : "");
