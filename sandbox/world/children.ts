import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startLeashed, type Urgency, withUrgency } from "./leash.ts";

export type ChildSpec = {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  /** What its unexpected end means: it is started again, or the whole world ends. */
  onDeath: "restart" | "end-all";
  /** `measured`: on the way of the messages, or measuring them. `acting`: it decides, or what decides waits for it. */
  urgency: Urgency;
};

type Child = {
  spec: ChildSpec;
  process: ChildProcess;
  exited: Promise<void>;
  settled: boolean;
  restarts: number;
};

export type ChildrenEvents = {
  /** A pid is another one than before. */
  changed(): void;
  say(line: string): void;
  /** Something that the world cannot do without is gone. */
  fatal(problem: string): void;
};

const restartMs = 1000;
const graceMs = 6000;

/** The processes of the world: each with a log, restarted when one dies, and none left when the world ends. */
export class Children {
  readonly #logs: string;
  readonly #events: ChildrenEvents;
  readonly #children = new Map<string, Child>();
  #stopping = false;

  constructor(logs: string, events: ChildrenEvents) {
    this.#logs = logs;
    this.#events = events;
  }

  start(spec: ChildSpec, restarts = 0): void {
    if (this.#stopping) return;
    const log = openSync(this.logOf(spec.name), restarts === 0 ? "w" : "a");
    const child = withUrgency(spec.urgency, () =>
      startLeashed(spec.command, spec.args, {
        stdio: ["pipe", log, log],
        env: { ...process.env, ...spec.env },
        ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      }),
    );
    closeSync(log);
    child.stdin?.on("error", () => this.#events.say(`${spec.name}: its standard input is closed`));
    const exited = new Promise<void>((resolve) => {
      child.once("error", (error) => {
        this.#events.fatal(`${spec.name} cannot be started: ${error.message}`);
        resolve();
      });
      child.once("exit", (code, signal) => {
        resolve();
        this.#ended(spec, restarts, signal ?? `exit ${code}`);
      });
    });
    this.#children.set(spec.name, { spec, process: child, exited, settled: false, restarts });
    this.#events.changed();
  }

  /** From here on a death is an accident, not a failure to start. */
  settled(name: string): void {
    const child = this.#children.get(name);
    if (child !== undefined) child.settled = true;
  }

  pids(): Record<string, number> {
    const entries = [...this.#children].filter(([, { process }]) => isRunning(process));
    return Object.fromEntries(entries.map(([name, { process }]) => [name, process.pid ?? 0]));
  }

  logOf(name: string): string {
    return join(this.#logs, `${name}.log`);
  }

  /** Ends everything: politely, and after a while by force. `now` is for the second Ctrl-C. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { process } of this.#children.values()) signal(process, "SIGTERM");
    const force = setTimeout(() => this.kill(), graceMs);
    await Promise.all([...this.#children.values()].map(({ exited }) => exited));
    clearTimeout(force);
  }

  kill(): void {
    for (const { process } of this.#children.values()) signal(process, "SIGKILL");
  }

  #ended(spec: ChildSpec, restarts: number, how: string): void {
    if (this.#stopping) return;
    const child = this.#children.get(spec.name);
    if (spec.onDeath === "end-all" || (child?.settled === false && restarts === 0)) {
      this.#events.fatal(`${spec.name} ended (${how}). ${this.#lastWords(spec.name)}`);
      return;
    }
    this.#events.say(`${spec.name} ended (${how}); it is started again`);
    this.#events.changed();
    setTimeout(() => this.start(spec, restarts + 1), restartMs);
  }

  #lastWords(name: string): string {
    const lines = readFileSync(this.logOf(name), "utf8").trimEnd().split("\n");
    const last = lines.slice(-3).join(" | ").slice(-400);
    return `It said: ${last === "" ? "nothing" : last} (${this.logOf(name)})`;
  }
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

/** The whole group: also what it started. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined || !isRunning(child)) return;
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
