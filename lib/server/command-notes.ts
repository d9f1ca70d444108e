import "server-only";
import type { Answer } from "../core/engine/command.ts";
import type { Key } from "../ports/migration-store.ts";

/** What became of a command that came as a form: its answer, or why it was not taken. */
export type CommandNote =
  | { state: "answered"; answer: Answer }
  | { state: "refused"; status: number; code: string; message: string };

export type CommandNotes = {
  keep(actor: string, key: Key, id: string, note: CommandNote): void;
  find(actor: string, key: Key, id: string): CommandNote | undefined;
};

const MOST = 10_000;

/**
 * A form is answered by a page that states the outcome. What is in the journal can be read there; this holds the rest (a command that
 * was malformed, not allowed or one too many is logged only), for this process and the newest ten thousand.
 */
export function makeCommandNotes(): CommandNotes {
  const notes = new Map<string, CommandNote>();
  const idOf = (actor: string, { namespace, name }: Key, id: string) =>
    JSON.stringify([actor, namespace, name, id]);
  return {
    keep(actor, key, id, note) {
      const at = idOf(actor, key, id);
      notes.delete(at);
      notes.set(at, note);
      const oldest = notes.keys().next();
      if (notes.size > MOST && oldest.done !== true) notes.delete(oldest.value);
    },
    find: (actor, key, id) => notes.get(idOf(actor, key, id)),
  };
}
