import { Memories, keyText } from "../../../lib/controller/memory.ts";
import type { Ports } from "../../../lib/controller/ports.ts";
import { reconcile } from "../../../lib/controller/reconcile.ts";
import type { Route } from "../../../lib/core/engine/observation.ts";
import { at } from "../../../lib/core/engine/testing/reach.ts";
import type { Entry } from "../../../lib/core/journal/entry.ts";
import type { Query, Sample } from "../../../lib/core/slo/samples.ts";
import type { Status } from "../../../lib/core/status/status.ts";
import type { Key, StoredMigration } from "../../../lib/ports/migration-store.ts";

/** What a fleet asked of the outside. */
export type Asked = {
  metricsRequests: number;
  expressions: number;
  statusWrites: number;
  routeReads: number;
  freshRouteReads: number;
  routeWrites: number;
};

export type Fleet = {
  keys: Key[];
  asked: Asked;
  /** A second passes, and the controller's `reconcile` looks at each migration once. */
  tick: () => Promise<void>;
  states: () => string[];
  stored: (key: Key) => StoredMigration | undefined;
};

const STAGE = "canary-10";

/** So many copies of the example plan in the middle of a bake, on ports that answer from memory: what is left is the controller's own work. */
export function makeFleet(count: number): Fleet {
  const world = at(STAGE);
  world.tick(20);
  const keys = Array.from({ length: count }, (_, index) => ({ namespace: "n", name: `m${index}` }));
  const stored = new Map(keys.map((key) => [keyText(key), storedOf(key, world.spec, world.status)]));
  const routes = new Map(keys.map((key) => [key.name, routeOf(key, world.route)]));
  const asked: Asked = {
    metricsRequests: 0,
    expressions: 0,
    statusWrites: 0,
    routeReads: 0,
    freshRouteReads: 0,
    routeWrites: 0,
  };
  let elapsed = 0;
  const clock = { now: () => world.now + elapsed, monotonic: () => elapsed, sleep: () => Promise.resolve() };
  const known = <T>(value: T) => Promise.resolve({ state: "known" as const, value, at: clock.now() });
  const history = { length: world.entries.length, head: world.entries.at(-1)?.hash ?? "" };
  let reading = keys[0]?.name ?? "";

  const ports: Ports = {
    clock,
    store: {
      get: (key) => {
        reading = key.name;
        return Promise.resolve(stored.get(keyText(key)));
      },
      list: () => [...stored.values()],
      silence: () => undefined,
      watch: () => () => undefined,
      writeStatus(old, next) {
        asked.statusWrites += 1;
        const fresh = { ...old, resourceVersion: `${Number(old.resourceVersion) + 1}`, status: next };
        stored.set(keyText(old.key), fresh);
        return Promise.resolve({ state: "written", stored: fresh });
      },
      appendEntries: () => Promise.resolve({ state: "written" }),
      entries: (_key, after, limit) => Promise.resolve(world.entries.slice(after, after + limit)),
      entryOf: (_key, id): Promise<Entry | undefined> =>
        Promise.resolve(world.entries.find((entry) => entry.commandId === id)),
      history: () => Promise.resolve(history),
    },
    routers: new Map([
      [
        "istio",
        {
          kind: "istio",
          read(_namespace, _plan, { fresh }) {
            asked.routeReads += 1;
            if (fresh) asked.freshRouteReads += 1;
            const route = routes.get(reading);
            if (!route) throw new Error(`no route of ${reading}`);
            return known(route);
          },
          write(_namespace, _plan, _change, how) {
            if (!how?.dryRun) asked.routeWrites += 1;
            const route = routes.get(reading);
            return Promise.resolve(route ? { state: "written", route } : { state: "gone" });
          },
          watch: () => () => undefined,
        },
      ],
    ]),
    workloads: {
      side: (_namespace, _plan, side) => known({ ...world[side] }),
      act: () => Promise.resolve({ state: "done" }),
      namespaceDeleting: () => false,
      watch: () => () => undefined,
    },
    jobs: {
      runs: () => known([...world.jobs]),
      create: () => Promise.resolve({ state: "done" }),
      watch: () => () => undefined,
    },
    metrics: {
      instant(queries, when) {
        asked.metricsRequests += 1;
        asked.expressions += queries.length;
        const samples = new Map(queries.map((query) => [query.key, answer(query, when)]));
        return Promise.resolve({ state: "answered", samples, at: when });
      },
      range: () => Promise.resolve({ state: "blind", why: "not asked" }),
      buckets: () => Promise.resolve(undefined),
    },
    notifier: { notify: () => undefined, stop: () => Promise.resolve() },
    leader: {
      isLeading: () => true,
      start: () => undefined,
      release: () => Promise.resolve(),
      identity: () => "bench",
      holder: () => "bench",
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const memories = new Memories();
  return {
    keys,
    asked,
    async tick() {
      elapsed += 1_000;
      for (const key of keys) await reconcile(ports, key, memories.of(key), 1);
    },
    states: () => [...stored.values()].map((one) => one.status?.state ?? "none"),
    stored: (key) => stored.get(keyText(key)),
  };
}

const storedOf = (key: Key, spec: unknown, status: Status): StoredMigration => ({
  key,
  uid: key.name,
  resourceVersion: "1",
  generation: 1,
  deleting: false,
  annotations: {},
  bytes: 20_000,
  spec: structuredClone(spec),
  status: structuredClone(status),
});

const routeOf = (key: Key, route: Route): Route => ({
  ...route,
  ...(route.owner && { owner: { ...route.owner, ...key } }),
});

/** A healthy side with 200 samples a second. */
function answer({ key }: Query, at: number): Sample {
  const [, name, what, windowMs] = key.split("/");
  const events = name === "supervisor-restarts";
  const total = (Number(windowMs) / 1_000) * 200;
  const value = what === "total" || what === "good" ? (events ? 0 : total) : what === "share" ? 100 : 99.99;
  return { state: "value", value, at };
}
