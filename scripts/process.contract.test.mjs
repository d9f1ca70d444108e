import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";

const here = fileURLToPath(new URL("./process.mjs", import.meta.url));
const started = new Set();

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}

/** A command that has started one child; `deaf` children take no notice of SIGTERM. */
function startCommand(child) {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-process-"));
  writeFileSync(
    join(folder, "child.mjs"),
    `${child}\nconsole.log(process.pid);\nsetInterval(() => {}, 1000);\n`,
  );
  writeFileSync(
    join(folder, "command.mjs"),
    `import { endWithParent, run } from ${JSON.stringify(here)};
     endWithParent();
     process.exitCode = (await run("node", [${JSON.stringify(join(folder, "child.mjs"))}])).code;`,
  );
  const { npm_lifecycle_event: _, ...env } = process.env;
  const command = spawn(process.execPath, [join(folder, "command.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  started.add(command.pid);
  return new Promise((resolve) => {
    command.stdout.once("data", (text) => {
      const pid = Number(text);
      started.add(pid);
      resolve({ command, pid, ended: new Promise((done) => command.once("exit", (code) => done(code))) });
    });
  });
}

afterEach(() => {
  for (const pid of started) if (isRunning(pid)) process.kill(pid, "SIGKILL");
  started.clear();
});

it("passes SIGINT on, waits for the child and answers its exit code", async () => {
  const { command, pid, ended } = await startCommand(
    `process.on("SIGINT", () => setTimeout(() => process.exit(7), 100));`,
  );
  command.kill("SIGINT");
  await expect(ended).resolves.toBe(7);
  expect(isRunning(pid)).toBe(false);
});

it("takes a signal that comes twice at once, as from a terminal and from npm, for one request", async () => {
  const { command, ended } = await startCommand(
    `process.on("SIGINT", () => setTimeout(() => process.exit(0), 300));`,
  );
  command.kill("SIGINT");
  command.kill("SIGINT");
  await expect(ended).resolves.toBe(0);
});

it("leaves no child behind when it is killed itself", async () => {
  const { command, pid } = await startCommand("");
  command.kill("SIGKILL");
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});
