import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { connectKube, type KubeClient } from "../kube-client.ts";
import { Children } from "./children.ts";
import { freshFolder, writeFiles } from "./files.ts";
import { definitionFiles, type Kubernetes, startEmbedded, startReal, writeKubeconfig } from "./kubernetes.ts";
import { namespaces, sides, worldObjects } from "./objects.ts";
import type { DemoOptions } from "./options.ts";
import { pickPorts } from "./ports.ts";
import {
  clustered,
  dashboard,
  dashboardOrigin,
  independent,
  portNames,
  type Setting,
  traffic,
} from "./processes.ts";
import type { Program } from "./programs.ts";
import { accessObjects } from "./rbac.ts";
import { scalePlan } from "./scale-plan.ts";
import { createAll, createDefinitions, readManifests } from "./seed.ts";
import { removeSandboxFile, type SandboxFile, writeSandboxFile } from "./sandbox-file.ts";
import { groupsOf, makeAccounts, people } from "./users.ts";
import { accepts, answers, until } from "./wait-for.ts";

export type WorldEvents = { say(line: string): void; fatal(problem: string): void };
export type World = {
  setting: Setting;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): void;
  sandboxFile: string;
};

const pidsEveryMs = 1000;
const pidMap = z.record(z.string(), z.number());

