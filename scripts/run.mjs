// What package.json's commands run: `node scripts/run.mjs <command> [arguments]`. It works on a fresh clone with
// Node.js 20 and no packages, so nothing in here imports any.
import { bench } from "./commands/bench.mjs";
import { checkDemo, demo } from "./commands/demo.mjs";
import { entry } from "./commands/entry.mjs";
import { build, start } from "./commands/server.mjs";
import { test } from "./commands/test.mjs";
import { testCluster } from "./commands/test-cluster.mjs";
import { verify } from "./commands/verify.mjs";
import { ensureNode } from "./install/node.mjs";
import { ensurePackages } from "./install/packages.mjs";
import { endWithParent } from "./process.mjs";
import { fail, Problem } from "./say.mjs";

const commands = {
  demo,
  build,
  start,
  test,
  verify,
  "test:cluster": testCluster,
  bench,
  simulate: entry("lib/sim/main.ts"),
};

/** What can be refused before packages are installed: an exit code other than 0 ends it there. */
const checks = { demo: checkDemo };

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name ?? "") ? commands[name] : undefined;
  if (command === undefined) {
    throw new Problem(`no such command: ${name ?? "(none)"}; there are ${Object.keys(commands).join(", ")}`);
  }
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  endWithParent();
  await ensureNode();
  const refused = (await checks[name]?.(args)) ?? 0;
  if (refused !== 0) {
    process.exitCode = refused;
    return;
  }
  await ensurePackages();
  process.exitCode = await command(args);
}

main().catch(fail);
