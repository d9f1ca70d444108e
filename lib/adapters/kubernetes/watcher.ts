import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../system/log.ts";
import type { KubeAnswer, KubeFailure } from "./answer.ts";
import type { KubeClient } from "./client.ts";
import { type Feed, ListenerFailed, startFeed } from "./feed.ts";
import { type KubeResource, kubePath } from "./paths.ts";
import { type Place, VersionedCache } from "./versioned-cache.ts";

export type WatcherOptions<T> = {
  client: KubeClient;
  clock: Clock;
  log: Log;
  resource: KubeResource;
  /** Empty: all of them, by one cluster-wide stream. */
  namespaces: readonly string[];
  /** What is kept of an object; undefined for one that cannot be read. */
  parse: (object: unknown, place: Place) => T | undefined;
  query?: Record<string, string>;
  resyncMs?: number;
};

/** A local copy of a collection. It starts with its first use, and there is one stream however many ask. */
export interface Watcher<T> {
  /**
   * Undefined once there is a complete picture, of one namespace or of all, that is not too old; else why there is none, after waiting 3 s at
   * most. What is wrong in one namespace is no other's matter.
   */
  ready(namespace?: string): Promise<KubeFailure | undefined>;
  /** As last seen; says nothing while `ready` has not. */
  get(place: Place): T | undefined;
  values(): Iterable<T>;
  /** Wall-clock time for which the copy of a namespace is known to be right. */
  asOf(namespace: string): number;
  /** Asks the API for one object, and takes it: `get` has the newer of that and what the stream knew. */
  read(place: Place): Promise<KubeAnswer>;
  /** Takes an object that a call of ours returned: from now on the copy is at least as new (F08). */
  put(object: unknown): void;
  onChange(listener: (place: Place) => void): () => void;
  stop(): void;
}

const WAIT_MS = 3_000;
/** Three lists in a row have failed, and the watch is not there either. */
const STALE_LISTS = 3;

export function makeWatcher<T>(options: WatcherOptions<T>): Watcher<T> {
  const { client, clock, log, resource, parse, query = {}, resyncMs = 15_000 } = options;
  const cache = new VersionedCache<T>(parse);
  const listeners = new Set<(place: Place) => void>();
  let feeds: { namespace: string; feed: Feed }[] | undefined;
  let stopped = false;

  function changed(places: readonly Place[]): void {
    try {
      for (const place of places) for (const listener of listeners) listener(place);
    } catch (error) {
      throw new ListenerFailed(error);
    }
  }

  function start(): { namespace: string; feed: Feed }[] {
    if (feeds !== undefined) return feeds;
    if (stopped) throw new Error(`the watch of ${resource.plural} was stopped`);
    const places = options.namespaces.length === 0 ? [undefined] : options.namespaces;
    feeds = places.map((namespace) => ({
      namespace: namespace ?? "",
      feed: startFeed({
        client,
        clock,
        log,
        path: kubePath(resource, namespace === undefined ? {} : { namespace }),
        namespace: namespace ?? "",
        query,
        resyncMs,
        cache,
        changed,
      }),
    }));
    return feeds;
  }

  function put(object: unknown): void {
    const place = cache.put(object);
    if (place !== undefined) changed([place]);
  }

  /** The feeds that a namespace comes from; all of them without one. */
  const feedsOf = (namespace: string | undefined): Feed[] =>
    start().flatMap(({ namespace: of, feed }) =>
      namespace === undefined || of === "" || of === namespace ? [feed] : [],
    );
  /** That of the one that is furthest behind. */
  const currentAt = (of: readonly Feed[]): number => Math.min(...of.map((feed) => feed.currentAt()));

  return {
    async ready(namespace) {
      const asked = feedsOf(namespace);
      // Worth waiting for a first list that is under way, but not for one that has failed: a tick must not take seconds then.
      const failed = asked.some((feed) => feed.failure() !== undefined);
      if (currentAt(asked) === Number.NEGATIVE_INFINITY && !failed) {
        const waiting = new AbortController();
        await Promise.race([
          Promise.all(asked.map((feed) => feed.synced)),
          clock.sleep(WAIT_MS, waiting.signal),
        ]);
        waiting.abort();
      }
      const age = clock.monotonic() - currentAt(asked);
      if (age <= resyncMs * STALE_LISTS) return undefined;
      const failure = asked.map((feed) => feed.failure()).find((why) => why !== undefined);
      return failure ?? { state: "unknown", why: `${resource.plural}: no complete list yet` };
    },
    get(place) {
      if (!stopped) start();
      return cache.get(place);
    },
    values() {
      if (!stopped) start();
      return cache.values();
    },
    asOf: (namespace) => clock.now() - (clock.monotonic() - currentAt(feedsOf(namespace))),
    async read(place) {
      const answer = await client.request({ method: "GET", path: kubePath(resource, place) });
      if (answer.state === "ok") put(answer.body);
      return answer;
    },
    put,
    onChange(listener) {
      start();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      stopped = true;
      for (const { feed } of feeds ?? []) feed.stop();
    },
  };
}
