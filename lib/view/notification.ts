import type { State } from "../core/status/status.ts";
import type { MigrationDocument } from "./document.ts";
import { titleOf } from "./header.ts";
import { readStatus } from "./status-view.ts";

/** What of a document a notification depends on. */
export type Noteworthy = { state: State; breach: boolean; stage: string };

/** `id` is the same in every tab, so that only one of them says it. */
export type Notice = { id: string; title: string; body: string };

export function toNoteworthy(document: MigrationDocument): Noteworthy {
  const { state, stage } = readStatus(document);
  return { state, stage, breach: document.breach !== undefined };
}

const WORDS: Partial<Record<State, string>> = {
  Held: "is held",
  RollingBack: "is rolling back to blue",
  RolledBack: "is back on blue",
  Ready: "is ready to advance",
  Completed: "is completed",
};

/** What somebody wants to be called for: a breach, a rollback, a hold, ready, completed. Nothing for what a page begins with. */
export function toNotice(before: Noteworthy, document: MigrationDocument): Notice | undefined {
  const now = toNoteworthy(document);
  const word = now.state === before.state ? undefined : WORDS[now.state];
  const breached = now.breach && !before.breach;
  if (word === undefined && !breached) return undefined;
  const { stage, hold, journalLength } = readStatus(document);
  const why = now.state === "Held" ? hold?.reason : undefined;
  return {
    id: `${now.state} ${stage} ${breached} ${journalLength}`,
    title: `${titleOf(document)} ${word ?? "is in breach"}`,
    body: why ?? (stage === "" ? "" : `Stage ${stage}`),
  };
}
