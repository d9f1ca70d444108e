// Asks the registry whether the lock file has packages for the image with known, serious vulnerabilities. A registry that
// answers no such question (mirrors often do not) makes this a check that is skipped, and says so.
import { spawnSync } from "node:child_process";
import { root } from "./paths.mjs";

const skipped = 77;

const { stdout, stderr } = spawnSync(
  "npm",
  ["audit", "--json", "--omit=dev", "--audit-level=high", "--fetch-retries=0", "--fetch-timeout=15000"],
  { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
);
const report = stdout.trim().startsWith("{") ? JSON.parse(stdout) : {};
if (report.metadata?.vulnerabilities === undefined) {
  const why = report.message ?? report.error?.summary ?? stderr.trim().split("\n")[0];
  console.log(`the registry did not answer: ${why}`);
  process.exit(skipped);
}
const serious = Object.values(report.vulnerabilities).filter(({ severity }) =>
  /high|critical/.test(severity),
);
for (const { name, severity, range } of serious) console.error(`${name} ${range}: ${severity}`);
process.exit(serious.length > 0 ? 1 : 0);