/** The world of one demo: everything that runs beside each other, and the order in which it can begin. */
export async function makeWorld(
  root: string,
  options: DemoOptions,
  programs: Record<Program, string>,
  events: WorldEvents,
): Promise<World> {
  const started = performance.now();
  const ports = await pickPorts(portNames);
  const setting: Setting = {
    root,
    dir: join(root, ".crossfade", "run", String(options.port)),
    options,
    ports,
    programs,
    accounts: makeAccounts(),
    oidc: {
      clientId: "crossfade",
      clientSecret: randomBytes(24).toString("base64url"),
      issuer: `http://127.0.0.1:${ports.oidc}`,
    },
  };
  const sandboxFile = join(root, ".crossfade", "sandbox.json");
  const stopping = new AbortController();
  const { signal } = stopping;
  const elsewhere: Record<string, number> = {};
  let kubernetes: Kubernetes | undefined;
  let publishing: NodeJS.Timeout | undefined;
  let published = "";

  const children = new Children(join(setting.dir, "logs"), {
    changed: () => published !== "" && void publish(),
    say: events.say,
    fatal: (problem) => !signal.aborted && events.fatal(problem),
  });

  /** Runs a step and says how long after the start it was done. */
  async function step(name: string, work: Promise<unknown>): Promise<void> {
    await work;
    children.settled(name);
    if (!signal.aborted)
      events.say(`  ${name.padEnd(16)} ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }

  const up = (name: string, url: string) =>
    step(
      name,
      until(() => answers(url), signal),
    );

  async function start(): Promise<void> {
    freshFolder(setting.dir);
    writeFiles(setting);
    const users = Object.fromEntries(people.map((person) => [person, groupsOf[person]]));
    for (const spec of independent(setting, users)) children.start(spec);
    const waits = [
      up("prometheus", `http://127.0.0.1:${ports.prometheus}/-/ready`),
      up("oidc", `${setting.oidc.issuer}/.well-known/openid-configuration`),
      up("sink", `http://127.0.0.1:${ports.sink}/`),
      startCluster(),
    ];
    await Promise.all(waits);
    if (signal.aborted) return;
    await publish();
    publishing = setInterval(() => void publish(), pidsEveryMs);
  }

  async function startCluster(): Promise<void> {
    const assets = process.env["KUBEBUILDER_ASSETS"];
    const how = { root, dir: setting.dir, port: ports.kube, accounts: setting.accounts, children, signal };
    const starting = assets ? startReal(how, assets) : startEmbedded(how);
    await step("kube", starting);
    const cluster = await starting;
    kubernetes = cluster;
    Object.assign(elsewhere, cluster.pids);
    if (signal.aborted) return;
    writeConfigs(cluster);
    const seeder = client(cluster, "seeder", "sandbox-seeder/1");
    for (const spec of clustered(setting, cluster)) children.start(spec);
    await step("seed", seed(seeder, cluster));
    if (options.dashboard) children.start(dashboard(setting, makeSecrets()));
    await Promise.all([
      step(
        "shim-blue",
        until(() => accepts(ports.blue), signal),
      ),
      step(
        "shim-green",
        until(() => accepts(ports.green), signal),
      ),
      up("faults", `http://127.0.0.1:${ports.faults}/faults`),
      step(
        "gateway",
        until(() => accepts(ports.gateway), signal),
      ),
      step(
        "kubelet",
        until(() => sidesAreReady(seeder), signal),
      ),
    ]);
    for (const spec of signal.aborted ? [] : traffic(setting)) children.start(spec);
    await Promise.all([
      up("probe", `http://127.0.0.1:${ports.probe}/metrics`),
      up("fleet", `http://127.0.0.1:${ports.fleet}/metrics`),
      ...(options.dashboard ? [up("dashboard", `http://127.0.0.1:${options.port}/api/readyz`)] : []),
    ]);
  }

  function client(cluster: Kubernetes, account: keyof Setting["accounts"], userAgent: string): KubeClient {
    const ca = cluster.caFile === undefined ? undefined : readFileSync(cluster.caFile, "utf8");
    return connectKube({ server: cluster.server, token: setting.accounts[account].token, ca, userAgent });
  }

  /** The product's way goes through the fault switches; the admin's goes straight to the server. */
  function writeConfigs(cluster: Kubernetes): void {
    const { crossfade, admin } = setting.accounts;
    writeKubeconfig(join(setting.dir, "crossfade.kubeconfig"), {
      server: `http://127.0.0.1:${ports.kubeProxy}`,
      token: crossfade.token,
      user: "crossfade",
    });
    writeKubeconfig(join(setting.dir, "admin.kubeconfig"), {
      ...cluster.secure,
      token: admin.token,
      user: "admin",
    });
  }

  async function seed(kube: KubeClient, cluster: Kubernetes): Promise<void> {
    const plan = parse(readFileSync(new URL("./plan.yaml", import.meta.url), "utf8")) as Record<
      string,
      unknown
    >;
    const definitions = definitionFiles(root).flatMap(readManifests);
    await Promise.all([
      createAll(kube, namespaces()),
      cluster.hasDefinitions ? undefined : createDefinitions(kube, definitions),
    ]);
    await createAll(kube, [
      ...readManifests(join(root, "deploy", "rbac.yaml")),
      ...worldObjects({ blue: `127.0.0.1:${ports.blue}`, green: `127.0.0.1:${ports.green}` }),
      ...accessObjects(setting.oidc.issuer),
    ]);
    await createAll(kube, [scalePlan(plan, options.speed)]);
  }

  /** Writes the sandbox file when a pid in it has changed. */
  async function publish(): Promise<void> {
    if (kubernetes === undefined) return;
    const content: SandboxFile = {
      dashboard: dashboardOrigin(setting),
      kubernetes: { server: kubernetes.server, kubeconfig: join(setting.dir, "admin.kubeconfig") },
      prometheus: `http://127.0.0.1:${ports.prometheus}`,
      faults: `http://127.0.0.1:${ports.faults}`,
      gateway: `127.0.0.1:${ports.gateway}`,
      blue: `127.0.0.1:${ports.blue}`,
      green: `127.0.0.1:${ports.green}`,
      users: Object.fromEntries(
        people.map((person) => [person, setting.accounts[person].token]),
      ) as SandboxFile["users"],
      speed: options.speed,
      pids: { demo: process.pid, ...children.pids(), ...elsewhere, ...(await innerPids()) },
    };
    const text = JSON.stringify(content);
    if (signal.aborted || text === published) return;
    published = text;
    writeSandboxFile(sandboxFile, content);
  }

  /** The processes that the kubelet and the gateway started: brokers, jobs, Envoy. */
  async function innerPids(): Promise<Record<string, number>> {
    const ask = async (url: string): Promise<Record<string, number>> => {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
        return pidMap.parse(await response.json());
      } catch (error) {
        // It is being restarted: it has no processes now.
        if (error instanceof TypeError || error instanceof DOMException) return {};
        throw error;
      }
    };
    const envoy = join(setting.dir, "envoy", "envoy.pid");
    return {
      envoy: Number(readFileSync(envoy, "utf8")),
      ...(await ask(`http://127.0.0.1:${ports.kubelet}/pids`)),
    };
  }

  async function stop(): Promise<void> {
    stopping.abort();
    clearInterval(publishing);
    removeSandboxFile(sandboxFile, dashboardOrigin(setting));
    await Promise.all([children.stop(), kubernetes?.stop()]);
  }

  return { setting, start, stop, kill: () => children.kill(), sandboxFile };
}

const makeSecrets = () => ({
  nextAuth: randomBytes(32).toString("base64url"),
  actions: randomBytes(32).toString("base64"),
});

const readyReplicas = z.looseObject({ status: z.looseObject({ readyReplicas: z.number() }) });

async function sidesAreReady(kube: KubeClient): Promise<boolean> {
  const answers = await Promise.all(
    [sides.blue, sides.green].map(({ workload }) =>
      kube.get(`/apis/apps/v1/namespaces/mqtt/statefulsets/${workload}`),
    ),
  );
  return answers.every((answer) => readyReplicas.safeParse(answer).data?.status.readyReplicas === 3);
}
