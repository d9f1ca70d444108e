import { writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startKube } from "../../../sandbox/kube/start.ts";
import { makeSystemClock } from "../system/clock.ts";
import { type KubeClient, makeKubeClient } from "./client.ts";
import { BadName, kubePath, RESOURCES } from "./paths.ts";
import { type EmbeddedWorld, kubeconfigText, startEmbeddedWorld } from "./testing/embedded-world.ts";
import { type FaultProxy, startFaultProxy } from "./testing/fault-proxy.ts";

const clock = makeSystemClock();
const NAMESPACES = kubePath(RESOURCES.namespaces);

describe("the client of the Kubernetes API", () => {
  let world: EmbeddedWorld;
  let proxy: FaultProxy;
  let client: KubeClient;

  beforeAll(async () => {
    world = await startEmbeddedWorld();
  });
  beforeEach(async () => {
    proxy = await startFaultProxy(world.url);
    client = makeKubeClient({ kubeconfig: world.kubeconfig(proxy.url), clock, deadlineMs: 300 });
  });
  afterEach(async () => {
    await client.close();
    await proxy.stop();
  });
  afterAll(() => world.stop());

  const get = () => client.request({ method: "GET", path: NAMESPACES });
  const make = (name: string) =>
    client.request({
      method: "POST",
      path: NAMESPACES,
      body: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
    });

  it("gives up on a server that hangs, within its deadline (F09)", async () => {
    proxy.faults = { hang: true };
    expect(await get()).toEqual({
      state: "unknown",
      why: expect.stringContaining("no answer in 300 ms") as string,
    });
  });

  it("says unknown, not failed, when a write was done and its reply lost (F01, F02)", async () => {
    proxy.faults = { dropReplies: true };
    expect(await make("lost-reply")).toMatchObject({ state: "unknown" });
    proxy.faults = {};
    expect(await make("lost-reply")).toMatchObject({ state: "exists" });
  });

  it("never sends a write twice by itself", async () => {
    proxy.faults = { dropReplies: true };
    await make("sent-once");
    expect(proxy.calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
  });

  it("reads again after a kept connection was closed under it", async () => {
    expect(await get()).toMatchObject({ state: "ok" });
    proxy.cut();
    expect(await get()).toMatchObject({ state: "ok" });
  });

  it("says unknown for a server that fails or asks for patience", async () => {
    for (const status of [429, 500, 503]) {
      proxy.faults = { status };
      expect(await get()).toMatchObject({ state: "unknown" });
    }
  });

  it("says unknown when there is nobody", async () => {
    const lonely = makeKubeClient({ kubeconfig: world.kubeconfig("http://127.0.0.1:9"), clock });
    expect(await lonely.request({ method: "GET", path: NAMESPACES })).toMatchObject({
      state: "unknown",
      why: expect.stringContaining("ECONNREFUSED") as string,
    });
  });

  it("stops when it is told to", async () => {
    proxy.faults = { hang: true };
    const stop = new AbortController();
    const asked = client.request({ method: "GET", path: NAMESPACES, signal: stop.signal });
    stop.abort();
    expect(await asked).toMatchObject({ state: "unknown" });
  });

  it("answers forbidden with the verb and the resource (F11)", async () => {
    const nobody = makeKubeClient({ kubeconfig: world.kubeconfig(proxy.url, "nobody-token"), clock });
    const answer = await nobody.request({
      method: "GET",
      path: kubePath(RESOURCES.jobs, { namespace: "default" }),
    });
    expect(answer).toMatchObject({ state: "forbidden", why: expect.stringMatching(/list.*jobs/s) as string });
    await nobody.close();
  });

  it("reads its token again after a 401, and repeats the call (F10)", async () => {
    const path = world.kubeconfig(proxy.url, "retired-token");
    const stale = makeKubeClient({ kubeconfig: path, clock });
    expect(await stale.request({ method: "GET", path: NAMESPACES })).toMatchObject({ state: "unauthorized" });
    writeFileSync(path, kubeconfigText(proxy.url, "admin-token"));
    expect(
      await stale.request({ method: "POST", path: NAMESPACES, body: namespaceNamed("after-rotation") }),
    ).toMatchObject({
      state: "ok",
    });
    await stale.close();
  });

  it("refuses names that reach other paths before anything is sent (A22)", () => {
    for (const name of [".", "..", "", "a/b", "a%2fb", "A", "a b", "-a", "a..b", "x".repeat(254)]) {
      expect(() => kubePath(RESOURCES.migrations, { namespace: "mqtt", name })).toThrow(BadName);
      expect(() => kubePath(RESOURCES.migrations, { namespace: name })).toThrow(BadName);
    }
    expect(kubePath(RESOURCES.migrations, { namespace: "mqtt", name: "a.b-c", sub: "status" })).toBe(
      "/apis/crossfade.dev/v1alpha1/namespaces/mqtt/migrations/a.b-c/status",
    );
  });

  it("says in one line that there is no configuration", () => {
    expect(() => makeKubeClient({ kubeconfig: "/nowhere/kubeconfig", clock })).toThrow(
      /\/nowhere\/kubeconfig/,
    );
  });
});

describe("the client over TLS", () => {
  it("trusts a rotated certificate without a restart (F12)", async () => {
    const options = { tokens: [{ token: "t", user: "admin", groups: ["system:masters"] }] };
    const first = await startKube(options);
    const world = await startEmbeddedWorld();
    const path = world.kubeconfig(first.url);
    const trust = (port: number, ca: string) =>
      writeFileSync(
        path,
        kubeconfigText(`https://127.0.0.1:${port}`, "t").replace(
          '"server"',
          `"certificate-authority-data":"${Buffer.from(ca).toString("base64")}","server"`,
        ),
      );
    trust(first.port, first.ca);
    const client = makeKubeClient({ kubeconfig: path, clock });
    expect(await client.request({ method: "GET", path: NAMESPACES })).toMatchObject({ state: "ok" });
    await first.stop();
    const second = await startKube({ ...options, port: first.port });
    expect(second.ca).not.toBe(first.ca);
    trust(second.port, second.ca);
    // A write: it is repeated because a refused certificate means that nothing was sent.
    expect(
      await client.request({ method: "POST", path: NAMESPACES, body: namespaceNamed("after-ca") }),
    ).toMatchObject({ state: "ok" });
    await client.close();
    await second.stop();
    await world.stop();
  });
});

const namespaceNamed = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
