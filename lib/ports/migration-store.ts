import type { Entry } from "../core/journal/entry.ts";
import type { Status } from "../core/status/status.ts";

export type Key = { namespace: string; name: string };

export type StoredMigration = {
  key: Key;
  uid: string;
  resourceVersion: string;
  generation: number;
  deleting: boolean;
  annotations: Record<string, string>;
  /** Of the whole object as JSON, about as etcd keeps it. */
  bytes: number;
  spec: unknown;
  /** Absent before the first status write. */
  status?: Status;
};

export type WriteOutcome =
  | { state: "written"; stored: StoredMigration }
  /** Somebody wrote since it was read: read again, decide again. */
  | { state: "conflict" }
  | { state: "gone" }
  | { state: "forbidden"; why: string }
  /** No answer: it may or may not have happened; read again before anything else. */
  | { state: "unknown"; why: string };

/** Since when the API server has answered nothing, in wall-clock milliseconds, and what came instead. */
export type Silence = { since: number; why: string };

/** Migrations and their journals. Reads come from a cache that is never older than this store's own last write. */
export interface MigrationStore {
  /** From the cache when `fresh` is false. */
  get(key: Key, options: { fresh: boolean }): Promise<StoredMigration | undefined>;
  list(): StoredMigration[];
  /** Called with each changed key; returns how to stop. */
  watch(onChange: (key: Key) => void): () => void;
  /** While no call to the API server is answered, whoever made it; what the caches hold gets old then. */
  silence(): Silence | undefined;
  /** Compare-and-swap on `stored.resourceVersion`, through the status subresource. */
  writeStatus(stored: StoredMigration, next: Status, signal?: AbortSignal): Promise<WriteOutcome>;

  /** Creates the objects, in order; one that exists with the same hash counts as written. */
  appendEntries(
    key: Key,
    entries: readonly Entry[],
  ): Promise<{ state: "written" } | { state: "failed"; why: string } | { state: "differs"; seq: number }>;
  /** Entries that are objects, ascending, `after` exclusive. */
  entries(key: Key, after: number, limit: number): Promise<Entry[]>;
  /** The one entry that carries this command id, if it is an object already. */
  entryOf(key: Key, commandId: string): Promise<Entry | undefined>;
  /** Length and head of the chain of objects. `length` 0 and 64 zeros when there is none. */
  history(key: Key): Promise<{ length: number; head: string }>;
}
