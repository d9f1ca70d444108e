import { join } from "node:path";
import { withLock } from "../lock.mjs";
import { addToPath, exists, root, tools } from "../paths.mjs";
import { ask, mustRun } from "../process.mjs";
import { Problem, step } from "../say.mjs";

/** Below it TypeScript files do not run as they are, and the Kubernetes client does not load. */
const least = [22, 19];
const wanted = "node@24";

export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > least[0] || (major === least[0] && minor >= least[1]);
}

/** Puts a Node.js that is new enough first on PATH: the machine's own, or the one of the npm registry. */
export async function ensureNode() {
  if (isNewEnough(ask("node", ["--version"]) ?? "0")) return;
  const folder = join(tools, "node24");
  const bin = join(folder, "node_modules", "node", "bin");
  if (!exists(join(bin, "node"))) {
    await withLock("install", () =>
      step(
        `Node.js ${process.versions.node} is older than ${least.join(".")}: installing the npm package ${wanted}`,
        () =>
          mustRun(
            "npm",
            [
              "install",
              "--prefix",
              folder,
              "--no-save",
              "--no-package-lock",
              "--no-audit",
              "--no-fund",
              wanted,
            ],
            {
              output: "pipe",
            },
          ),
      ),
    );
  }
  addToPath(bin);
  process.env.NODE = join(bin, "node");
  const found = ask("node", ["--version"]);
  if (!isNewEnough(found ?? "0")) {
    throw new Problem(
      `the Node.js in ${bin.replace(`${root}/`, "")} does not run (${found ?? "no answer"}): install Node.js 24 by hand`,
    );
  }
}
