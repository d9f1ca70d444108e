import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { provide } from "../container.ts";
import { type FakeServer, KEY, makeFakeServer, ORIGIN } from "../testing/fake-server.ts";
import { postCommand } from "./commands.ts";

const path = `/api/v1/migrations/${KEY.namespace}/${KEY.name}/commands`;
const least = { id: "c-1", kind: "advance", stage: "canary-10", planHash: "a".repeat(64) };

let server: FakeServer;
beforeEach(() => {
  server = makeFakeServer();
  server.tokens.set("jane-token", "jane").set("viewer-token", "viewer").set("outsider-token", "outsider");
  server.sessions.set("jane-session", "jane");
  for (const verb of ["get", "advance", "hold", "rollback"]) server.rights.add(`jane ${verb} mqtt`);
  server.rights.add("viewer get mqtt");
  provide(server);
});
afterEach(() => provide(undefined));

type Send = {
  token?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  to?: { namespace: string; name: string };
};

function send({ token, headers, body = JSON.stringify(least), to = KEY }: Send): Promise<Response> {
  const request = new Request(`http://internal${path}`, {
    method: "POST",
    headers: {
      ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body,
  });
  return postCommand(request, { params: Promise.resolve(to) });
}

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string; id: string } }).error;
const nothingWasSent = () => expect(server.sent).toEqual([]);

describe("answers come in the order of the contract", () => {
  const tooBig = "x".repeat(70_000);

  test("401 before anything is looked at", async () => {
    const response = await send({ body: tooBig, to: { namespace: "..", name: "." } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await errorOf(response)).toMatchObject({
      code: "unauthenticated",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    nothingWasSent();
  });

  test("A06 404 for somebody else's namespace, before the body is read", async () => {
    const response = await send({ token: "outsider-token", body: tooBig });
    expect(response.status).toBe(404);
    nothingWasSent();
  });

  test("404 for a migration that is not there, the same answer word for word", async () => {
    const missing = await errorOf(
      await send({ token: "jane-token", to: { namespace: "mqtt", name: "other" } }),
    );
    const hidden = await errorOf(await send({ token: "outsider-token" }));
    expect(missing.message).toBe(hidden.message);
  });

  test("A22 404 for names that no object can have, without a call", async () => {
    for (const name of [".", "..", "a/b", "%2e%2e", "A", "a.b", "", "a".repeat(64)]) {
      const before = server.reviews;
      expect((await send({ token: "jane-token", to: { namespace: "mqtt", name } })).status).toBe(404);
      expect(server.reviews).toBe(before);
    }
  });

  test("413 before 400", async () => {
    expect((await send({ token: "viewer-token", body: tooBig })).status).toBe(413);
  });

  test("413 for a body that does not say how long it is", async () => {
    const chunks = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(8_192)),
    });
    const request = new Request(`http://internal${path}`, {
      method: "POST",
      headers: { authorization: "Bearer jane-token", "content-type": "application/json" },
      body: chunks,
      duplex: "half",
    } as RequestInit);
    expect((await postCommand(request, { params: Promise.resolve(KEY) })).status).toBe(413);
  });

  test("400 before 403, with every problem and its path", async () => {
    const response = await send({
      token: "viewer-token",
      body: JSON.stringify({ id: "!", kind: "promote", weight: 100 }),
    });
    expect(response.status).toBe(400);
    const { message } = await errorOf(response);
    for (const name of ["id: ", "kind: ", "stage: ", "planHash: ", "weight: "])
      expect(message).toContain(name);
  });

  test("400 for a body that is not JSON or of another kind", async () => {
    expect((await send({ token: "jane-token", body: "{" })).status).toBe(400);
    expect((await send({ token: "jane-token", headers: { "content-type": "text/plain" } })).status).toBe(400);
  });

  test("403 before 429", async () => {
    for (let n = 0; n < 40; n += 1) expect((await send({ token: "viewer-token" })).status).toBe(403);
    nothingWasSent();
  });

  test("A36 429 with Retry-After after 30 commands in a minute, and rollback has 30 of its own", async () => {
    for (let n = 0; n < 30; n += 1) expect((await send({ token: "jane-token" })).status).toBe(200);
    const refused = await send({ token: "jane-token" });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const rollback = JSON.stringify({ ...least, kind: "rollback" });
    for (let n = 0; n < 30; n += 1)
      expect((await send({ token: "jane-token", body: rollback })).status).toBe(200);
    expect((await send({ token: "jane-token", body: rollback })).status).toBe(429);
    server.clock.move(60_000);
    expect((await send({ token: "jane-token" })).status).toBe(200);
  });

  test.each([
    ["done", 200],
    ["conflict", 409],
    ["refused", 422],
    ["unknown", 202],
  ] as const)("%s is %i, with reasons and the document", async (outcome, status) => {
    const reasons = [{ code: "gate" as const, message: "the gate slo/availability waits" }];
    server.answer = { outcome, reasons, entry: 9 };
    const response = await send({ token: "jane-token" });
    expect(response.status).toBe(status);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({
      outcome,
      reasons,
      entry: 9,
      document: { migration: { metadata: KEY } },
    });
  });
});

test("I12 an answer does not wait for a look that takes too long, and then brings no document", async () => {
  server.look = () => new Promise(() => {});
  // Only what waits for the look is late; the command has been answered by then.
  const sent = server.send;
  server.send = async (...args) => {
    const answer = await sent(...args);
    server.clock.sleep = () => Promise.resolve();
    return answer;
  };
  const response = await send({ token: "jane-token" });
  expect(await response.json()).toEqual({ outcome: "done", reasons: [], entry: 7 });
});

