import type { ChildProcess } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startLeashed } from "../world/leash.ts";
import { mosquittoConf } from "./broker.ts";
import { answersMqtt } from "./mqtt-ready.ts";
import type { PodRun, Termination } from "./pod-run.ts";

export type BrokerOptions = {
  name: string;
  port: number;
  dir: string;
  mosquitto: string;
  backplanePort?: number;
  /** Something about it changed: ready, not ready, restarted, gone. */
  onChange: () => void;
};

/** One Mosquitto that is kept running until it is told to stop; it restarts after a crash, slower each time. */
export class BrokerProcess implements PodRun {
  readonly port: number;
  restarts = 0;
  ready = false;
  readySince = 0;
  startedAt = new Date().toISOString();
  lastTermination: Termination | undefined;
  readonly stopped: Promise<void>;

  readonly #options: BrokerOptions;
  readonly #conf: string;
  readonly #data: string;
  #child: ChildProcess | undefined;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;
  #quickCrashes = 0;
  #resolveStopped: () => void = () => {};

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.port = options.port;
    this.stopped = new Promise((resolve) => {
      this.#resolveStopped = resolve;
    });
    this.#data = join(options.dir, options.name);
    mkdirSync(this.#data, { recursive: true });
    this.#conf = join(options.dir, `${options.name}.conf`);
    writeFileSync(this.#conf, mosquittoConf({ ...options, dataDir: `${this.#data}/` }));
    this.#start();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Ends it: the sessions are written to disk first, unless it does not answer. */
  stop(): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true;
      clearTimeout(this.#timer);
      this.#setReady(false);
      const child = this.#child;
      if (child === undefined) this.#resolveStopped();
      child?.kill("SIGTERM");
      const timer = setTimeout(() => child?.kill("SIGKILL"), graceMs);
      void this.stopped.then(() => clearTimeout(timer));
    }
    return this.stopped;
  }

  #start(): void {
    const startedMs = Date.now();
    this.startedAt = new Date(startedMs).toISOString();
    const child = startLeashed(this.#options.mosquitto, ["-c", this.#conf]);
    this.#child = child;
    child.once("error", (error) => console.error(`${this.#options.name}: ${error.message}`));
    child.once("exit", (code) => this.#ended(code ?? 137, startedMs));
    this.#timer = setTimeout(() => void this.#probe(), 15);
  }

  #ended(exitCode: number, startedMs: number): void {
    this.#child = undefined;
    clearTimeout(this.#timer);
    this.#setReady(false);
    if (this.#stopping) return this.#resolveStopped();
    this.lastTermination = { exitCode, startedAt: this.startedAt, finishedAt: new Date().toISOString() };
    this.restarts += 1;
    this.#quickCrashes = Date.now() - startedMs < 10_000 ? this.#quickCrashes + 1 : 0;
    const backoffMs = Math.min(10_000, this.#quickCrashes === 0 ? 0 : 250 * 2 ** this.#quickCrashes);
    console.error(`${this.#options.name}: ended (${exitCode}), starts again in ${backoffMs} ms`);
    this.#timer = setTimeout(() => this.#start(), backoffMs);
    this.#options.onChange();
  }

  async #probe(): Promise<void> {
    const child = this.#child;
    const ok = await answersMqtt("127.0.0.1", this.port, `kubelet-${this.#options.name}`, 1000);
    if (this.#stopping || child === undefined || child !== this.#child) return;
    if (ok && !this.ready) this.#forgetSavedSessions();
    this.#setReady(ok);
    this.#timer = setTimeout(() => void this.#probe(), ok ? 2000 : 15);
  }

  /** They are loaded now. A later crash must not bring them back: messages delivered since would come twice. */
  #forgetSavedSessions(): void {
    rmSync(join(this.#data, "mosquitto.db"), { force: true });
  }

  #setReady(ready: boolean): void {
    if (this.ready === ready) return;
    this.ready = ready;
    this.readySince = ready ? Date.now() : 0;
    this.#options.onChange();
  }
}

const graceMs = 3000;
