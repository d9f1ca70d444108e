import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initialStatus } from "../../core/engine/initial-status.ts";
import { GENESIS, link } from "../../core/journal/chain.ts";
import type { Entry } from "../../core/journal/entry.ts";
import { exampleSpec } from "../../core/plan/testing/example.ts";
import type { Status } from "../../core/status/status.ts";
import type { Key, MigrationStore, StoredMigration } from "../../ports/migration-store.ts";
import { makeSystemClock } from "../system/clock.ts";
import { silentLog } from "../system/log.ts";
import type { KubeClient } from "./client.ts";
import { makeMigrationStore } from "./migration-store.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { create, eventually, jsonPatch, type KubeWorld, read, remove } from "./testing/kube-world.ts";

const emptyStatus: Status = { ...initialStatus(), planHash: "a".repeat(64), observedGeneration: 1 };

/** A chain of `count` entries. */
export function someEntries(migration: string, count: number): Entry[] {
  let chain = { length: 0, head: GENESIS };
  return Array.from({ length: count }, (_, index) => {
    const next = link(migration, chain, {
      at: 1_767_225_600_000 + index,
      kind: index === 0 ? "start" : "note",
      actor: "someone@example.com",
      stage: "",
      commandId: `command-${index + 1}`,
      evidence: { n: [1.5, { deep: "é" }] },
    });
    chain = next.chain;
    return next.entry;
  });
}