describe("who may", () => {
  test("A11 rights are asked again for each command", async () => {
    expect((await send({ token: "jane-token" })).status).toBe(200);
    server.rights.delete("jane advance mqtt");
    expect((await send({ token: "jane-token" })).status).toBe(403);
    expect(server.sent).toHaveLength(1);
  });

  test("A01 a cookie without an exact Origin is refused, for JSON and forms", async () => {
    const wrong = [
      undefined,
      "null",
      "https://evil.example",
      `${ORIGIN}.evil.example`,
      `${ORIGIN}/`,
      ORIGIN.toUpperCase(),
      "http://crossfade.example.com",
    ];
    for (const origin of wrong) {
      const headers = {
        cookie: "session=jane-session",
        "x-forwarded-host": "crossfade.example.com",
        ...(origin === undefined ? {} : { origin }),
      };
      expect((await send({ headers })).status).toBe(403);
      const form = new URLSearchParams({ ...least, kind: "rollback" });
      expect((await send({ headers, body: form })).status).toBe(403);
    }
    nothingWasSent();
  });

  test("A38 a forged Host does not make an Origin ours", async () => {
    const headers = {
      cookie: "session=jane-session",
      origin: "https://evil.example",
      host: "evil.example",
      "x-forwarded-host": "evil.example",
    };
    expect((await send({ headers })).status).toBe(403);
    nothingWasSent();
  });

  test("a cookie with our Origin is taken", async () => {
    expect((await send({ headers: { cookie: "session=jane-session", origin: ORIGIN } })).status).toBe(200);
    expect(server.sent[0]?.actor).toBe("jane");
  });

  test("a bearer token needs no Origin and ignores cookies", async () => {
    const other = { cookie: "session=jane-session", origin: "https://evil.example" };
    expect((await send({ token: "jane-token", headers: other })).status).toBe(200);
    expect(
      (await send({ token: "wrong", headers: { cookie: "session=jane-session", origin: ORIGIN } })).status,
    ).toBe(401);
  });

  test("A26 a token whose user name has control characters is nobody's", async () => {
    server.tokens.set("odd-token", "ja\nne");
    for (const verb of ["get", "advance"]) server.rights.add(`ja\nne ${verb} mqtt`);
    expect((await send({ token: "odd-token" })).status).toBe(401);
    nothingWasSent();
  });

  test("A13 guessed tokens end in 429 with Retry-After, and a good program behind that address goes on", async () => {
    expect((await send({ token: "jane-token" })).status).toBe(200);
    for (let n = 0; n < 20; n += 1) expect((await send({ token: `guess-${n}` })).status).toBe(401);
    const refused = await send({ token: "guess-more" });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await send({ token: "jane-token" })).status).toBe(200);
  });

  test("A40 Kubernetes not answering is 503 with an id, and the reason is in the log alone", async () => {
    server.down = true;
    const response = await send({ token: "jane-token" });
    expect(response.status).toBe(503);
    const { id, message } = await errorOf(response);
    expect(message).not.toContain("3000 ms");
    expect(server.logged.find(({ fields }) => fields["id"] === id)?.fields["error"]).toBeInstanceOf(Error);
    nothingWasSent();
  });

  test("A33 what came from outside is a field of the log, never its text", async () => {
    await send({ token: "viewer-token", body: JSON.stringify({ ...least, [`x\n{"level":"error"}`]: 1 }) });
    for (const { message } of server.logged) expect(message).toMatch(/^[a-z -]+$/);
  });
});

describe("a form", () => {
  const headers = { cookie: "session=jane-session", origin: ORIGIN };
  const form = (fields: Record<string, string>) => new URLSearchParams(fields);
  const page = `/migrations/${KEY.namespace}/${KEY.name}`;

  test("is answered by 303 to the page that states the outcome", async () => {
    const response = await send({
      headers,
      body: form({ ...least, kind: "rollback", reason: "", evidence: "", force: "on" }),
    });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(`${page}?command=c-1`);
    expect(server.sent[0]?.body).toEqual({ ...least, kind: "rollback", force: true });
    expect(server.notes.find("jane", KEY, "c-1")).toEqual({ state: "answered", answer: server.answer });
  });

  test("with multipart encoding is the same", async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...least, kind: "hold" })) body.set(name, value);
    expect((await send({ headers, body })).status).toBe(303);
    expect(server.sent[0]?.body).toEqual({ ...least, kind: "hold" });
  });

  test("that is malformed, not allowed or one too many is answered by 303 as well, and noted", async () => {
    await send({ headers, body: form({ ...least, kind: "promote" }) });
    expect(server.notes.find("jane", KEY, "c-1")).toMatchObject({ state: "refused", status: 400 });
    const response = await send({ headers, body: form({ ...least, id: "c-2", kind: "approve" }) });
    expect(response.headers.get("location")).toBe(`${page}?command=c-2`);
    expect(server.notes.find("jane", KEY, "c-2")).toMatchObject({ state: "refused", status: 403 });
    nothingWasSent();
  });

  test("without a usable id still leads to a page", async () => {
    const response = await send({ headers, body: form({ kind: "rollback", id: "a b" }) });
    expect(response.headers.get("location")).toMatch(new RegExp(`^${page}\\?command=[0-9a-f-]{36}$`));
  });

  test("after the end of the session leads to sign-in and back", async () => {
    const response = await send({ headers: { origin: ORIGIN }, body: form({ ...least, kind: "rollback" }) });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(`/signin?to=${encodeURIComponent(page)}`);
    nothingWasSent();
  });

  test("with a field twice is refused", async () => {
    const body = form({ ...least, kind: "hold" });
    body.append("stage", "canary-25");
    await send({ headers, body });
    nothingWasSent();
  });
});
