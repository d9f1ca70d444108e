import "server-only";
import type { Clock } from "../ports/clock.ts";
import type { Feed, Outlet } from "../usecases/stream.ts";
import { comment, frame, retryAfter, STREAM_HEADERS } from "./sse.ts";

const PER_USER = 50;
const IN_ALL = 5_000;
const BEAT_MS = 250;
const COMMENT_MS = 5_000;
const REVIEW_MS = 60_000;
/** Rights that could not be asked for so long end the stream: unknown is never yes. */
const REVIEW_OVERDUE_MS = 120_000;
const RETRY_REVIEW_MS = 5_000;
/** A reader that takes nothing for so long is gone, whatever its connection says. */
const STUCK_MS = 60_000;

export type StreamHub = {
  /**
   * Opens a stream for `user`, or says that there are too many. `feed` is given where to write. `gone` fires when the client has left: one
   * that leaves before its answer has begun would not be noticed otherwise.
   */
  open(user: string, gone: AbortSignal, feed: (outlet: Outlet) => Feed): Response | "too-many";
  count(): number;
  /** Ends every stream and takes no more. */
  close(): void;
};

type Connection = { beat(now: number): void; end(): void };

export function makeStreamHub({
  clock,
  random,
  onError,
}: {
  clock: Clock;
  random: () => number;
  onError: (error: unknown) => void;
}): StreamHub {
  const connections = new Set<Connection>();
  const perUser = new Map<string, number>();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  /** One timer for all: five thousand would cost more than what they do. */
  function tick(): void {
    const now = clock.monotonic();
    for (const connection of connections) connection.beat(now);
  }

  function enter(user: string, connection: Connection): void {
    connections.add(connection);
    perUser.set(user, (perUser.get(user) ?? 0) + 1);
    timer ??= setInterval(tick, BEAT_MS).unref();
  }

  function leave(user: string, connection: Connection): void {
    if (!connections.delete(connection)) return;
    const left = (perUser.get(user) ?? 1) - 1;
    if (left > 0) perUser.set(user, left);
    else perUser.delete(user);
    if (connections.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function open(user: string, gone: AbortSignal, makeOne: (outlet: Outlet) => Feed): Response | "too-many" {
    if (closed || connections.size >= IN_ALL || (perUser.get(user) ?? 0) >= PER_USER) return "too-many";
    const stream = new ReadableStream<Uint8Array>(
      connectionSource(makeOne, {
        gone,
        enter: (connection) => enter(user, connection),
        leave: (connection) => leave(user, connection),
        clock,
        random,
        onError,
      }),
      { highWaterMark: 1 },
    );
    return new Response(stream, { headers: STREAM_HEADERS });
  }

  return {
    open,
    count: () => connections.size,
    close() {
      closed = true;
      for (const connection of [...connections]) connection.end();
    },
  };
}

type SourceDeps = {
  gone: AbortSignal;
  enter: (connection: Connection) => void;
  leave: (connection: Connection) => void;
  clock: Clock;
  random: () => number;
  onError: (error: unknown) => void;
};

function connectionSource(
  makeOne: (outlet: Outlet) => Feed,
  deps: SourceDeps,
): UnderlyingDefaultSource<Uint8Array> {
  const { clock } = deps;
  const encoder = new TextEncoder();
  const openedAt = clock.monotonic();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let feed: Feed | undefined;
  let lastComment = openedAt;
  let reviewAt = openedAt + REVIEW_MS;
  let reviewed = openedAt;
  let reviewing = false;
  let readyAt = openedAt;

  const isReady = () => controller !== undefined && (controller.desiredSize ?? 0) > 0;
  const write = (text: string) => controller?.enqueue(encoder.encode(text));

  function finish(how: (open: ReadableStreamDefaultController<Uint8Array>) => void): void {
    const open = controller;
    controller = undefined;
    deps.gone.removeEventListener("abort", connection.end);
    feed?.stop();
    deps.leave(connection);
    if (open !== undefined) how(open);
  }

  async function review(now: number): Promise<void> {
    reviewing = true;
    try {
      await feed?.review();
      reviewed = clock.monotonic();
      reviewAt = reviewed + REVIEW_MS;
    } catch (error) {
      deps.onError(error);
      reviewAt = now + RETRY_REVIEW_MS;
    } finally {
      reviewing = false;
    }
  }

  const connection: Connection = {
    beat(now) {
      if (isReady()) readyAt = now;
      if (now - readyAt > STUCK_MS)
        return finish((open) => open.error(new Error("the reader takes nothing")));
      if (now - reviewed > REVIEW_OVERDUE_MS) return finish((open) => open.close());
      if (now >= reviewAt && !reviewing) void review(now);
      feed?.flush();
      if (now - lastComment >= COMMENT_MS && isReady()) {
        lastComment = now;
        write(comment("alive"));
      }
    },
    end: () => finish((open) => open.close()),
  };

  return {
    start(opened) {
      controller = opened;
      if (deps.gone.aborted) return opened.close();
      deps.gone.addEventListener("abort", connection.end, { once: true });
      deps.enter(connection);
      write(retryAfter(deps.random()));
      feed = makeOne({
        ready: isReady,
        send: (event, json) => write(frame(event, json)),
        end: connection.end,
      });
      // Not awaited: until `start` settles the stream would never ask for more.
      feed.start().catch((error: unknown) => {
        deps.onError(error);
        connection.end();
      });
    },
    pull() {
      feed?.flush();
    },
    cancel() {
      finish(() => {});
    },
  };
}
