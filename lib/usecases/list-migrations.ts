import type { Actor } from "../core/access/access.ts";
import type { Key } from "../ports/migration-store.ts";
import type { MigrationDocument } from "../view/document.ts";
import { type ReadDeps, readMigration } from "./read-migration.ts";

/** `continue` names where the next page begins; absent on the last one. */
export type MigrationPage = { items: MigrationDocument[]; continue?: Key };

const less = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compare = (a: Key, b: Key): number => less(a.namespace, b.namespace) || less(a.name, b.name);

/** Migrations are read in groups of this size: enough to hide the latency of the rights, too few to crowd the API server. */
const AT_ONCE = 16;

/** The Migrations that `actor` may `get`, by namespace and name, at most `limit`, after the key `after`. */
export async function listMigrations(
  deps: ReadDeps,
  actor: Actor,
  { limit, after }: { limit: number; after?: Key },
): Promise<MigrationPage> {
  const rest = deps.live.keys().filter((key) => after === undefined || compare(key, after) > 0);
  const keys = rest.sort(compare);
  const items: MigrationDocument[] = [];
  let last: Key | undefined;
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    const group = keys.slice(from, from + AT_ONCE);
    const read = await Promise.all(group.map((key) => readMigration(deps, actor, key)));
    for (const [index, document] of read.entries()) {
      if (document === undefined) continue;
      // One more than fits is proof enough that there is a next page.
      if (items.length === limit) return { items, ...(last === undefined ? {} : { continue: last }) };
      items.push(document);
      last = group[index];
    }
  }
  return { items };
}
