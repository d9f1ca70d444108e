import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeSystemClock } from "../system/clock.ts";
import { silentLog } from "../system/log.ts";
import { type KubeClient, makeKubeClient } from "./client.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { type EmbeddedWorld, startEmbeddedWorld } from "./testing/embedded-world.ts";
import { type FaultProxy, startFaultProxy } from "./testing/fault-proxy.ts";
import { create, eventually, remove } from "./testing/kube-world.ts";
import { makeWatcher, type Watcher } from "./watcher.ts";

const clock = makeSystemClock();

describe("the watch of a collection", () => {
  let world: EmbeddedWorld;
  let proxy: FaultProxy;
  let client: KubeClient;
  let namespace: string;
  const started: Watcher<string>[] = [];

  beforeAll(async () => {
    world = await startEmbeddedWorld({ watchHistory: 3 });
  });
  beforeEach(async () => {
    namespace = await world.namespace();
    proxy = await startFaultProxy(world.url);
    client = makeKubeClient({ kubeconfig: world.kubeconfig(proxy.url), clock, deadlineMs: 500 });
  });
  afterEach(async () => {
    for (const watcher of started.splice(0)) watcher.stop();
    await client.close();
    await proxy.stop();
  });
  afterAll(() => world.stop());

  const collection = () => kubePath(RESOURCES.configMaps, { namespace });
  const isWatch = (_: string, url: string) => url.includes("watch=true");
  const lists = () =>
    proxy.calls.filter((call) => call.startsWith("GET") && !call.includes("watch=true")).length;

  async function watching(resyncMs = 60_000): Promise<Watcher<string>> {
    const watcher = makeWatcher<string>({
      client,
      clock,
      log: silentLog,
      resource: RESOURCES.configMaps,
      namespaces: [namespace],
      parse: (_, place) => place.name,
      resyncMs,
    });
    started.push(watcher);
    await watcher.ready();
    return watcher;
  }

  const add = (name: string) =>
    create(world.admin, collection(), { apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
  const has = (watcher: Watcher<string>, name: string) =>
    eventually(() => watcher.get({ namespace, name }) === name);

  it("sees what is there, what comes and what goes", async () => {
    await add("before");
    const watcher = await watching();
    expect([...watcher.values()]).toEqual(["before"]);
    await add("after");
    await has(watcher, "after");
    await remove(world.admin, `${collection()}/before`);
    await eventually(() => watcher.get({ namespace, name: "before" }) === undefined);
  });

  it("goes on after every connection was cut", async () => {
    const watcher = await watching();
    for (const name of ["one", "two", "three"]) {
      proxy.cut();
      await add(name);
      await has(watcher, name);
    }
  });

  it("goes on after an answer of 500, and after nobody answered", async () => {
    const watcher = await watching();
    for (const faults of [{ status: 500 }, { hang: true }]) {
      proxy.faults = faults;
      proxy.cut();
      await add(`during-${Object.keys(faults).join("")}`);
      await new Promise((resolve) => setTimeout(resolve, 700));
      proxy.faults = {};
      await has(watcher, `during-${Object.keys(faults).join("")}`);
    }
  });

  it("lists again after 410 Gone, and at most once a second (F06)", async () => {
    const watcher = await watching();
    proxy.faults = { status: 410, only: isWatch };
    const before = lists();
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(lists() - before).toBeGreaterThanOrEqual(1);
    expect(lists() - before).toBeLessThanOrEqual(3);
    proxy.faults = {};
    await add("afterwards");
    await has(watcher, "afterwards");
  });

  it("catches up when its place in the history is forgotten", async () => {
    const watcher = await watching();
    proxy.faults = { status: 503, only: isWatch };
    proxy.cut();
    for (const name of ["a", "b", "c", "d", "e", "f"]) await add(name);
    world.compact();
    proxy.faults = {};
    await has(watcher, "f");
    expect([...watcher.values()].filter((name) => name.length === 1).sort()).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
      "f",
    ]);
  });

  it("finds by a plain list what a silent watch keeps to itself (F07)", async () => {
    const watcher = await watching(1_200);
    proxy.faults = { silentWatches: true };
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await add("unheard");
    await has(watcher, "unheard");
  });

  it("is never older than a write of its own (F08)", async () => {
    const watcher = await watching();
    proxy.faults = { silentWatches: true };
    proxy.cut();
    watcher.put(await add("own"));
    expect(watcher.get({ namespace, name: "own" })).toBe("own");
  });

  it("says why there is no picture when the server never answered", async () => {
    proxy.faults = { hang: true };
    const watcher = await watching();
    expect(await watcher.ready()).toMatchObject({ state: "unknown" });
    proxy.faults = {};
    await eventually(async () => (await watcher.ready()) === undefined);
  });

  it("has one stream however many ask", async () => {
    const watcher = await watching();
    await Promise.all(Array.from({ length: 20 }, () => watcher.ready()));
    await eventually(() => proxy.calls.some((call) => call.includes("watch=true")));
    expect(proxy.calls.filter((call) => call.includes("watch=true"))).toHaveLength(1);
    expect(lists()).toBe(1);
  });
});
