// Runs dependency-cruiser on all of our code. It is falsely green when it cannot parse TypeScript (a compiler that it
// does not know makes it see a handful of modules), so the number of modules is asserted too.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { filesBelow } from "./files.mjs";
import { exists, root } from "./paths.mjs";

const folders = ["app", "components", "lib", "sandbox", "e2e"].filter((name) => exists(join(root, name)));
const alone = ["instrumentation.ts", "proxy.ts"].filter((name) => exists(join(root, name)));
const sources = folders
  .flatMap((name) => filesBelow(join(root, name)))
  .filter((path) => /\.tsx?$/.test(path));

const depcruise = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const { stdout, stderr } = spawnSync(
  process.execPath,
  [depcruise, ...folders, ...alone, "--config", ".dependency-cruiser.mjs", "--output-type", "json"],
  { cwd: root, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
);
if (!stdout.startsWith("{")) {
  console.error(stderr || stdout);
  process.exit(1);
}
const { modules, summary } = JSON.parse(stdout);
const seen = modules.filter(
  ({ source, coreModule }) => !coreModule && /^(app|components|lib|sandbox|e2e)\//.test(source),
);
const reasons = Object.fromEntries(summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));

for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle ? cycle.map(({ name }) => name).join(" -> ") : to;
  console.error(`${rule.name}: ${from} -> ${path}\n    ${reasons[rule.name]}`);
}
if (seen.length < sources.length) {
  console.error(`only ${seen.length} of ${sources.length} source files were understood`);
}
process.exit(summary.violations.length > 0 || seen.length < sources.length ? 1 : 0);
