import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkBeforeStart } from "./before-start.ts";

const script = join(import.meta.dirname, "..", "check-options.ts");

it("a port that is taken and a broker that is silent are said together, before anything is started", async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  const checked = await checkBeforeStart(["--port", String(port), "--green", "127.0.0.1:1"]);
  server.close();
  expect(checked).toEqual({
    ok: false,
    problems: [
      `port ${port} is in use; choose another one with: npm run demo -- --port N`,
      "--green: nothing accepts connections at 127.0.0.1:1; start that broker first",
    ],
  });
});

it("asked as a command, it refuses by its exit code, in one line and without a stack", () => {
  const { status, stderr } = spawnSync(process.execPath, [script, "--speed", "0"], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toBe('demo: --speed must be a whole number from 1 to 100000, not "0"\n');
});
