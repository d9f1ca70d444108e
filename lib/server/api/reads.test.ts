import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { link } from "../../core/journal/chain.ts";
import type { Entry } from "../../core/journal/entry.ts";
import { provide } from "../container.ts";
import { type FakeServer, KEY, makeFakeServer, makeView } from "../testing/fake-server.ts";
import { getJournal } from "./journal.ts";
import { getMigration, getMigrations } from "./migrations.ts";
import { noSuchPath } from "./no-such-path.ts";
import { getHistory, getSeries } from "./series.ts";

let server: FakeServer;
beforeEach(() => {
  server = makeFakeServer();
  server.tokens.set("jane-token", "jane");
  server.rights.add("jane get mqtt");
  provide(server);
});
afterEach(() => provide(undefined));

const ask = (path: string, headers: Record<string, string> = {}) =>
  new Request(`http://internal${path}`, { headers: { authorization: "Bearer jane-token", ...headers } });
const at = (key = KEY) => ({ params: Promise.resolve(key as Record<string, string>) });
const nowhere = { params: Promise.resolve({}) };

type List = { items: { migration: { metadata: { namespace: string; name: string } } }[]; continue?: string };
const list = async (query: string) =>
  (await (await getMigrations(ask(`/api/v1/migrations${query}`), nowhere)).json()) as List;
const namesOf = ({ items }: List) =>
  items.map(({ migration: { metadata } }) => `${metadata.namespace}/${metadata.name}`);

function addView(namespace: string, name: string): void {
  server.views.set(`${namespace}/${name}`, makeView({ namespace, name }));
}

describe("the list", () => {
  test("shows what the user may get, and nothing of other namespaces", async () => {
    addView("shop", "till");
    addView("mqtt", "another");
    expect(namesOf(await list(""))).toEqual(["mqtt/another", "mqtt/emqx-to-emqx-go"]);
    server.rights.clear();
    server.clock.move(10_000);
    expect(namesOf(await list(""))).toEqual([]);
  });

  test("comes in pages that join without a gap", async () => {
    for (const name of ["a", "b", "c", "d"]) addView("mqtt", name);
    const seen: string[] = [];
    let next: string | undefined = "";
    while (next !== undefined) {
      const page: List = await list(`?limit=2${next === "" ? "" : `&continue=${next}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...namesOf(page));
      next = page.continue;
    }
    expect(seen).toEqual(["mqtt/a", "mqtt/b", "mqtt/c", "mqtt/d", "mqtt/emqx-to-emqx-go"]);
  });

  test.each(["?limit=0", "?limit=x", "?limit=1e2", "?limit=501", "?continue=Li4vLi4"])(
    "%s is 400",
    async (query) => {
      expect((await getMigrations(ask(`/api/v1/migrations${query}`), nowhere)).status).toBe(400);
    },
  );

  test("an answer about rights serves for 10 s, and no longer", async () => {
    await list("");
    const before = server.reviews;
    await list("");
    expect(server.reviews).toBe(before);
    server.clock.move(10_000);
    server.rights.clear();
    expect((await list("")).items).toEqual([]);
  });
});

describe("one document", () => {
  test("A39 is not stored by anybody, and says what this user can do", async () => {
    server.rights.add("jane rollback mqtt");
    const response = await getMigration(ask("/"), at());
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({
      can: { advance: false, hold: false, rollback: true, approve: false },
    });
  });

  test("A06 of somebody else is 404", async () => {
    addView("shop", "till");
    expect((await getMigration(ask("/"), at({ namespace: "shop", name: "till" }))).status).toBe(404);
  });

  test("503 while Kubernetes does not answer", async () => {
    server.down = true;
    expect((await getMigration(ask("/"), at())).status).toBe(503);
  });
});

