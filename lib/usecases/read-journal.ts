import type { Actor } from "../core/access/access.ts";
import type { Entry } from "../core/journal/entry.ts";
import { verify } from "../core/journal/chain.ts";
import type { Status } from "../core/status/status.ts";
import type { Key, MigrationStore } from "../ports/migration-store.ts";
import type { Authority } from "./authority.ts";
import { authorize } from "./authorize.ts";

export type JournalPage = { entries: Entry[]; verified: boolean };

type Deps = { authority: Authority; store: MigrationStore };

/** Entries are read from the store in pages of this size. */
const PAGE = 500;

async function allEntries(store: MigrationStore, key: Key): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const page = await store.entries(key, entries.at(-1)?.seq ?? 0, PAGE);
    entries.push(...page);
    if (page.length < PAGE) return entries;
  }
}

/** Objects first, then what is in the status only, as yet. */
function withPending(objects: readonly Entry[], pending: readonly Entry[]): Entry[] {
  const last = objects.at(-1)?.seq ?? 0;
  return [...objects, ...pending.filter((entry) => entry.seq > last)];
}

/** The chain holds from the first entry to the head that the status names; without a status there is nothing to compare with. */
function isWhole(entries: readonly Entry[], status: Status | undefined): boolean {
  const expected =
    status === undefined ? undefined : { length: status.journal.length, head: status.journal.head };
  return verify(entries, expected).ok;
}

/**
 * Entries after `after`, at most `limit`, pending ones included, and whether the whole chain verifies. The history of a deleted
 * Migration can still be read. `undefined` when there is neither, or it is not theirs to see.
 */
export async function readJournal(
  deps: Deps,
  actor: Actor,
  key: Key,
  { after, limit }: { after: number; limit: number },
): Promise<JournalPage | undefined> {
  if ((await authorize(deps.authority, actor, "get", key)) !== "allowed") return undefined;
  const stored = await deps.store.get(key, { fresh: false });
  const entries = withPending(await allEntries(deps.store, key), stored?.status?.journal.pending ?? []);
  if (stored === undefined && entries.length === 0) return undefined;
  const page = entries.filter((entry) => entry.seq > after).slice(0, limit);
  return { entries: page, verified: isWhole(entries, stored?.status) };
}
