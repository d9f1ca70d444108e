import type { Actor } from "../core/access/access.ts";
import type { Key } from "../ports/migration-store.ts";
import type { Permissions } from "../view/document.ts";
import type { Authority } from "./authority.ts";

/** What the page offers and what it greys out. The command itself asks again. */
export async function permissionsOf(authority: Authority, actor: Actor, key: Key): Promise<Permissions> {
  const [advance, hold, rollback, approve] = await Promise.all([
    authority.may(actor, "advance", key, "recent"),
    authority.may(actor, "hold", key, "recent"),
    authority.may(actor, "rollback", key, "recent"),
    authority.may(actor, "approve", key, "recent"),
  ]);
  return { advance, hold, rollback, approve };
}