describe("the journal", () => {
  function write(count: number): void {
    let chain = { length: 0, head: "0".repeat(64) };
    for (let n = 0; n < count; n += 1) {
      const linked = link(KEY.name, chain, {
        at: n,
        kind: "note",
        actor: "jane",
        reason: `=1+${n}`,
        stage: "a,b",
      });
      server.journal.push(linked.entry);
      chain = linked.chain;
    }
    server.views.set(
      `${KEY.namespace}/${KEY.name}`,
      makeView(KEY, (view) => (view.status.journal = { ...chain, pending: [] })),
    );
  }
  type Journal = { entries: Entry[]; verified: boolean };
  const read = async (query = "") =>
    (await (await getJournal(ask(`/journal${query}`), at())).json()) as Journal;

  test("comes in order, in pages, with the whole chain verified each time", async () => {
    write(5);
    const page = await read("?after=2&limit=2");
    expect(page.entries.map((entry) => entry.seq)).toEqual([3, 4]);
    expect(page.verified).toBe(true);
  });

  test("includes what is not an object yet", async () => {
    write(3);
    const pending = server.journal.pop();
    const view = server.views.get(`${KEY.namespace}/${KEY.name}`);
    if (pending !== undefined) view?.status.journal.pending.push(pending);
    const page = await read();
    expect(page.entries.map((entry) => entry.seq)).toEqual([1, 2, 3]);
    expect(page.verified).toBe(true);
  });

  test("A32 an edited, removed or invented entry shows, whichever page is read", async () => {
    write(4);
    const whole = structuredClone(server.journal);
    const [first] = server.journal;
    if (first !== undefined) first.reason = "something else";
    expect((await read("?after=3")).verified).toBe(false);
    server.journal = whole.filter((entry) => entry.seq !== 2);
    expect((await read()).verified).toBe(false);
    server.journal = whole.slice(0, 3);
    expect((await read()).verified).toBe(false);
  });

  test("is CSV for whoever asks for it, and no cell is run as a formula", async () => {
    write(1);
    const response = await getJournal(ask("/journal", { accept: "text/csv" }), at());
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head, line] = (await response.text()).split("\r\n");
    expect(head).toBe("migration,seq,at,kind,actor,commandId,reason,stage,from,to,evidence,prev,hash");
    expect(line).toContain(`,note,jane,,'=1+0,"a,b",`);
  });

  test("of a deleted migration can still be read, and of one that never was cannot", async () => {
    write(2);
    server.views.clear();
    expect((await read()).entries).toHaveLength(2);
    server.journal = [];
    expect((await getJournal(ask("/journal"), at())).status).toBe(404);
  });

  test.each(["?after=-1", "?after=x", "?limit=0", "?limit=10001"])("%s is 400", async (query) => {
    write(1);
    expect((await getJournal(ask(`/journal${query}`), at())).status).toBe(400);
  });
});

describe("the series of a chart", () => {
  test("has points for each side of the SLO", async () => {
    const response = await getSeries(ask("/series?slo=availability"), at());
    expect(await response.json()).toEqual({
      sides: {
        blue: { state: "answered", points: [[1, 2]], query: expect.stringContaining('"blue"') as string },
        green: { state: "answered", points: [[1, 2]], query: expect.stringContaining('"green"') as string },
      },
    });
  });

  test("A21 takes no text of a query: an SLO that the plan does not have is not found", async () => {
    expect((await getSeries(ask("/series?slo=up"), at())).status).toBe(404);
  });

  test.each([
    "",
    "?slo=",
    "?slo=availability&step=1ms",
    "?slo=availability&from=x",
    "?slo=availability&from=2020-01-01T00:00:00Z",
    "?slo=availability&step=1s&from=2026-11-24T10:00:00Z",
  ])("%s is bounded: 400", async (query) => {
    expect((await getSeries(ask(`/series${query}`), at())).status).toBe(400);
  });
});

describe("the history of a run", () => {
  test("has every SLO and the share over one range, at whole steps", async () => {
    const response = await getHistory(
      ask("/history?from=2026-11-24T10:00:07Z&to=2026-11-24T11:00:07Z&step=30s"),
      at(),
    );
    const answer = (await response.json()) as {
      range: object;
      slos: { name: string; windowMs: number; sides: object }[];
      share: object;
    };
    expect(answer.range).toEqual({
      from: Date.parse("2026-11-24T10:00:00Z"),
      to: Date.parse("2026-11-24T11:00:00Z"),
      stepMs: 30_000,
    });
    expect(answer.slos.map((slo) => slo.name)).toContain("availability");
    expect(answer.slos.every((slo) => slo.windowMs >= 30_000)).toBe(true);
    expect(answer).toHaveProperty("share");
  });

  test("A06 of somebody else is 404, and a range without bounds is 400", async () => {
    addView("shop", "till");
    const theirs = at({ namespace: "shop", name: "till" });
    expect((await getHistory(ask("/history"), theirs)).status).toBe(404);
    expect((await getHistory(ask("/history?from=2020-01-01T00:00:00Z"), at())).status).toBe(400);
  });
});

test("a path that is none of ours is an error like the others, and tells strangers nothing", async () => {
  const answer = await noSuchPath(ask("/api/v1/migration/mqtt/emqx-to-emqx-go"), nowhere);
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toContain("application/json");
  expect(await answer.json()).toEqual({
    error: {
      code: "not-found",
      message: expect.stringContaining("/api/v1/migrations"),
      id: expect.any(String),
    },
  });
  const stranger = await noSuchPath(new Request("http://internal/api/v1/x"), nowhere);
  expect(stranger.status).toBe(401);
});
