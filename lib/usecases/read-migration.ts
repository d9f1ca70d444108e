import type { Actor } from "../core/access/access.ts";
import type { LiveMigrations } from "../controller/live.ts";
import type { Key } from "../ports/migration-store.ts";
import type { MigrationDocument } from "../view/document.ts";
import { toDocument } from "../view/to-document.ts";
import type { Authority } from "./authority.ts";
import { authorize } from "./authorize.ts";
import { permissionsOf } from "./permissions.ts";

export type ReadDeps = { authority: Authority; live: LiveMigrations };

/** One Migration as `actor` may see it; `undefined` when it does not exist or is not theirs to see. */
export async function readMigration(
  deps: ReadDeps,
  actor: Actor,
  key: Key,
): Promise<MigrationDocument | undefined> {
  if ((await authorize(deps.authority, actor, "get", key)) !== "allowed") return undefined;
  const [view, can] = await Promise.all([deps.live.view(key), permissionsOf(deps.authority, actor, key)]);
  return view === undefined ? undefined : toDocument(view, can);
}
