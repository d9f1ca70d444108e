import { GENESIS } from "../journal/chain.ts";
import { type Draft, hold } from "./draft.ts";

/**
 * Compares the journal's objects with what the status says of them. Entries that became objects leave the status; a longer history than
 * the status knows is a restored or replaced Migration.
 */
export function watchHistory(draft: Draft): void {
  const { status, observation } = draft;
  const { history, route } = observation;
  if (history.state === "unknown") return;
  const { length, head } = history.value;
  const { journal } = status;
  const written = journal.length - journal.pending.length;
  if (length > journal.length) {
    const isNew = journal.length === 0 && journal.head === GENESIS && status.state === "Pending";
    status.journal = { length, head, pending: [] };
    if (!isNew)
      hold(
        draft,
        "history",
        `the journal has ${length} entries, the status knew ${journal.length}: it may come from a backup`,
      );
    else if (route.state === "known" && route.value.weight !== 0) {
      hold(
        draft,
        "inherited",
        `a Migration of this name ran before, and the route sends ${route.value.weight} % to green`,
      );
    }
    return;
  }
  if (length < written && status.state !== "Held" && ["Entering", "Baking", "Ready"].includes(status.state)) {
    hold(draft, "history", `the journal has ${length} entries, the status says ${written} were written`);
  }
  if (journal.pending.some((entry) => entry.seq <= length)) {
    status.journal = { ...journal, pending: journal.pending.filter((entry) => entry.seq > length) };
  }
}
