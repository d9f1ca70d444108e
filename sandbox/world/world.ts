import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { connectKube, type KubeClient } from "../kube-client.ts";
import { accepts } from "./accepts.ts";
import { Children } from "./children.ts";
import { freshFolder, writeFiles } from "./files.ts";
import { type Kubernetes, startEmbedded, startReal, writeKubeconfig } from "./kubernetes.ts";
import { sides } from "./objects.ts";
import type { DemoOptions } from "./options.ts";
import { pickPorts } from "./ports.ts";
import { clustered, dashboard, independent, portNames, type Setting, traffic } from "./processes.ts";
import type { Program } from "./programs.ts";
import { Publisher } from "./publisher.ts";
import { seedWorld } from "./seed-world.ts";
import { makeSteps } from "./steps.ts";
import { groupsOf, makeAccounts, people } from "./users.ts";
import { answers, until } from "./wait-for.ts";

export type WorldEvents = { say(line: string): void; fatal(problem: string): void };

/** What this run decides for itself: ports, tokens, folders. */
export async function makeSetting(
  root: string,
  options: DemoOptions,
  programs: Record<Program, string>,
): Promise<Setting> {
  const ports = await pickPorts(portNames);
  return {
    root,
    dir: join(root, ".crossfade", "run", String(options.port)),
    options,
    ports,
    programs,
    accounts: makeAccounts(),
    oidc: {
      clientId: "crossfade",
      clientSecret: randomBytes(24).toString("hex"),
      issuer: `http://127.0.0.1:${ports.oidc}`,
    },
  };
}

/** The world of one demo: all processes, each started as soon as what it needs is there. */
export class World {
  readonly #setting: Setting;
  readonly #children: Children;
  readonly #stopping = new AbortController();
  readonly #run: (name: string, work: Promise<unknown>) => Promise<void>;
  #kubernetes: Kubernetes | undefined;
  #publisher: Publisher | undefined;

  constructor(setting: Setting, events: WorldEvents) {
    this.#setting = setting;
    const { signal } = this.#stopping;
    this.#children = new Children(join(setting.dir, "logs"), {
      changed: () => this.#publisher?.refresh(),
      say: events.say,
      fatal: (problem) => !signal.aborted && events.fatal(problem),
    });
    const steps = makeSteps(events.say, signal);
    this.#run = async (name, work) => {
      await steps.run(name, work, this.#children.logOf(name));
      this.#children.settled(name);
    };
  }

  /** Resolves when everything answers and the sandbox file says where. Rejects with what went wrong. */
  async start(): Promise<void> {
    const { dir, ports, oidc } = this.#setting;
    freshFolder(dir);
    writeFiles(this.#setting);
    const users = Object.fromEntries(people.map((person) => [person, groupsOf[person]]));
    for (const spec of independent(this.#setting, users)) this.#children.start(spec);
    const [cluster] = await Promise.all([
      this.#startCluster(),
      this.#up("prometheus", `http://127.0.0.1:${ports.prometheus}/-/ready`),
      this.#up("oidc", `${oidc.issuer}/.well-known/openid-configuration`),
      this.#up("sink", `http://127.0.0.1:${ports.sink}/`),
    ]);
    if (this.#stopping.signal.aborted) return;
    this.#publisher = new Publisher(this.#setting, cluster, () => this.#children.pids());
    await this.#publisher.start();
  }

  /** Ends every process; resolves when none is left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#publisher?.stop();
    await Promise.all([this.#children.stop(), this.#kubernetes?.stop()]);
  }

  /** Ends every process at once, without asking. */
  kill(): void {
    this.#children.kill();
  }

  #up(name: string, url: string): Promise<void> {
    return this.#run(
      name,
      until(() => answers(url), this.#stopping.signal),
    );
  }

  #listens(name: string, port: number): Promise<void> {
    return this.#run(
      name,
      until(() => accepts(port), this.#stopping.signal),
    );
  }

  async #startCluster(): Promise<Kubernetes> {
    const setting = this.#setting;
    const { signal } = this.#stopping;
    const { root, dir, ports, accounts, options } = setting;
    const assets = process.env["KUBEBUILDER_ASSETS"];
    const how = { root, dir, port: ports.kube, accounts, children: this.#children, signal };
    const starting = assets ? startReal(how, assets) : startEmbedded(how);
    await this.#run("kube", starting);
    const cluster = await starting;
    this.#kubernetes = cluster;
    // Stopped meanwhile: what has just started is not known to `stop` yet.
    if (signal.aborted) await cluster.stop();
    if (signal.aborted) return cluster;
    this.#writeKubeconfigs(cluster);
    const seeder = clientOf(setting, cluster);
    for (const spec of clustered(setting, cluster)) this.#children.start(spec);
    await this.#run("seed", seedWorld(seeder, setting, cluster));
    if (options.dashboard) this.#children.start(dashboard(setting, makeSecrets()));
    await Promise.all([
      this.#listens("shim-blue", ports.blue),
      this.#listens("shim-green", ports.green),
      this.#listens("gateway", ports.gateway),
      this.#up("faults", `http://127.0.0.1:${ports.faults}/faults`),
      this.#run(
        "kubelet",
        until(() => sidesAreReady(seeder), signal),
      ),
    ]);
    for (const spec of traffic(setting)) this.#children.start(spec);
    await Promise.all([
      this.#up("probe", `http://127.0.0.1:${ports.probe}/metrics`),
      this.#up("fleet", `http://127.0.0.1:${ports.fleet}/metrics`),
      ...(options.dashboard ? [this.#up("dashboard", `http://127.0.0.1:${options.port}/api/readyz`)] : []),
    ]);
    return cluster;
  }

  /** The product's way goes through the fault switches; the admin's goes straight to the server. */
  #writeKubeconfigs(cluster: Kubernetes): void {
    const { dir, ports, accounts } = this.#setting;
    writeKubeconfig(join(dir, "crossfade.kubeconfig"), {
      server: `http://127.0.0.1:${ports.kubeProxy}`,
      token: accounts.crossfade.token,
      user: "crossfade",
    });
    const admin = { token: accounts.admin.token, user: "admin" };
    writeKubeconfig(join(dir, "admin.kubeconfig"), { ...cluster.secure, ...admin });
  }
}

function clientOf(setting: Setting, cluster: Kubernetes): KubeClient {
  return connectKube({
    server: cluster.server,
    token: setting.accounts.seeder.token,
    ca: cluster.caFile === undefined ? undefined : readFileSync(cluster.caFile, "utf8"),
    userAgent: "sandbox-seeder/1",
  });
}

const makeSecrets = () => ({
  nextAuth: randomBytes(32).toString("base64url"),
  actions: randomBytes(32).toString("base64"),
});

const readyReplicas = z.looseObject({ status: z.looseObject({ readyReplicas: z.number() }) });

async function sidesAreReady(kube: KubeClient): Promise<boolean> {
  const sets = await Promise.all(
    [sides.blue, sides.green].map(({ workload }) =>
      kube.get(`/apis/apps/v1/namespaces/mqtt/statefulsets/${workload}`),
    ),
  );
  return sets.every((set) => readyReplicas.safeParse(set).data?.status.readyReplicas === 3);
}
