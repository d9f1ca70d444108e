import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../world/meter.ts";
import { until } from "../world/prometheus.ts";

const ROOT = join(import.meta.dirname, "../../..");
const READY_WITHIN_MS = 180_000;
const ENDS_WITHIN_MS = 15_000;

export type Demo = { url: string; token: (user: string) => string; stop: () => Promise<void> };

/** `npm run demo` on a port of its own, with its production build; ended with everything that belongs to it. */
export async function startDemo(): Promise<Demo> {
  const port = await freePort();
  const child = spawn(process.execPath, ["sandbox/demo.ts", "--port", String(port)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  try {
    await until(() => {
      if (child.exitCode !== null) throw new Error(`the sandbox did not start:\n${said.slice(-2_000)}`);
      return /^Ready in /m.test(said);
    }, READY_WITHIN_MS);
  } catch (error) {
    await end(child);
    throw error;
  }
  const sandbox = JSON.parse(readFileSync(join(ROOT, ".crossfade/sandbox.json"), "utf8")) as {
    dashboard: string;
    users: Record<string, string>;
  };
  return {
    url: sandbox.dashboard,
    token: (user) => sandbox.users[user] ?? "",
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit", { signal: AbortSignal.timeout(ENDS_WITHIN_MS) });
  child.kill("SIGTERM");
  await ended;
}
