import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { MigrationView } from "../../controller/live.ts";
import { provide } from "../container.ts";
import { type FakeServer, KEY, makeFakeServer, makeView } from "../testing/fake-server.ts";
import { getAllStream, getStream } from "./stream.ts";

let server: FakeServer;
beforeEach(() => {
  vi.useFakeTimers();
  server = makeFakeServer();
  server.tokens.set("jane-token", "jane");
  server.rights.add("jane get mqtt");
  provide(server);
});
afterEach(() => {
  server.streams.close();
  provide(undefined);
  vi.useRealTimers();
});

type Event = { event: string; data: Record<string, unknown> };

/** Reads a stream as a browser would; `event` waits for the next one, `ended` says whether it is over. */
function reader(response: Response) {
  const source = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let over = false;
  const comments: string[] = [];
  async function pump(): Promise<void> {
    const { done, value } = (await source?.read()) ?? { done: true, value: undefined };
    over = done;
    if (value !== undefined) text += decoder.decode(value);
  }
  async function block(): Promise<string | undefined> {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end + 2);
        return found;
      }
      if (over) return undefined;
      await pump();
    }
  }
  return {
    comments,
    async event(): Promise<Event | undefined> {
      for (;;) {
        const found = await block();
        if (found === undefined) return undefined;
        if (found.startsWith(":")) comments.push(found);
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(found) ?? [];
        if (event !== undefined && data !== undefined)
          return { event, data: JSON.parse(data) as Record<string, unknown> };
      }
    },
    cancel: () => source?.cancel(),
  };
}

const request = () =>
  new Request("http://internal/stream", { headers: { authorization: "Bearer jane-token" } });
const open = async (key = KEY) =>
  reader(await getStream(request(), { params: Promise.resolve(key as Record<string, string>) }));
const openAll = async () => reader(await getAllStream(request(), { params: Promise.resolve({}) }));

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 250) {
    server.clock.move(Math.min(250, left));
    await vi.advanceTimersByTimeAsync(Math.min(250, left));
  }
}
const changed = (change: (view: MigrationView) => void) => makeView(KEY, change);
const shareOf = ({ data }: Event) => (data["traffic"] as { share: number }).share;
const withShare = (share: number) => changed((view) => (view.assessment.share = share));

