import { z } from "zod";
import { GENESIS } from "../../core/journal/chain.ts";
import type { Entry } from "../../core/journal/entry.ts";
import { entrySchema } from "../../core/journal/parse-entry.ts";
import type { Key, MigrationStore } from "../../ports/migration-store.ts";
import { KubeError } from "./answer.ts";
import type { KubeClient } from "./client.ts";
import { listAll } from "./list.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { keyOf, type Place } from "./versioned-cache.ts";
import type { Watcher } from "./watcher.ts";

export const LABELS = { migration: "crossfade.dev/migration", command: "crossfade.dev/command" } as const;

const entryObject = z.looseObject({ spec: entrySchema });

/** An entry that cannot be read counts as absent: the chain then shows a gap. */
export const parseEntryObject = (object: unknown): Entry | undefined =>
  entryObject.safeParse(object).data?.spec;

export type JournalStore = Pick<MigrationStore, "appendEntries" | "entries" | "entryOf" | "history">;

type Chain = { bySeq: Map<number, Entry>; sorted?: Entry[] };

/** Journal entries as objects of their own, by a watch over all of them. */
export function makeJournalStore(client: KubeClient, watcher: Watcher<Entry>): JournalStore {
  const chains = new Map<string, Chain>();
  /** Where each object was counted, for one that is deleted or changed by force. */
  const counted = new Map<string, { chain: Chain; seq: number }>();
  let indexing = false;

  function index(place: Place): void {
    const before = counted.get(keyOf(place));
    if (before !== undefined) {
      before.chain.bySeq.delete(before.seq);
      delete before.chain.sorted;
      counted.delete(keyOf(place));
    }
    const entry = watcher.get(place);
    // By the immutable spec: labels can be edited. The name must say the same, or anybody could shadow an entry.
    if (entry === undefined || place.name !== `${entry.migration}-${entry.seq}`) return;
    const key = keyOf({ namespace: place.namespace, name: entry.migration });
    const chain: Chain = chains.get(key) ?? { bySeq: new Map() };
    chains.set(key, chain);
    chain.bySeq.set(entry.seq, entry);
    delete chain.sorted;
    counted.set(keyOf(place), { chain, seq: entry.seq });
  }

  /** Before anything is put or listed, so that nothing is missed. */
  function startIndexing(): void {
    if (indexing) return;
    indexing = true;
    watcher.onChange(index);
  }

  async function chainOf(key: Key): Promise<readonly Entry[]> {
    startIndexing();
    const failure = await watcher.ready(key.namespace);
    if (failure !== undefined) throw new KubeError(failure);
    const chain = chains.get(keyOf(key));
    if (chain === undefined) return [];
    chain.sorted ??= [...chain.bySeq.values()].sort((a, b) => a.seq - b.seq);
    return chain.sorted;
  }

  async function create(key: Key, entry: Entry): Promise<"written" | "differs" | { why: string }> {
    const name = `${key.name}-${entry.seq}`;
    const answer = await client.request({
      method: "POST",
      path: kubePath(RESOURCES.journalEntries, { namespace: key.namespace }),
      query: { fieldManager: "crossfade" },
      body: {
        apiVersion: "crossfade.dev/v1alpha1",
        kind: "JournalEntry",
        metadata: {
          name,
          namespace: key.namespace,
          labels: {
            [LABELS.migration]: key.name,
            ...(entry.commandId === undefined ? {} : { [LABELS.command]: entry.commandId }),
          },
        },
        spec: entry,
      },
    });
    if (answer.state === "ok") {
      watcher.put(answer.body);
      return "written";
    }
    if (answer.state !== "exists") return { why: answer.why };
    // Ours from before, with the reply lost (F02), or somebody else's.
    const there = await watcher.read({ namespace: key.namespace, name });
    if (there.state !== "ok") return { why: there.why };
    return parseEntryObject(there.body)?.hash === entry.hash ? "written" : "differs";
  }

  return {
    async appendEntries(key, entries) {
      startIndexing();
      for (const entry of entries) {
        const outcome = await create(key, entry);
        if (outcome === "differs") return { state: "differs", seq: entry.seq };
        if (outcome !== "written") return { state: "failed", why: outcome.why };
      }
      return { state: "written" };
    },

    async entries(key, after, limit) {
      const chain = await chainOf(key);
      return chain.filter((entry) => entry.seq > after).slice(0, limit);
    },

    async entryOf(key, commandId) {
      const known = (await chainOf(key)).find((entry) => entry.commandId === commandId);
      if (known !== undefined) return known;
      // Another replica may have written it a moment ago: the same command twice is worse than one more question.
      const listed = await listAll(client, kubePath(RESOURCES.journalEntries, { namespace: key.namespace }), {
        labelSelector: `${LABELS.migration}=${key.name},${LABELS.command}=${commandId}`,
      });
      if (listed.state !== "ok") throw new KubeError(listed);
      for (const object of listed.objects) watcher.put(object);
      return listed.objects.map(parseEntryObject).find((entry) => entry?.commandId === commandId);
    },

    async history(key) {
      const last = (await chainOf(key)).at(-1);
      return last === undefined ? { length: 0, head: GENESIS } : { length: last.seq, head: last.hash };
    },
  };
}
