import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test as base } from "@playwright/test";
import { kubeOf } from "./kube.ts";
import { pause, type Sandbox, type World } from "./sandbox.ts";
import { storyOf } from "./story.ts";

export const ROOT = join(import.meta.dirname, "../..");
const READY_WITHIN_MS = 120_000;

/** One sandbox for a file of journeys, started as a user would, and ended with it. */
export const test = base.extend<{ told: undefined }, { world: World }>({
  told: [
    async ({ world }, use, info) => {
      await use(undefined);
      if (info.status === info.expectedStatus) return;
      console.log(await storyOf(world).catch((error: unknown) => `nothing could be read: ${String(error)}`));
    },
    { auto: true },
  ],
  world: [
    async ({}, use) => {
      const port = await freePort();
      const child = spawn(process.execPath, ["sandbox/demo.ts", "--port", String(port)], {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
      try {
        await ready(child, () => said);
        const sandbox = (): Sandbox =>
          JSON.parse(readFileSync(join(ROOT, ".crossfade/sandbox.json"), "utf8"));
        const { kubernetes, faults, dashboard } = sandbox();
        await use({
          url: dashboard,
          sandbox,
          kube: kubeOf(kubernetes.kubeconfig),
          output: () => said,
          async setFaults(wanted) {
            const answer = await fetch(`${faults}/faults`, {
              method: "PUT",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(wanted),
            });
            if (!answer.ok) throw new Error(`faults: ${answer.status} ${await answer.text()}`);
          },
        });
      } finally {
        await end(child);
      }
    },
    { scope: "worker", timeout: READY_WITHIN_MS + 30_000 },
  ],
});

export { expect } from "@playwright/test";

async function ready(child: ChildProcess, said: () => string): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (!/^Ready in /m.test(said())) {
    if (child.exitCode !== null || Date.now() > until)
      throw new Error(`the sandbox did not start:\n${said()}`);
    await pause(100);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await Promise.race([ended, pause(15_000)]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
