import type { Key } from "../ports/migration-store.ts";
import type { LiveMigrations, MigrationView } from "./live.ts";
import { Memories, keyText } from "./memory.ts";
import type { Ports } from "./ports.ts";
import { KeyedQueue } from "./queue.ts";
import { reconcile } from "./reconcile.ts";

type Listener = (key: Key, view: MigrationView | undefined) => void;

export type Controller = {
  live: LiveMigrations;
  memories: Memories;
  /** Looks at a Migration soon: after a command, a change seen by a watch. */
  kick(key: Key): void;
  /** A look that begins after this call: resolves when it has ended. */
  look(key: Key): Promise<void>;
  stop(): Promise<void>;
  /** Milliseconds since the loop last came round, by the monotonic clock. */
  idleMs(): number;
  /** What each turn took, for metrics: called after every look. */
  onTurn(listener: (key: Key, ms: number, failed: boolean) => void): void;
};

const LISTENERS_FOR_ALL = "*";
/** A view older than this many ticks is observed again before it is shown. */
const STALE_TICKS = 2;

/**
 * Runs the loop: every tick each Migration is looked at, by the leader always, by others while somebody watches it. Watches and commands
 * only wake it earlier; nothing is decided on what woke it.
 */
export function startController(ports: Ports, options: { tickMs: number; campaign: boolean }): Controller {
  const { clock, log } = ports;
  const memories = new Memories();
  const listeners = new Map<string, Set<Listener>>();
  const turnListeners: ((key: Key, ms: number, failed: boolean) => void)[] = [];
  const stopping = new AbortController();
  /** How often this process has been elected, while it leads. A Lease that was deleted counts its transitions from 0 again. */
  let term: number | undefined;
  let terms = 0;
  let turnedAt = clock.monotonic();

  const tell = (key: Key, view: MigrationView | undefined): void => {
    for (const name of [keyText(key), LISTENERS_FOR_ALL])
      for (const listener of listeners.get(name) ?? []) listener(key, view);
  };

  const look = async (key: Key): Promise<void> => {
    if (stopping.signal.aborted) return;
    const memory = memories.of(key);
    const began = clock.monotonic();
    let failed = false;
    try {
      const turn = await reconcile(ports, key, memory, term);
      if (turn.gone) {
        memories.forget(key);
        tell(key, undefined);
      } else tell(key, memory.view);
      if (turn.again)
        void clock
          .sleep(memory.conflicts === 0 ? 0 : 20 * 2 ** memory.conflicts * (0.5 + jitter()), stopping.signal)
          .then(() => queue.add(key));
    } catch (error) {
      failed = true;
      log.error(
        { migration: keyText(key), error: error instanceof Error ? error.stack : String(error) },
        "a look failed",
      );
    }
    for (const listener of turnListeners) listener(key, clock.monotonic() - began, failed);
  };
  const queue = new KeyedQueue<Key>(keyText, look);

  const watched = (key: Key): boolean => listeners.has(keyText(key)) || listeners.has(LISTENERS_FOR_ALL);
  const wake = (matches: (key: Key) => boolean): void => {
    for (const { key } of ports.store.list())
      if (matches(key) && (term !== undefined || watched(key))) queue.add(key);
  };
  const inNamespace = (namespace: string) => wake((key) => key.namespace === namespace);
  const unwatch = [
    ports.store.watch((key) => (term !== undefined || watched(key)) && queue.add(key)),
    ports.workloads.watch(inNamespace),
    ports.jobs.watch((key) => wake((one) => keyText(one) === keyText(key))),
    ...[...ports.routers.values()].map((router) => router.watch((namespace) => inNamespace(namespace))),
  ];

  /** What throws in here is a bug: an unhandled rejection, which ends the process (F45). */
  async function beat(): Promise<void> {
    for (;;) {
      await clock.sleep(options.tickMs, stopping.signal);
      if (stopping.signal.aborted) return;
      turnedAt = clock.monotonic();
      wake(() => true);
    }
  }
  void beat();

  if (options.campaign) {
    ports.leader.start({
      won: (transitions) => {
        terms += 1;
        term = terms;
        log.info({ transitions }, "leading");
        wake(() => true);
      },
      lost: (why) => {
        term = undefined;
        log.warn({ why }, "no longer leading");
      },
    });
  }

  const live: LiveMigrations = {
    keys: () =>
      ports.store
        .list()
        .map((one) => one.key)
        .sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1)),
    async view(key) {
      const memory = memories.peek(key);
      const fresh =
        memory?.view &&
        memory.observedAt !== undefined &&
        clock.monotonic() - memory.observedAt < STALE_TICKS * options.tickMs;
      if (
        !fresh ||
        memory?.view?.stored.resourceVersion !==
          (await ports.store.get(key, { fresh: false }))?.resourceVersion
      ) {
        await queue.run(key);
      }
      return memories.peek(key)?.view;
    },
    subscribe(key, listener) {
      const name = key ? keyText(key) : LISTENERS_FOR_ALL;
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(name) === set) listeners.delete(name);
      };
    },
  };

  return {
    live,
    memories,
    kick: (key) => queue.add(key),
    look: (key) => queue.run(key),
    idleMs: () => clock.monotonic() - turnedAt,
    onTurn: (listener) => turnListeners.push(listener),
    async stop() {
      stopping.abort();
      for (const end of unwatch) end();
      // First: a look that still waits for Prometheus writes nothing more, and another replica need not wait for it (F53).
      await ports.leader.release();
      await queue.drained();
      await ports.notifier.stop();
    },
  };
}

/** Spreads retries; nothing is decided on it. */
const jitter = (): number => Math.random();