/** What any store must do, on any API server. */
export function storeContract(title: string, start: () => Promise<KubeWorld>): void {
  describe(title, () => {
    let world: KubeWorld;
    let store: MigrationStore & { stop(): void };
    let key: Key;

    const storeOf = (client: KubeClient, namespaces: readonly string[] = []) =>
      makeMigrationStore({ client, clock: makeSystemClock(), log: silentLog, namespaces });
    const path = () => kubePath(RESOURCES.migrations, key);

    async function freshMigration(): Promise<StoredMigration> {
      const namespace = await world.namespace();
      key = { namespace, name: "moving" };
      await create(world.admin, kubePath(RESOURCES.migrations, { namespace }), {
        apiVersion: "crossfade.dev/v1alpha1",
        kind: "Migration",
        metadata: { name: key.name, namespace },
        spec: exampleSpec(),
      });
      return eventually(() => store.get(key, { fresh: false }));
    }

    beforeAll(async () => {
      world = await start();
      store = storeOf(world.product);
    });
    afterAll(async () => {
      store.stop();
      await world.stop();
    });

    it("finds a Migration with its spec as stored and no status before the first write", async () => {
      const stored = await freshMigration();
      expect(stored).toMatchObject({
        key,
        generation: 1,
        deleting: false,
        spec: { title: "Erlang EMQX to EMQX-Go" },
      });
      expect(stored.status).toBeUndefined();
      expect(store.list().some((migration) => migration.uid === stored.uid)).toBe(true);
      expect(await store.get({ ...key, name: "absent" }, { fresh: true })).toBeUndefined();
    });

    it("writes a status by compare-and-swap: of two writers on one version, one is told of the conflict (I3)", async () => {
      const stored = await freshMigration();
      const other = await store.get(key, { fresh: true });
      if (other === undefined) throw new Error("there is a migration");
      const first = await store.writeStatus(stored, { ...emptyStatus, epoch: 1 });
      expect(first).toMatchObject({ state: "written", stored: { status: { epoch: 1 } } });
      expect(await store.writeStatus(other, { ...emptyStatus, epoch: 2 })).toEqual({ state: "conflict" });
      expect((await store.get(key, { fresh: true }))?.status?.epoch).toBe(1);
    });

    it("reads its own write from the cache at once (F08)", async () => {
      let stored = await freshMigration();
      for (let epoch = 1; epoch <= 20; epoch += 1) {
        const outcome = await store.writeStatus(stored, { ...emptyStatus, epoch });
        if (outcome.state !== "written") throw new Error(outcome.state);
        const seen = await store.get(key, { fresh: false });
        expect(seen).toMatchObject({ resourceVersion: outcome.stored.resourceVersion, status: { epoch } });
        stored = outcome.stored;
      }
    });

    it("replaces the whole status: a field that is absent now is gone", async () => {
      const stored = await freshMigration();
      const held = { by: "me", code: "person", reason: "lunch", since: 1_767_225_600_000 } as const;
      const first = await store.writeStatus(stored, { ...emptyStatus, state: "Held", hold: held });
      if (first.state !== "written") throw new Error(first.state);
      expect(first.stored.status?.hold).toEqual(held);
      await store.writeStatus(first.stored, emptyStatus);
      expect((await store.get(key, { fresh: true }))?.status).toEqual(emptyStatus);
    });

    it("keeps the fields of a newer version when it writes (F50)", async () => {
      await freshMigration();
      await jsonPatch(world.admin, `${path()}/status`, [
        { op: "add", path: "/status", value: { state: "Pending", tomorrow: { field: [1, 2] } } },
      ]);
      const stored = await store.get(key, { fresh: true });
      if (stored === undefined) throw new Error("there is a migration");
      await store.writeStatus(stored, { ...emptyStatus, epoch: 7 });
      expect(await read(world.admin, path())).toMatchObject({
        status: { epoch: 7, tomorrow: { field: [1, 2] } },
      });
    });

    it("never writes the spec, and a changed spec raises the generation", async () => {
      const stored = await freshMigration();
      await store.writeStatus(stored, emptyStatus);
      await jsonPatch(world.admin, path(), [{ op: "replace", path: "/spec/title", value: "Another title" }]);
      const changed = await store.get(key, { fresh: true });
      expect(changed).toMatchObject({ generation: 2, spec: { title: "Another title" }, status: emptyStatus });
    });

    it("tells its watchers which one changed, by whomever", async () => {
      const stored = await freshMigration();
      const seen: string[] = [];
      const stop = store.watch(({ namespace, name }) => seen.push(`${namespace}/${name}`));
      await jsonPatch(world.admin, path(), [{ op: "replace", path: "/spec/title", value: "By somebody" }]);
      await eventually(() => seen.includes(`${key.namespace}/${key.name}`));
      const now = await eventually(async () => {
        const current = await store.get(key, { fresh: false });
        return current?.generation === 2 && current;
      });
      expect(now.resourceVersion).not.toBe(stored.resourceVersion);
      stop();
    });

    it("says gone for a Migration that was deleted (F56)", async () => {
      const stored = await freshMigration();
      await remove(world.admin, path());
      expect(await store.writeStatus(stored, emptyStatus)).toEqual({ state: "gone" });
      await eventually(async () => (await store.get(key, { fresh: false })) === undefined);
    });

    it("names the verb and the resource that it has no right to (F11)", async () => {
      const stored = await freshMigration();
      const outcome = await storeOf(world.nobody).writeStatus(stored, emptyStatus);
      expect(outcome).toMatchObject({
        state: "forbidden",
        why: expect.stringMatching(/patch.*migrations/s) as string,
      });
    });

    it("sees only its namespaces when it is given some", async () => {
      const stored = await freshMigration();
      const narrow = storeOf(world.product, [key.namespace]);
      expect(await narrow.get(key, { fresh: false })).toMatchObject({ uid: stored.uid });
      expect(narrow.list().map((migration) => migration.key.namespace)).toEqual([key.namespace]);
      narrow.stop();
    });

    it("appends entries once each: again changes nothing, another entry in its place is told (I8, F02)", async () => {
      await freshMigration();
      const entries = someEntries(key.name, 3);
      expect(await store.appendEntries(key, entries)).toEqual({ state: "written" });
      expect(await store.appendEntries(key, entries)).toEqual({ state: "written" });
      expect(await store.entries(key, 0, 10)).toEqual(entries);
      const [first, second] = entries;
      if (first === undefined || second === undefined) throw new Error("three entries");
      const forged = link(
        key.name,
        { length: 1, head: first.hash },
        { at: 5, kind: "note", actor: "x", stage: "" },
      );
      expect(await store.appendEntries(key, [forged.entry])).toEqual({ state: "differs", seq: 2 });
      expect(await store.history(key)).toEqual({ length: 3, head: entries[2]?.hash });
    });

    it("lists entries from a place on, and finds the one of a command", async () => {
      await freshMigration();
      const entries = someEntries(key.name, 12);
      await store.appendEntries(key, entries);
      expect((await store.entries(key, 9, 2)).map(({ seq }) => seq)).toEqual([10, 11]);
      expect(await store.entryOf(key, "command-7")).toEqual(entries[6]);
      expect(await store.entryOf(key, "never-sent")).toBeUndefined();
    });

    it("finds a command's entry that another replica has just written", async () => {
      await freshMigration();
      expect(await store.history(key)).toEqual({ length: 0, head: GENESIS });
      const replica = storeOf(world.product);
      await replica.appendEntries(key, someEntries(key.name, 1));
      expect(await store.entryOf(key, "command-1")).toMatchObject({ seq: 1 });
      replica.stop();
    });

    it("labels an entry with its migration and command, and names it after its number", async () => {
      await freshMigration();
      await store.appendEntries(key, someEntries(key.name, 1));
      const object = await read(
        world.admin,
        kubePath(RESOURCES.journalEntries, { namespace: key.namespace, name: `${key.name}-1` }),
      );
      expect(object).toMatchObject({
        metadata: { labels: { "crossfade.dev/migration": key.name, "crossfade.dev/command": "command-1" } },
        spec: { seq: 1, prev: GENESIS },
      });
    });

    it("has a history that nobody edits: the server refuses a changed entry (A32)", async () => {
      await freshMigration();
      await store.appendEntries(key, someEntries(key.name, 1));
      const entry = kubePath(RESOURCES.journalEntries, { namespace: key.namespace, name: `${key.name}-1` });
      await expect(
        jsonPatch(world.admin, entry, [{ op: "replace", path: "/spec/actor", value: "somebody else" }]),
      ).rejects.toThrow(/immutable/);
    });

    it("continues the chain of a Migration that was deleted and made again (F56)", async () => {
      await freshMigration();
      await store.appendEntries(key, someEntries(key.name, 2));
      await remove(world.admin, path());
      expect(await store.history(key)).toMatchObject({ length: 2 });
    });
  });
}
