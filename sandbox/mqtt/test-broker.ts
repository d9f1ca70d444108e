import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrograms } from "../world/programs.ts";
import { pickPort } from "../world/ports.ts";

/** A Mosquitto for a test, on a port of its own. */
export type TestBroker = {
  address: string;
  /** SIGKILL: connections are reset, nothing is said. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

const testPorts = 12_000;
const program = findPrograms(process.cwd());

/** Where Mosquitto is; a test without it says so and is left out. */
export const mosquitto = program.ok ? program.paths.mosquitto : undefined;
if (mosquitto === undefined) console.log("left out: tests with a real broker, since no mosquitto was found");

/**
 * `window` is how many messages it has under way to one client. This Mosquitto (2.0.11) stops delivering when QoS 2
 * messages come in faster than a small window empties: a wide one keeps that out of tests about something else.
 */
export async function startBroker(window = 1000): Promise<TestBroker> {
  const port = await pickPort(testPorts);
  const folder = mkdtempSync(join(tmpdir(), "crossfade-broker-"));
  const conf = join(folder, "mosquitto.conf");
  const lines = [
    "allow_anonymous true",
    "set_tcp_nodelay true",
    "log_dest none",
    "user root",
    `max_inflight_messages ${window}`,
  ];
  writeFileSync(conf, `listener ${port} 127.0.0.1\n${lines.join("\n")}\n`);
  let child: ChildProcess | undefined;

  async function end(signal: NodeJS.Signals) {
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
    child = undefined;
  }
  const broker: TestBroker = {
    address: `127.0.0.1:${port}`,
    kill: () => end("SIGKILL"),
    async start() {
      child = spawn(mosquitto ?? "mosquitto", ["-c", conf], { stdio: "ignore" });
      while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async stop() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
