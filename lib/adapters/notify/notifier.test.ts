import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NotifyEvent } from "../../core/engine/effect.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { makeSystemClock } from "../system/clock.ts";
import { makeNotifier } from "./notifier.ts";
import { isInner, postJson } from "./safe-post.ts";

let server: Server;
let origin: string;
let dir: string;
const got: { path: string; body: unknown }[] = [];
let answers: number[] = [];

beforeEach(async () => {
  got.length = 0;
  answers = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      got.push({ path: request.url ?? "", body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(answers.shift() ?? 200, { location: "http://127.0.0.1:1/" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  dir = await mkdtemp(join(tmpdir(), "crossfade-notify-"));
  await mkdir(join(dir, "hook"));
  await writeFile(join(dir, "hook/url"), `${origin}/hook\n`);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true });
});

const receivers = [
  { kind: "alertmanager", labels: { receiver: "on-call" }, events: ["rollback"] },
  { kind: "webhook", url: { file: "hook/url" }, events: ["rollback", "stage"] },
] as Plan["notify"];
const plan = { notify: receivers } as Plan;
const key = { namespace: "mqtt", name: "m" };
const event = (id: string, kind: NotifyEvent["kind"]): NotifyEvent => ({
  id,
  kind,
  title: "Rolling back",
  text: "latency",
  at: 0,
});

function make() {
  const lost: object[] = [];
  const log = { info: () => undefined, warn: (fields: object) => void lost.push(fields) };
  const notifier = makeNotifier({
    clock: makeSystemClock(),
    log,
    alertmanagerUrl: origin,
    notifyDir: dir,
    publicOrigin: "https://x",
  });
  return { notifier, lost };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds()).toBe(true);
}

describe("the notifier", () => {
  it("tells each receiver what it asked for, once for an id (F47)", async () => {
    const { notifier } = make();
    notifier.notify(key, plan, event("1", "rollback"));
    notifier.notify(key, plan, event("1", "rollback"));
    notifier.notify(key, plan, event("2", "stage"));
    await until(() => got.length === 3);
    expect(got.map((one) => one.path).sort()).toEqual(["/api/v2/alerts", "/hook", "/hook"]);
    await notifier.stop();
  });

  it("tries again while the receiver is down, and delivers later (F47)", async () => {
    answers = [503];
    const { notifier } = make();
    notifier.notify(key, plan, event("1", "stage"));
    await until(() => got.length === 2);
    expect(got[1]).toEqual(got[0]);
    await notifier.stop();
  });

  it("gives up at once on what will not be taken, redirects included (A20)", async () => {
    answers = [302];
    const { notifier, lost } = make();
    notifier.notify(key, plan, event("1", "stage"));
    await until(() => lost.length === 1);
    expect(got).toHaveLength(1);
    await notifier.stop();
  });
});

describe("a webhook named by a plan", () => {
  it("reaches no inner address (A20)", async () => {
    const inner = [
      "127.0.0.1",
      "10.1.2.3",
      "172.20.0.1",
      "192.168.1.1",
      "169.254.169.254",
      "::1",
      "fe80::1",
      "fd00::1",
      "::ffff:10.0.0.1",
      "0.0.0.0",
    ];
    expect(inner.filter((address) => !isInner(address))).toEqual([]);
    expect(["93.184.216.34", "2606:2800:220:1::1"].filter(isInner)).toEqual([]);
    const options = { trusted: false, signal: AbortSignal.timeout(1_000) };
    await expect(postJson(new URL("https://127.0.0.1/x"), {}, options)).rejects.toThrow("inner address");
    await expect(postJson(new URL("https://[::1]/x"), {}, options)).rejects.toThrow("inner address");
    await expect(postJson(new URL("https://localhost/x"), {}, options)).rejects.toThrow("inner address");
    await expect(postJson(new URL("http://93.184.216.34/x"), {}, options)).rejects.toThrow("https");
  });
});
