import type { Actor } from "../core/access/access.ts";
import { answerOfEntry } from "../core/engine/answer-of-entry.ts";
import type { Outcome, Reason } from "../core/status/status.ts";
import type { Key, MigrationStore } from "../ports/migration-store.ts";
import type { Authority } from "./authority.ts";
import { authorize } from "./authorize.ts";

export type CommandOutcome = { kind: string; outcome: Outcome; reasons: Reason[]; entry?: number };

type Deps = { authority: Authority; store: MigrationStore };

/**
 * What became of a command, by what is on record of it: for the page that a form leads to, and for a client that got no answer. `undefined`
 * when there is no record, or it is not theirs to see.
 */
export async function commandOutcome(
  deps: Deps,
  actor: Actor,
  key: Key,
  id: string,
): Promise<CommandOutcome | undefined> {
  if ((await authorize(deps.authority, actor, "get", key)) !== "allowed") return undefined;
  const stored = await deps.store.get(key, { fresh: false });
  const recent = stored?.status?.recent.find((command) => command.id === id);
  if (recent !== undefined) {
    const { kind, outcome, reasons, entry } = recent;
    return { kind, outcome, reasons, ...(entry === undefined ? {} : { entry }) };
  }
  const pending = stored?.status?.journal.pending.find((entry) => entry.commandId === id);
  const entry = pending ?? (await deps.store.entryOf(key, id));
  if (entry === undefined) return undefined;
  const { kind, answer } = answerOfEntry(entry);
  return { kind, ...answer };
}