describe("a stream", () => {
  test("F41 begins with a whole snapshot, every time", async () => {
    for (let n = 0; n < 2; n += 1) {
      const stream = await open();
      expect(await stream.event()).toMatchObject({
        event: "snapshot",
        data: { migration: { metadata: KEY } },
      });
    }
  });

  test("says nothing when only asOf has changed", async () => {
    const stream = await open();
    await stream.event();
    server.tell(
      KEY,
      changed((view) => {
        view.observation.at += 1_000;
        if (view.observation.route.state === "known") view.observation.route.at += 1_000;
      }),
    );
    await pass(2_000);
    server.tell(KEY, withShare(12));
    const next = await stream.event();
    expect(next && shareOf(next)).toBe(12);
  });

  test("sends a change of state at once, others at most once a second", async () => {
    const stream = await open();
    await stream.event();
    server.tell(KEY, withShare(11));
    server.tell(KEY, withShare(12));
    server.tell(
      KEY,
      changed((view) => (view.status.state = "RollingBack")),
    );
    const urgent = await stream.event();
    expect(urgent).toMatchObject({
      event: "update",
      data: { migration: { status: { state: "RollingBack" } } },
    });
    server.tell(
      KEY,
      changed((view) => ((view.status.state = "RollingBack"), (view.assessment.share = 13))),
    );
    server.tell(
      KEY,
      changed((view) => ((view.status.state = "RollingBack"), (view.assessment.share = 14))),
    );
    await pass(1_000);
    const calm = await stream.event();
    expect(calm && shareOf(calm)).toBe(14);
  });

  test("F42 a slow reader gets the latest state, never a queue", async () => {
    const stream = await open();
    await pass(1_000);
    for (let share = 1; share <= 50; share += 1) {
      server.tell(KEY, withShare(share));
      await pass(1_000);
    }
    const snapshot = await stream.event();
    expect(snapshot?.event).toBe("snapshot");
    await pass(1_000);
    const update = await stream.event();
    expect(update && shareOf(update)).toBe(50);
  });

  test("shows that it is alive every 5 s", async () => {
    const stream = await open();
    await stream.event();
    const waiting = stream.event();
    await pass(11_000);
    server.tell(KEY, withShare(3));
    await waiting;
    expect(stream.comments.length).toBeGreaterThanOrEqual(2);
  });

  test("A05 ends with `gone` within a minute of the rights being taken away", async () => {
    const stream = await open();
    await stream.event();
    server.rights.clear();
    const waiting = stream.event();
    await pass(61_000);
    expect(await waiting).toEqual({ event: "gone", data: KEY });
    expect(await stream.event()).toBeUndefined();
    expect(server.streams.count()).toBe(0);
  });

  test("A05 ends with `gone` when the token is no longer one", async () => {
    const stream = await open();
    await stream.event();
    server.tokens.clear();
    const waiting = stream.event();
    await pass(61_000);
    expect((await waiting)?.event).toBe("gone");
  });

  test("ends when rights cannot be asked for two minutes, without saying that they are gone", async () => {
    const stream = await open();
    await stream.event();
    server.down = true;
    const waiting = stream.event();
    await pass(130_000);
    expect(await waiting).toBeUndefined();
  });

  test("F56 ends with `gone` when the migration is deleted", async () => {
    const stream = await open();
    await stream.event();
    server.tell(KEY, undefined);
    expect((await stream.event())?.event).toBe("gone");
  });

  test("A06 of somebody else's migration is 404", async () => {
    const response = await getStream(request(), {
      params: Promise.resolve({ namespace: "shop", name: "till" }),
    });
    expect(response.status).toBe(404);
  });

  test("A35 fifty for a user, then 429; one that is closed makes room", async () => {
    const streams = await Promise.all(Array.from({ length: 50 }, () => open()));
    const refused = await getStream(request(), { params: Promise.resolve(KEY as Record<string, string>) });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await streams[0]?.cancel();
    expect(server.streams.count()).toBe(49);
    expect(
      (await getStream(request(), { params: Promise.resolve(KEY as Record<string, string>) })).status,
    ).toBe(200);
  });

  test("A35 one whose client has left before it began takes no room", async () => {
    const left = new AbortController();
    const at = { params: Promise.resolve(KEY as Record<string, string>) };
    const headers = { authorization: "Bearer jane-token" };
    await getStream(new Request("http://internal/stream", { headers, signal: left.signal }), at);
    expect(server.streams.count()).toBe(1);
    left.abort();
    expect(server.streams.count()).toBe(0);
    await getStream(new Request("http://internal/stream", { headers, signal: left.signal }), at);
    expect(server.streams.count()).toBe(0);
  });

  test("HEAD is answered without opening one", async () => {
    const head = new Request("http://internal/stream", {
      method: "HEAD",
      headers: { authorization: "Bearer jane-token" },
    });
    const response = await getStream(head, { params: Promise.resolve(KEY as Record<string, string>) });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(server.streams.count()).toBe(0);
  });

  test("F53 all end when the server does, and no new one begins", async () => {
    const stream = await open();
    await stream.event();
    server.streams.close();
    expect(await stream.event()).toBeUndefined();
    expect(
      (await getStream(request(), { params: Promise.resolve(KEY as Record<string, string>) })).status,
    ).toBe(429);
  });
});

describe("the stream of all", () => {
  const till = { namespace: "shop", name: "till" };
  const mine = { namespace: "mqtt", name: "another" };

  test("begins with all that the user may see, and no more", async () => {
    server.views.set("shop/till", makeView(till));
    const first = await (await openAll()).event();
    expect(first?.event).toBe("snapshot");
    expect(first?.data["items"]).toHaveLength(1);
  });

  test("shows one that appears, if the user may see it", async () => {
    const stream = await openAll();
    await stream.event();
    server.tell(till, makeView(till));
    server.tell(mine, makeView(mine));
    expect(await stream.event()).toMatchObject({ event: "update", data: { migration: { metadata: mine } } });
  });

  test("sends a new snapshot when one is deleted", async () => {
    server.views.set("mqtt/another", makeView(mine));
    const stream = await openAll();
    expect((await stream.event())?.data["items"]).toHaveLength(2);
    server.tell(mine, undefined);
    const next = await stream.event();
    expect(next?.event).toBe("snapshot");
    expect(next?.data["items"]).toHaveLength(1);
  });
});
