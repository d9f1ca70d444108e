import type { Actor } from "../core/access/access.ts";
import type { MigrationView } from "../controller/live.ts";
import type { Clock } from "../ports/clock.ts";
import type { Key } from "../ports/migration-store.ts";
import type { Permissions } from "../view/document.ts";
import { permissionsOf } from "./permissions.ts";
import { type Presented, present } from "./presented.ts";
import type { ReadDeps } from "./read-migration.ts";

/** Where a feed writes. It never queues: while the reader is busy only the newest state waits. */
export type Outlet = {
  ready(): boolean;
  send(event: "snapshot" | "update" | "gone", json: string): void;
  /** Ends the stream; nothing is sent after it. */
  end(): void;
};

export type Feed = {
  /** Subscribes and sends the snapshot. */
  start(): Promise<void>;
  /** Sends what is due: called when the reader has caught up, and a few times a second. */
  flush(): void;
  /** Asks again whether this reader may still read: at least once a minute. */
  review(): Promise<void>;
  stop(): void;
};

export type FeedDeps = ReadDeps & {
  clock: Clock;
  /** Whether the session or token still stands. */
  stillSignedIn: () => Promise<boolean>;
};

/** Updates that are no change of state wait until the last one is this old. */
const CALM_MS = 1_000;

type Shown = Pick<Presented, "content" | "urgent"> & { at: number };

const idOf = ({ namespace, name }: Key): string => `${namespace}/${name}`;
const byKey = (a: Key, b: Key): number => (idOf(a) < idOf(b) ? -1 : 1);

/**
 * What one reader sees of one Migration (`key`) or of all that they may see. It holds one newest view a Migration and so cannot grow,
 * however slow the reader is.
 */
export function makeFeed(deps: FeedDeps, actor: Actor, key: Key | undefined, outlet: Outlet): Feed {
  const { authority, live, clock } = deps;
  const rights = new Map<string, Permissions | "hidden">();
  const waiting = new Map<string, { key: Key; view: MigrationView }>();
  const shown = new Map<string, Shown>();
  let started = false;
  let stopped = false;
  let unsubscribe = () => {};

  async function rightsOn(of: Key, how: "fresh" | "recent"): Promise<Permissions | "hidden"> {
    const sees = await authority.may(actor, "get", of, how);
    return sees ? permissionsOf(authority, actor, of) : "hidden";
  }

  function stop(): void {
    stopped = true;
    unsubscribe();
    waiting.clear();
  }

  function leave(): void {
    if (stopped) return;
    stop();
    outlet.send("gone", JSON.stringify(key ?? {}));
    outlet.end();
  }

  function show(event: "snapshot" | "update", id: string, presented: Presented): void {
    shown.set(id, { content: presented.content, urgent: presented.urgent, at: clock.monotonic() });
    outlet.send(event, presented.json);
  }

  function flushOne(id: string, of: Key, view: MigrationView): void {
    const can = rights.get(id);
    if (can === undefined) return;
    if (can === "hidden") {
      waiting.delete(id);
      return;
    }
    const presented = present(view, can);
    const last = shown.get(id);
    if (last?.content === presented.content) {
      waiting.delete(id);
      return;
    }
    const calm =
      last !== undefined && last.urgent === presented.urgent && clock.monotonic() - last.at < CALM_MS;
    if (calm || !outlet.ready()) return;
    waiting.delete(idOf(of));
    show("update", id, presented);
  }

  function flush(): void {
    if (!started || stopped) return;
    for (const [id, { key: of, view }] of waiting) flushOne(id, of, view);
  }

  /** A Migration that appears while the stream is open: its rights are asked first. */
  async function admit(of: Key): Promise<void> {
    try {
      rights.set(idOf(of), await rightsOn(of, "recent"));
      flush();
    } catch {
      // Not answered: the next view of it asks again. Nothing is shown until then.
      rights.delete(idOf(of));
    }
  }

  function onView(of: Key, view: MigrationView | undefined): void {
    if (stopped) return;
    const id = idOf(of);
    if (view === undefined) {
      waiting.delete(id);
      if (key !== undefined) leave();
      else if (shown.delete(id)) showAllAnew();
      return;
    }
    waiting.set(id, { key: of, view });
    if (!rights.has(id)) void admit(of);
    else flush();
  }

  async function viewsToShow(): Promise<{ id: string; presented: Presented }[]> {
    const keys = key === undefined ? [...live.keys()].sort(byKey) : [key];
    const read = await Promise.all(
      keys.map(async (of) => {
        const can = await rightsOn(of, "recent");
        rights.set(idOf(of), can);
        const view = can === "hidden" ? undefined : await live.view(of);
        return view === undefined || can === "hidden"
          ? []
          : [{ id: idOf(of), presented: present(view, can) }];
      }),
    );
    return read.flat();
  }

  async function snapshot(): Promise<void> {
    const all = await viewsToShow();
    if (stopped) return;
    const now = clock.monotonic();
    shown.clear();
    for (const { id, presented } of all) shown.set(id, { ...presented, at: now });
    const [only] = all;
    if (key === undefined)
      outlet.send("snapshot", `{"items":[${all.map(({ presented }) => presented.json).join(",")}]}`);
    else if (only === undefined) leave();
    else outlet.send("snapshot", only.presented.json);
  }

  /** One is gone: an update could not say so. A reader that cannot be told comes back for a snapshot. */
  function showAllAnew(): void {
    snapshot().catch(() => {
      stop();
      outlet.end();
    });
  }

  async function review(): Promise<void> {
    if (stopped) return;
    if (!(await deps.stillSignedIn())) {
      leave();
      return;
    }
    let lostOne = false;
    for (const of of key === undefined ? live.keys() : [key]) {
      const can = await rightsOn(of, key === undefined ? "recent" : "fresh");
      lostOne ||= can === "hidden" && shown.has(idOf(of));
      rights.set(idOf(of), can);
    }
    if (!lostOne) return flush();
    if (key !== undefined) leave();
    else await snapshot();
  }

  return {
    async start() {
      unsubscribe = live.subscribe(key, onView);
      await snapshot();
      started = true;
      flush();
    },
    flush,
    review,
    stop,
  };
}
