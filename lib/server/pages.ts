import "server-only";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { Actor } from "../core/access/access.ts";
import type { Key } from "../ports/migration-store.ts";
import { type CommandOutcome, commandOutcome } from "../usecases/command-outcome.ts";
import { listMigrations } from "../usecases/list-migrations.ts";
import { type JournalPage, readJournal } from "../usecases/read-journal.ts";
import { readMigration } from "../usecases/read-migration.ts";
import { readHistory } from "../usecases/read-series.ts";
import type { MigrationDocument } from "../view/document.ts";
import type { HistoryAnswer, SeriesRange } from "../view/history-answer.ts";
import { toKey } from "./api/key.ts";
import type { CommandNote } from "./command-notes.ts";
import { container } from "./container.ts";
import { within } from "./within.ts";

/** Who looks at a page; whoever is not signed in is sent to sign in, and back to `path`. Every page begins with this. */
export async function pageActor(path: string): Promise<Actor> {
  // The cookies first: they tell the build that there is nothing here to render in advance.
  const jar = (await cookies()).getAll();
  const { signIn, environment } = container();
  if (environment.role === "controller") notFound();
  const session = await signIn.sessionOf(Object.fromEntries(jar.map(({ name, value }) => [name, value])));
  if (session === undefined) redirect(`/signin?to=${encodeURIComponent(path)}`);
  return session.actor;
}

/** Which ways of signing in there are. */
export const signInWays = (): { oidc: boolean; token: boolean } => container().signIn.ways;

/** Where browsers reach Prometheus, if anywhere. */
export const prometheusPage = (): string | undefined => container().environment.prometheusPublicUrl;

export function pageKey(namespace: string, name: string): Key {
  return toKey(namespace, name) ?? notFound();
}

/** The document of one Migration; "not found" for what is not there and for what is not theirs to see. */
export async function pageMigration(actor: Actor, key: Key): Promise<MigrationDocument> {
  return (await readMigration(container(), actor, key)) ?? notFound();
}

export async function pageMigrations(actor: Actor): Promise<MigrationDocument[]> {
  return (await listMigrations(container(), actor, { limit: 500 })).items;
}

export async function pageJournal(
  actor: Actor,
  key: Key,
  page = { after: 0, limit: 1_000 },
): Promise<JournalPage> {
  return (await readJournal(container(), actor, key, page)) ?? { entries: [], verified: true };
}

/** A page that can do without charts waits so long for them. */
const PATIENCE_MS = 3_000;

/** The series of a run, or nothing where Prometheus does not answer in time. */
export async function pageHistory(
  actor: Actor,
  key: Key,
  range: SeriesRange,
): Promise<HistoryAnswer | undefined> {
  const { authority, live, metricsSource, clock } = container();
  const history = readHistory({ authority, live, metrics: metricsSource }, actor, key, range);
  return within(clock, PATIENCE_MS, history, () => undefined);
}

/** For `…?command=<id>`: what became of it. A note (400, 403, 413, 429…) is what this process refused without a journal entry. */
export async function pageCommand(
  actor: Actor,
  key: Key,
  id: string,
): Promise<CommandNote | { state: "recorded"; outcome: CommandOutcome } | undefined> {
  const note = container().notes.find(actor.name, key, id);
  if (note !== undefined) return note;
  const outcome = await commandOutcome(container(), actor, key, id);
  return outcome === undefined ? undefined : { state: "recorded", outcome };
}

/** The address's query as text; what is said twice says nothing. */
export async function pageSearch(
  asked: Promise<Record<string, string | string[] | undefined>>,
): Promise<string> {
  const once = Object.entries(await asked).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return new URLSearchParams(once).toString();
}
