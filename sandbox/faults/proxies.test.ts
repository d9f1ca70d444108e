import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFaultsApi } from "./api.ts";
import { kubernetesUnreachable, treatKubernetes } from "./kubernetes-faults.ts";
import { prometheusUnreachable, treatPrometheus } from "./prometheus-faults.ts";
import { createFaultProxy, type FaultProxy } from "./proxy.ts";
import { healthy } from "./state.ts";
import { Switchboard } from "./switchboard.ts";

const servers: Server[] = [];

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Remembers what was written, answers reads with it, and streams a watch that goes on. */
function fakeTarget() {
  const written: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
      if (request.method === "PATCH") written.push(body);
      if (request.url?.includes("watch") !== true) return response.end(JSON.stringify({ written }));
      response.write('{"type":"ADDED"}\n');
    })();
  });
  return { server, written };
}

let target: ReturnType<typeof fakeTarget>;
let board: Switchboard;
let kube: string;
let metrics: string;
let api: string;
let told: Array<{ side: string; faults: unknown }>;

async function fakeShim(side: string): Promise<number> {
  const url = await listen(
    createServer((request, response) => {
      void (async () => {
        let body = "";
        for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
        told.push({ side, faults: JSON.parse(body) });
        response.end("{}");
      })();
    }),
  );
  return Number(new URL(url).port);
}

beforeEach(async () => {
  told = [];
  target = fakeTarget();
  const url = await listen(target.server);
  const proxies: FaultProxy[] = [];
  board = new Switchboard({ blue: await fakeShim("blue"), green: await fakeShim("green") }, (faults) => {
    if (faults.kubernetes.down) proxies[0]?.cutAll();
  });
  proxies.push(
    createFaultProxy({
      target: url,
      treat: (request) =>
        treatKubernetes(board.faults.kubernetes, request.method ?? "GET", { error: 0.5, drop: 0.5 }),
      unreachable: kubernetesUnreachable,
    }),
    createFaultProxy({
      target: url,
      treat: (request) => treatPrometheus(board.faults.prometheus, request.url ?? "/"),
      unreachable: prometheusUnreachable,
    }),
  );
  [kube = "", metrics = ""] = await Promise.all(proxies.map(({ server }) => listen(server)));
  api = await listen(createFaultsApi(board));
});

afterEach(() => {
  board.stop();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const put = (change: unknown) => fetch(`${api}/faults`, { method: "PUT", body: JSON.stringify(change) });
const patch = () => fetch(`${kube}/object`, { method: "PATCH", body: "new" });

describe("the Kubernetes proxy", () => {
  it("passes requests on, bodies and answers unchanged", async () => {
    expect(await (await patch()).json()).toEqual({ written: ["new"] });
  });

  it("drops the answer to a write that was committed, and lets reads through", async () => {
    await put({ kubernetes: { dropReplies: true } });
    await expect(patch()).rejects.toThrow();
    expect(target.written).toEqual(["new"]);
    expect((await fetch(`${kube}/object`)).status).toBe(200);
  });

  it("drops answers at a rate as well", async () => {
    await put({ kubernetes: { dropReplies: 0.4 } });
    expect((await patch()).status).toBe(200);
    await put({ kubernetes: { dropReplies: 0.6 } });
    await expect(patch()).rejects.toThrow();
  });

  it("streams a watch as it comes, and cuts it when it goes down", async () => {
    const watch = await fetch(`${kube}/objects?watch=true`);
    const reader = watch.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain("ADDED");
    const cut = expect(reader?.read()).rejects.toThrow();
    await put({ kubernetes: { down: true } });
    await cut;
    await expect(fetch(`${kube}/object`)).rejects.toThrow();
    await put({ kubernetes: { down: false } });
    expect((await fetch(`${kube}/object`)).status).toBe(200);
  });

  it("answers with a Status of its own at the rate of errors, and forwards nothing then", async () => {
    await put({ kubernetes: { errorRate: 0.6 } });
    const answer = await patch();
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ kind: "Status", reason: "InternalError" });
    expect(target.written).toEqual([]);
    await put({ kubernetes: { errorRate: 0.4 } });
    expect((await patch()).status).toBe(200);
  });

  it("waits for the latency first", async () => {
    await put({ kubernetes: { latencyMs: 80 } });
    const began = performance.now();
    await fetch(`${kube}/object`);
    expect(performance.now() - began).toBeGreaterThanOrEqual(79);
  });

  it("says that the API server cannot be reached when it cannot", async () => {
    target.server.closeAllConnections();
    target.server.close();
    const answer = await fetch(`${kube}/object`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ kind: "Status", reason: "ServiceUnavailable" });
  });
});

describe("the Prometheus proxy", () => {
  it("gives a well-formed answer without series when empty", async () => {
    await put({ prometheus: { empty: true } });
    const answer = await fetch(`${metrics}/api/v1/query?query=up`, { method: "POST", body: "query=up" });
    expect(await answer.json()).toEqual({ status: "success", data: { resultType: "vector", result: [] } });
  });

  it("is gone when down", async () => {
    await put({ prometheus: { down: true } });
    await expect(fetch(`${metrics}/api/v1/query?query=up`)).rejects.toThrow();
  });
});

describe("the switches", () => {
  it("tell a shim its side's faults at once, and only the one concerned", async () => {
    const answer = await put({ green: { lose: 0.1 } });
    expect(await answer.json()).toEqual({ ...healthy, green: { ...healthy.green, lose: 0.1 } });
    expect(told).toEqual([{ side: "green", faults: { ...healthy.green, lose: 0.1 } }]);
  });

  it("answer 400 with the path, and change nothing", async () => {
    const answer = await put({ green: { lose: 7 } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/^green\.lose: /) as string });
    expect(await (await fetch(`${api}/faults`)).json()).toEqual(healthy);
    expect((await fetch(`${api}/faults`, { method: "PUT", body: "{" })).status).toBe(400);
  });

  it("have a page that does the same by hand", async () => {
    const page = await (await fetch(`${api}/`)).text();
    expect(page).toContain("<title>Fault switches</title>");
  });
});
