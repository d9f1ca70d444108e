import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { provide } from "./container.ts";
import { proposeMigration } from "./new-migration.ts";
import { type FakeServer, makeFakeServer, ORIGIN } from "./testing/fake-server.ts";

const asked = vi.hoisted(() => ({
  headers: new Headers(),
  cookies: [] as { name: string; value: string }[],
}));
vi.mock("next/headers", () => ({
  headers: () => Promise.resolve(asked.headers),
  cookies: () => Promise.resolve({ getAll: () => asked.cookies }),
}));
vi.mock("next/navigation", () => ({
  redirect: (to: string) => {
    throw new Error(`to ${to}`);
  },
}));

const TEXT = readFileSync(new URL("../core/plan/fixtures/emqx.yaml", import.meta.url), "utf8");
const UNKNOWN = { state: "unknown", code: "gone", why: "not there", at: 0 } as const;

let server: FakeServer;
let made: { by: string; dryRun: boolean }[];
beforeEach(() => {
  server = makeFakeServer();
  made = [];
  server.maker = {
    make(_key, _spec, by, { dryRun }) {
      made.push({ by, dryRun });
      return Promise.resolve({ state: "made" });
    },
  };
  server.routers = new Map();
  server.workloads = { side: () => Promise.resolve(UNKNOWN) } as unknown as FakeServer["workloads"];
  server.sessions.set("jane-session", "jane");
  server.rights.add("jane create mqtt");
  provide(server);
  asked.headers = new Headers({ origin: ORIGIN });
  asked.cookies = [{ name: "session", value: "jane-session" }];
});
afterEach(() => provide(undefined));

function form(what: "check" | "create", fields: Record<string, string | Blob> = { plan: TEXT }): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ namespace: "", name: "", do: what, ...fields }))
    data.set(name, value);
  return data;
}
const stateOf = async (data: FormData) => (await proposeMigration(data)).view.state;

test("a check changes nothing, a creation leads to the new migration's page", async () => {
  expect(await stateOf(form("check"))).toBe("checked");
  expect(made).toEqual([{ by: "jane", dryRun: true }]);
  await expect(proposeMigration(form("create"))).rejects.toThrow("to /migrations/mqtt/emqx-to-emqx-go");
  expect(made.at(-1)).toEqual({ by: "jane", dryRun: false });
});

test.each([
  ["from another site", () => (asked.headers = new Headers({ origin: "https://evil.example" }))],
  ["from nowhere", () => (asked.headers = new Headers())],
  ["without a session", () => (asked.cookies = [])],
  ["by one who may not create", () => server.rights.clear()],
  ["while Kubernetes does not say who may", () => (server.down = true)],
])("nothing is made or looked at %s, and the text is given back", async (_, spoil) => {
  spoil();
  const answer = await proposeMigration(form("create"));
  expect(answer.view).toMatchObject({ state: "refused", help: expect.stringMatching(/.{20}/) });
  expect(answer.text).toBe(TEXT);
  expect(made).toEqual([]);
});

test("a file is read where no text was pasted", async () => {
  expect(await stateOf(form("check", { plan: " ", file: new Blob([TEXT]) }))).toBe("checked");
  expect(await stateOf(form("check", { plan: "title: 3", file: new Blob([TEXT]) }))).toBe("problems");
});

test("checks are counted like commands: a flood of them is refused", async () => {
  for (let sent = 0; sent < 30; sent += 1) await proposeMigration(form("check", { plan: "" }));
  expect((await proposeMigration(form("check"))).view).toMatchObject({
    title: expect.stringContaining("Too many"),
  });
});
