import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectKube, type KubeClient } from "../kube-client.ts";
import { accepts } from "./accepts.ts";
import { Children } from "./children.ts";
import { startEmbedded } from "./kubernetes.ts";
import { namespaces, worldObjects } from "./objects.ts";
import { clustered, portNames, type Setting } from "./processes.ts";
import { pickPorts } from "./ports.ts";
import { findPrograms } from "./programs.ts";
import { accessObjects } from "./rbac.ts";
import { createAll } from "./seed.ts";
import { makeAccounts } from "./users.ts";
import { until } from "./wait-for.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const found = findPrograms(root);

/** A small world: an API, the kubelet with six brokers, two Services and Envoy. */
describe.skipIf(!found.ok)(
  `traffic through the gateway${found.ok ? "" : ` (skipped: ${found.problems.join("; ")})`}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), "crossfade-world-"));
    const problems: string[] = [];
    const children = new Children(dir, {
      changed: () => {},
      say: () => {},
      fatal: (problem) => problems.push(problem),
    });
    const clients: MqttClient[] = [];
    const { signal } = new AbortController();
    let ports: Setting["ports"];
    let kube: KubeClient;

    beforeAll(async () => {
      if (!found.ok) return;
      ports = await pickPorts(portNames);
      const accounts = makeAccounts();
      writeFileSync(join(dir, "service-accounts.json"), "{}");
      const options = { port: 1, speed: 300, clients: 0, blue: {}, green: {}, dashboard: false };
      const oidc = { clientId: "", clientSecret: "", issuer: "" };
      const setting: Setting = { root, dir, options, ports, programs: found.paths, accounts, oidc };
      const cluster = await startEmbedded({ root, dir, port: ports.kube, accounts, children, signal });
      kube = connectKube({ server: cluster.server, token: accounts.seeder.token, userAgent: "test" });
      await createAll(kube, namespaces());
      await createAll(kube, [
        ...worldObjects({ blue: `127.0.0.1:${ports.blue}`, green: `127.0.0.1:${ports.green}` }),
        ...accessObjects("http://127.0.0.1:1"),
      ]);
      for (const spec of clustered(setting, cluster)) if (spec.name !== "faults") children.start(spec);
      // Envoy, and the two Services: a pod may be ready before the door in front of it is open.
      for (const port of [ports.gateway, ports.blue, ports.green]) await until(() => accepts(port), signal);
      await until(async () => (await readyPods("emqx")) === 3 && (await readyPods("emqx-go")) === 3, signal);
    }, 30_000);

    afterAll(async () => {
      for (const client of clients) client.end(true);
      await children.stop();
      rmSync(dir, { recursive: true, force: true });
    });

    async function readyPods(name: string): Promise<number> {
      const set = (await kube.get(`/apis/apps/v1/namespaces/mqtt/statefulsets/${name}`)) as {
        status?: { readyReplicas?: number };
      };
      return set.status?.readyReplicas ?? 0;
    }

    async function connect(port: number): Promise<MqttClient> {
      const client = await mqtt.connectAsync({ host: "127.0.0.1", port, reconnectPeriod: 0 });
      client.on("error", () => {});
      clients.push(client);
      return client;
    }

    /** A topic on which somebody listens, on one side only. */
    async function listenOn(port: number, topic: string) {
      const heard: string[] = [];
      const client = await connect(port);
      client.on("message", (_topic, payload) => heard.push(payload.toString()));
      await client.subscribeAsync(topic, { qos: 2 });
      return { heard, client };
    }

    const setWeights = (blue: number, green: number) =>
      kube.patch(
        "/apis/networking.istio.io/v1/namespaces/mqtt/virtualservices/emqx-virtual-service",
        [
          { op: "replace", path: "/spec/tcp/0/route/0/weight", value: blue },
          { op: "replace", path: "/spec/tcp/0/route/1/weight", value: green },
        ],
        "json",
      );

    it("reaches blue, whichever pod one is on, and splits after a weight change while old connections are drained", async () => {
      const { heard: onBlue } = await listenOn(ports.blue, "which/side");
      const { heard: onGreen } = await listenOn(ports.green, "which/side");
      const before = await connect(ports.gateway);
      for (let i = 0; i < 4; i++) await before.publishAsync("which/side", `before-${i}`, { qos: 1 });
      await until(() => Promise.resolve(onBlue.length >= 4), AbortSignal.timeout(5000));
      expect(onBlue).toEqual(["before-0", "before-1", "before-2", "before-3"]);
      expect(onGreen).toEqual([]);

      const closed = new Promise<void>((resolve) => before.once("close", () => resolve()));
      await setWeights(50, 50);
      await closed;

      const total = 40;
      for (let i = 0; i < total; i++) {
        const client = await connect(ports.gateway);
        await client.publishAsync("which/side", `after-${i}`, { qos: 1 });
      }
      await until(
        () => Promise.resolve(onBlue.length + onGreen.length >= 4 + total),
        AbortSignal.timeout(5000),
      );
      expect(onBlue.length + onGreen.length).toBe(4 + total);
      // The odds of fewer than 5 of 40 on one side are one in five million.
      expect(Math.min(onBlue.length - 4, onGreen.length)).toBeGreaterThanOrEqual(5);
    }, 25_000);

    it("survives the loss of a pod: it is replaced, and whoever was elsewhere hears everything exactly once", async () => {
      // The Service spreads connections round robin: two listeners and one speaker on each of the three pods.
      const listeners = await Promise.all(
        Array.from({ length: 6 }, () => listenOn(ports.green, "after/loss")),
      );
      const speakers = await Promise.all([1, 2, 3].map(() => connect(ports.green)));
      await kube.remove("/api/v1/namespaces/mqtt/pods/emqx-go-1");
      await until(
        () => Promise.resolve(speakers.some(({ connected }) => !connected)),
        AbortSignal.timeout(5000),
      );
      const said: string[] = [];
      for (const [n, speaker] of speakers.filter(({ connected }) => connected).entries())
        for (let i = 0; i < 20; i++) {
          said.push(`${n}-${i}`);
          await speaker.publishAsync("after/loss", `${n}-${i}`, { qos: 2 });
        }
      const survivors = listeners.filter(({ client }) => client.connected);
      expect([said.length, survivors.length]).toEqual([40, 4]);
      const all = () => survivors.every(({ heard }) => heard.length >= said.length);
      await until(() => Promise.resolve(all()), AbortSignal.timeout(5000));
      for (const { heard } of survivors) expect([...heard].sort()).toEqual([...said].sort());
      await until(async () => (await readyPods("emqx-go")) === 3, AbortSignal.timeout(5000));
      expect(await readyPods("emqx-go")).toBe(3);
      expect(problems).toEqual([]);
    }, 25_000);
  },
);
