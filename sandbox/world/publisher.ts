import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Kubernetes } from "./kubernetes.ts";
import { dashboardOrigin, type Setting } from "./processes.ts";
import { removeSandboxFile, type SandboxFile, writeSandboxFile } from "./sandbox-file.ts";
import { people } from "./users.ts";

const everyMs = 1000;
const pidMap = z.record(z.string(), z.number());

/** Keeps `.crossfade/sandbox.json` true from when everything is ready until the end: processes may get new ids. */
export class Publisher {
  readonly file: string;
  readonly #setting: Setting;
  readonly #kubernetes: Kubernetes;
  readonly #children: () => Record<string, number>;
  #timer: NodeJS.Timeout | undefined;
  #published = "";
  #stopped = false;

  constructor(setting: Setting, kubernetes: Kubernetes, children: () => Record<string, number>) {
    this.#setting = setting;
    this.#kubernetes = kubernetes;
    this.#children = children;
    this.file = sandboxFileOf(setting);
  }

  async start(): Promise<void> {
    await this.#write();
    this.#timer = setInterval(() => this.refresh(), everyMs);
  }

  /** Something may have changed. A file that cannot be written is said, and is no reason to end the world. */
  refresh(): void {
    this.#write().catch((error: unknown) => console.error(`demo: ${this.file}: ${String(error)}`));
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    removeSandboxFile(this.file, dashboardOrigin(this.#setting));
  }

  /** Writes the file when something in it has changed. */
  async #write(): Promise<void> {
    const content = this.#content({ ...(await this.#innerPids()) });
    const text = JSON.stringify(content);
    // Gone is the file when another sandbox had put its own there, and has ended.
    if (this.#stopped || (text === this.#published && existsSync(this.file))) return;
    this.#published = text;
    writeSandboxFile(this.file, content);
    // A second sandbox takes over the well-known file; this one stays with its run.
    writeFileSync(join(this.#setting.dir, "sandbox.json"), text, { mode: 0o600 });
  }

  #content(inner: Record<string, number>): SandboxFile {
    const { ports, dir, accounts, options } = this.#setting;
    const local = (port: number) => `127.0.0.1:${port}`;
    const tokens = people.map((person) => [person, accounts[person].token]);
    return {
      dashboard: dashboardOrigin(this.#setting),
      kubernetes: { server: this.#kubernetes.server, kubeconfig: join(dir, "admin.kubeconfig") },
      prometheus: `http://${local(ports.prometheus)}`,
      faults: `http://${local(ports.faults)}`,
      gateway: local(ports.gateway),
      blue: local(ports.blue),
      green: local(ports.green),
      users: Object.fromEntries(tokens) as SandboxFile["users"],
      speed: options.speed,
      pids: { demo: process.pid, ...this.#children(), ...this.#kubernetes.pids, ...inner },
    };
  }

  /** The processes that the gateway and the kubelet started: Envoy, brokers, jobs. */
  async #innerPids(): Promise<Record<string, number>> {
    const { dir, ports } = this.#setting;
    const envoy = Number(readFileSync(join(dir, "envoy", "envoy.pid"), "utf8"));
    try {
      const url = `http://127.0.0.1:${ports.kubelet}/pids`;
      const response = await fetch(url, { signal: AbortSignal.timeout(everyMs) });
      return { envoy, ...pidMap.parse(await response.json()) };
    } catch (error) {
      // The kubelet is being restarted: it has no processes now.
      if (error instanceof TypeError || error instanceof DOMException) return { envoy };
      throw error;
    }
  }
}

export const sandboxFileOf = (setting: Setting): string => join(setting.root, ".crossfade", "sandbox.json");
