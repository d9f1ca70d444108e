import { canonicalHash } from "../std/canonical.ts";
import { formatTime } from "../std/time.ts";
import type { Entry } from "./entry.ts";

export const GENESIS = "0".repeat(64);

/** What a writer of an entry says; the chain adds the rest. */
export type EntryDraft = Omit<Entry, "migration" | "seq" | "at" | "prev" | "hash"> & { at: number };
export type ChainHead = { length: number; head: string };

/** The next entry of a chain and the head it makes. */
export function link(
  migration: string,
  chain: ChainHead,
  draft: EntryDraft,
): { entry: Entry; chain: ChainHead } {
  const { at, ...said } = draft;
  const body = { migration, seq: chain.length + 1, at: formatTime(at), ...said, prev: chain.head };
  const entry: Entry = { ...body, hash: hashOf(body) };
  return { entry, chain: { length: entry.seq, head: entry.hash } };
}

/** SHA-256 of the RFC 8785 JSON of an entry without its `hash`. */
export function hashOf(entry: Omit<Entry, "hash"> | Entry): string {
  const { hash: _, ...body } = entry as Entry;
  return canonicalHash(body);
}

export type Verification =
  | { ok: true; length: number; head: string }
  | { ok: false; seq: number; why: string };

/** Checks a whole chain from its first entry, in order. `expected` is what the status says of it. */
export function verify(entries: readonly Entry[], expected?: ChainHead): Verification {
  let chain: ChainHead = { length: 0, head: GENESIS };
  for (const entry of entries) {
    if (entry.seq !== chain.length + 1)
      return { ok: false, seq: chain.length + 1, why: `entry ${chain.length + 1} is missing` };
    if (entry.prev !== chain.head)
      return { ok: false, seq: entry.seq, why: `entry ${entry.seq} does not follow the one before it` };
    if (hashOf(entry) !== entry.hash)
      return { ok: false, seq: entry.seq, why: `entry ${entry.seq} was changed` };
    chain = { length: entry.seq, head: entry.hash };
  }
  if (expected && (expected.length !== chain.length || expected.head !== chain.head)) {
    return {
      ok: false,
      seq: chain.length,
      why: `the status says ${expected.length} entries, there are ${chain.length}`,
    };
  }
  return { ok: true, length: chain.length, head: chain.head };
}
