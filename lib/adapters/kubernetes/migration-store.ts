import { toWire } from "../../core/status/wire.ts";
import type { Entry } from "../../core/journal/entry.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Key, MigrationStore, StoredMigration, WriteOutcome } from "../../ports/migration-store.ts";
import type { Log } from "../system/log.ts";
import { KubeError, type KubeFailure } from "./answer.ts";
import type { KubeClient } from "./client.ts";
import { makeJournalStore, parseEntryObject } from "./journal-store.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { type Foreign, parseMigration } from "./stored-migration.ts";
import { makeWatcher } from "./watcher.ts";

export type StoreDeps = {
  client: KubeClient;
  clock: Clock;
  log: Log;
  /** CROSSFADE_NAMESPACES; empty for all. */
  namespaces: readonly string[];
};

/** Entries never change, so what a lost watch event costs is only time; there may be many thousands of them. */
const JOURNAL_RESYNC_MS = 60_000;

/**
 * Migrations and journal entries in the Kubernetes API. `get`, `entries`, `entryOf` and `history` throw `KubeError` when
 * nothing is known and the server does not answer: absent is never a guess.
 */
export function makeMigrationStore(deps: StoreDeps): MigrationStore & { stop(): void } {
  const { client, log } = deps;
  /** Fields of a newer version, to be kept when the status is written. */
  const foreignOf = new WeakMap<StoredMigration, Foreign>();
  /** An answer is looked at where it came in and again where it is kept: it is read once. */
  const parsedOf = new WeakMap<object, StoredMigration>();

  function parse(object: unknown): StoredMigration | undefined {
    const isObject = typeof object === "object" && object !== null;
    const known = isObject ? parsedOf.get(object) : undefined;
    if (known !== undefined) return known;
    const parsed = parseMigration(object);
    if (parsed === undefined) {
      log.warn({}, "an object in migrations is not a Migration");
      return undefined;
    }
    foreignOf.set(parsed.stored, parsed.foreign);
    if (isObject) parsedOf.set(object, parsed.stored);
    return parsed.stored;
  }

  const migrations = makeWatcher<StoredMigration>({ ...deps, resource: RESOURCES.migrations, parse });
  const entries = makeWatcher<Entry>({
    ...deps,
    resource: RESOURCES.journalEntries,
    parse: parseEntryObject,
    resyncMs: JOURNAL_RESYNC_MS,
  });

  async function read(key: Key): Promise<StoredMigration | undefined> {
    const answer = await migrations.read(key);
    if (answer.state === "not-found") return undefined;
    if (answer.state !== "ok") throw new KubeError(answer);
    // What the cache has now: the newer of this answer and what the watch knew.
    const stored = migrations.get(key);
    if (stored === undefined)
      throw new KubeError({ state: "unknown", why: `${key.namespace}/${key.name} is not a Migration` });
    return stored;
  }

  return {
    silence: () => client.silence(),
    async get(key, { fresh }) {
      if (deps.namespaces.length > 0 && !deps.namespaces.includes(key.namespace)) return undefined;
      if (fresh || (await migrations.ready(key.namespace)) !== undefined) return read(key);
      // Absent from the copy may be too new for it: gone is for the server to say.
      return migrations.get(key) ?? read(key);
    },

    list: () => [...migrations.values()],

    watch: (onChange) => migrations.onChange(onChange),

    async writeStatus(stored, next, signal) {
      const answer = await client.request({
        method: "PATCH",
        path: kubePath(RESOURCES.migrations, { ...stored.key, sub: "status" }),
        query: { fieldManager: "crossfade" },
        contentType: "application/json-patch+json",
        // A stale resourceVersion in a `replace` is a 409; a `test` of it would be a 422 that says nothing.
        body: [
          { op: "replace", path: "/metadata/resourceVersion", value: stored.resourceVersion },
          { op: "add", path: "/status", value: { ...foreignOf.get(stored), ...toWire(next) } },
        ],
        ...(signal === undefined ? {} : { signal }),
      });
      if (answer.state !== "ok") return refused(answer);
      const parsed = parse(answer.body);
      if (parsed === undefined)
        return { state: "unknown", why: "the answer to a status write is no Migration" };
      migrations.put(answer.body);
      return { state: "written", stored: parsed };
    },

    ...makeJournalStore(client, entries),

    stop() {
      migrations.stop();
      entries.stop();
    },
  };
}

function refused(failure: KubeFailure): WriteOutcome {
  switch (failure.state) {
    case "conflict":
      return { state: "conflict" };
    case "not-found":
      return { state: "gone" };
    // It certainly did not happen, and sending it again would not help: said as what it is, in words.
    case "forbidden":
    case "invalid":
    case "unauthorized":
      return { state: "forbidden", why: failure.why };
    case "exists":
    case "expired":
    case "unknown":
      return { state: "unknown", why: failure.why };
  }
}
