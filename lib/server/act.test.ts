import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { act } from "./act.ts";
import { provide } from "./container.ts";
import { type FakeServer, KEY, makeFakeServer, ORIGIN } from "./testing/fake-server.ts";

const asked = vi.hoisted(() => ({
  headers: new Headers(),
  cookies: [] as { name: string; value: string }[],
}));
vi.mock("next/headers", () => ({
  headers: () => Promise.resolve(asked.headers),
  cookies: () => Promise.resolve({ getAll: () => asked.cookies }),
}));

let server: FakeServer;
beforeEach(() => {
  server = makeFakeServer();
  server.sessions.set("jane-session", "jane");
  server.tokens.set("jane-token", "jane");
  for (const verb of ["get", "advance", "approve"]) server.rights.add(`jane ${verb} mqtt`);
  provide(server);
  asked.headers = new Headers({ origin: ORIGIN });
  asked.cookies = [{ name: "session", value: "jane-session" }];
});
afterEach(() => provide(undefined));

function form(fields: Record<string, string> = {}): FormData {
  const data = new FormData();
  const all = {
    ...KEY,
    id: "a-1",
    stage: "canary-10",
    planHash: "a".repeat(64),
    $ACTION_ID_1: "",
    reason: "",
    ...fields,
  };
  for (const [name, value] of Object.entries(all)) data.set(name, value);
  return data;
}
const statusOf = async (kind: Parameters<typeof act>[0], data = form()) => {
  const answer = await act(kind, data);
  return answer.state === "refused" ? answer.status : 200;
};

describe("a server action", () => {
  test("sends the command of its own kind, and says what came of it", async () => {
    expect(await act("advance", form())).toEqual({ state: "answered", id: "a-1", answer: server.answer });
    expect(server.sent).toEqual([
      { actor: "jane", body: { id: "a-1", kind: "advance", stage: "canary-10", planHash: "a".repeat(64) } },
    ]);
  });

  test("A02 is refused without our Origin, a session or the right, wherever it is posted to", async () => {
    for (const origin of [undefined, "null", "https://evil.example"]) {
      asked.headers = new Headers(origin === undefined ? {} : { origin });
      expect(await statusOf("advance")).toBe(403);
    }
    asked.headers = new Headers({ origin: ORIGIN });
    asked.cookies = [];
    expect(await statusOf("advance")).toBe(401);
    asked.cookies = [{ name: "session", value: "jane-session" }];
    server.rights.delete("jane advance mqtt");
    expect(await statusOf("advance")).toBe(403);
    server.rights.clear();
    server.clock.move(10_000);
    expect(await statusOf("advance")).toBe(404);
    expect(server.sent).toEqual([]);
  });

  test("takes its kind from nobody, and no weight", async () => {
    expect(await statusOf("note", form({ kind: "approve" }))).toBe(200);
    expect(server.sent[0]?.body.kind).toBe("note");
    expect(await statusOf("advance", form({ weight: "100" }))).toBe(400);
  });

  test("A13 a bearer token counts for nothing here", async () => {
    asked.headers = new Headers({ origin: ORIGIN, authorization: "Bearer jane-token" });
    asked.cookies = [];
    expect(await statusOf("advance")).toBe(401);
  });

  test("A36 counts with the commands of the API", async () => {
    for (let n = 0; n < 30; n += 1) expect(await statusOf("advance")).toBe(200);
    expect(await statusOf("approve")).toBe(429);
  });

  test("A40 tells nothing of what went wrong inside", async () => {
    server.send = () => Promise.reject(new Error("secret detail"));
    const answer = await act("advance", form());
    expect(JSON.stringify(answer)).not.toContain("secret detail");
    expect(server.logged.some(({ fields }) => fields["error"] instanceof Error)).toBe(true);
  });
});
