import { GENESIS, link } from "../journal/chain.ts";
import type { Status } from "../status/status.ts";
import type { Draft } from "./draft.ts";
import { hold } from "./holding.ts";

/** A cache may lag behind what another replica has just written: only what stays missing is missing. */
const MISSING_HOLDS_AFTER_MS = 15_000;

/**
 * Compares the journal's objects with what the status says of them. Entries that became objects leave the status; a longer history than
 * the status knows, another one, or a shorter one, is a restored or edited Migration.
 */
export function watchHistory(draft: Draft): void {
  const { status, observation } = draft;
  const { history } = observation;
  if (history.state === "unknown") return;
  const { length, head } = history.value;
  const { journal } = status;
  if (length > journal.length) return longer(draft, length, head);
  const known = headAt(status, length);
  if (known !== undefined && known !== head) return forked(draft, length, head);
  const written = journal.length - journal.pending.length;
  if (length < written)
    return missing(draft, `the journal has ${length} entries, the status says ${written} were written`);
  delete status.missing;
  if (journal.pending.some((entry) => entry.seq <= length))
    status.journal = { ...journal, pending: journal.pending.filter((entry) => entry.seq > length) };
}

function longer(draft: Draft, length: number, head: string): void {
  const { status, observation } = draft;
  const { journal } = status;
  const { route } = observation;
  const isNew = journal.length === 0 && journal.head === GENESIS && status.state === "Pending";
  status.journal = { length, head, pending: [] };
  if (!isNew) {
    const reason = `the journal has ${length} entries, the status knew ${journal.length}: it may come from a backup`;
    hold(draft, "history", reason);
  } else if (route.state === "known" && route.value.weight !== 0) {
    const reason = `a Migration of this name ran before, and the route sends ${route.value.weight} % to green`;
    hold(draft, "inherited", reason);
  }
}

/** Another entry stands under a number of ours. The chain goes on from what is there: what waits is linked anew. */
function forked(draft: Draft, length: number, head: string): void {
  const { status } = draft;
  const waiting = status.journal.pending.filter((entry) => entry.seq > length);
  status.journal = { length, head, pending: [] };
  for (const { migration, seq: _seq, at, prev: _prev, hash: _hash, ...said } of waiting) {
    const linked = link(migration, status.journal, { ...said, at: Date.parse(at) });
    status.journal = { ...linked.chain, pending: [...status.journal.pending, linked.entry] };
  }
  hold(draft, "history", `entry ${length} of the journal is not the one that the status knows`);
}

/** Hash of the entry of that number, as far as the status can tell: its own head, and what the waiting entries say. */
function headAt({ journal }: Status, length: number): string | undefined {
  if (length === journal.length) return journal.head;
  return journal.pending.find((entry) => entry.seq === length + 1)?.prev;
}

function missing(draft: Draft, reason: string): void {
  const { status, now } = draft;
  status.missing ??= { since: now };
  if (status.missing.accepted || now - status.missing.since < MISSING_HOLDS_AFTER_MS) return;
  if (["Entering", "Baking", "Ready"].includes(status.state)) hold(draft, "history", reason);
}
