import { z } from "zod";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../system/log.ts";
import type { KubeFailure } from "./answer.ts";
import type { KubeClient } from "./client.ts";
import { listAll } from "./list.ts";
import type { Place, VersionedCache } from "./versioned-cache.ts";

const event = z.object({ type: z.string(), object: z.looseObject({}) });
const versioned = z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string() }) });
const status = z.looseObject({ code: z.number().optional(), message: z.string().optional() });

const BACKOFF_MS = { first: 100, most: 5_000 };
/** F06: a server that answers 410 to every watch must not be listed without end. */
const LIST_EVERY_MS = 1_000;

export type FeedOptions = {
  client: KubeClient;
  clock: Clock;
  log: Log;
  path: string;
  /** `""`: the path spans all namespaces. */
  namespace: string;
  query: Record<string, string>;
  /** How often to list beside the watch, in case that has gone silent (F07). */
  resyncMs: number;
  cache: VersionedCache<unknown>;
  changed: (places: readonly Place[]) => void;
};

export type Feed = {
  /** Resolves after the first complete list. */
  synced: Promise<void>;
  /** Why the last list failed, undefined after one that did not. */
  failure(): KubeFailure | undefined;
  /** Monotonic time until which the cache is known to have been complete: now while the watch is open and lists succeed. */
  currentAt(): number;
  stop(): void;
};

/**
 * Keeps a cache equal to one collection for ever: list, watch from there, and after any end, error or silence go on. Nothing a
 * server does ends it. An exception in `changed` is a bug and does: it becomes an unhandled rejection, which ends the process.
 */
export function startFeed(options: FeedOptions): Feed {
  const { client, clock, log, path, query, cache } = options;
  const stopping = new AbortController();
  const { promise: synced, resolve: sync } = Promise.withResolvers<void>();
  let version: string | undefined;
  let failure: KubeFailure | undefined;
  let listedAt = Number.NEGATIVE_INFINITY;
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let openWatch: AbortController | undefined;

  /** Returns true when the list told something that the watch had not. */
  async function list(): Promise<boolean> {
    await clock.sleep(Math.max(0, listedAt + LIST_EVERY_MS - clock.monotonic()), stopping.signal);
    if (stopping.signal.aborted) return false;
    const askedAt = clock.monotonic();
    listedAt = askedAt;
    const listed = await listAll(client, path, query, stopping.signal);
    if (stopping.signal.aborted) return false;
    if (listed.state !== "ok") {
      if (failure?.state !== listed.state) log.warn({ path, why: listed.why }, "a list failed");
      failure = listed;
      return false;
    }
    failure = undefined;
    confirmedAt = askedAt;
    const places = cache.replace(options.namespace, listed.objects, listed.version);
    version = listed.version;
    sync();
    if (places.length > 0) options.changed(places);
    return places.length > 0;
  }

  /** Returns whether the watch did anything useful, and whether it can go on from `version`. */
  async function watch(from: string): Promise<{ useful: boolean; resumable: boolean }> {
    const cut = new AbortController();
    let useful = false;
    try {
      const stream = await client.stream({
        path,
        query: {
          ...query,
          resourceVersion: from,
          allowWatchBookmarks: "true",
          timeoutSeconds: String(240 + Math.floor(Math.random() * 60)),
        },
        signal: AbortSignal.any([cut.signal, stopping.signal]),
      });
      if (stream.state !== "ok") return { useful, resumable: stream.state !== "expired" };
      openWatch = cut;
      for await (const line of stream.lines) {
        const told = take(JSON.parse(line));
        if (told !== "ok") return { useful, resumable: told === "error" };
        useful = true;
        confirmedAt = clock.monotonic();
      }
      return { useful: true, resumable: true };
    } finally {
      openWatch = undefined;
      cut.abort();
    }
  }

  function take(line: unknown): "ok" | "error" | "expired" {
    const { type, object } = event.parse(line);
    if (type === "ERROR") return status.safeParse(object).data?.code === 410 ? "expired" : "error";
    version = versioned.parse(object).metadata.resourceVersion;
    if (type === "BOOKMARK") return "ok";
    const place = type === "DELETED" ? cache.remove(object) : cache.put(object);
    if (place !== undefined) options.changed([place]);
    return "ok";
  }

  async function run(): Promise<void> {
    let delayMs: number = BACKOFF_MS.first;
    while (!stopping.signal.aborted) {
      if (version === undefined) await list();
      let useful = false;
      if (version !== undefined) {
        const ended = await settled(watch(version));
        useful = ended.useful;
        if (!ended.resumable) version = undefined;
      }
      delayMs = useful ? BACKOFF_MS.first : Math.min(BACKOFF_MS.most, delayMs * 2);
      await clock.sleep(delayMs * (0.5 + Math.random() / 2), stopping.signal);
    }
  }

  /** A cut connection or a line that is no event ends a watch like any other end. What `changed` throws goes on. */
  async function settled(watching: ReturnType<typeof watch>): ReturnType<typeof watch> {
    try {
      return await watching;
    } catch (error) {
      if (error instanceof ListenerFailed) throw error;
      if (!stopping.signal.aborted) log.info({ path, why: String(error) }, "a watch was cut");
      return { useful: false, resumable: true };
    }
  }

  async function resync(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(options.resyncMs * (0.9 + Math.random() / 5), stopping.signal);
      if (stopping.signal.aborted || openWatch === undefined) continue;
      if (await list()) openWatch?.abort();
    }
  }

  void run();
  void resync();
  return {
    synced,
    failure: () => failure,
    currentAt: () => (openWatch !== undefined && failure === undefined ? clock.monotonic() : confirmedAt),
    stop: () => stopping.abort(),
  };
}

/** What a listener threw: never taken for a broken connection. */
export class ListenerFailed extends Error {
  constructor(cause: unknown) {
    super("a listener of a watch threw", { cause });
    this.name = "ListenerFailed";
  }
}
