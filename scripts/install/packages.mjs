import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../lock.mjs";
import { addToPath, exists, hashOf, root } from "../paths.mjs";
import { mustRun } from "../process.mjs";
import { step } from "../say.mjs";

const lock = join(root, "package-lock.json");
const stamp = join(root, "node_modules", ".crossfade-lock");

const isCurrent = (hash) => exists(stamp) && readFileSync(stamp, "utf8") === hash;

/**
 * Installs the packages of the lock file unless they are there already. Not by `npm ci`: it fails where a registry
 * lacks the optional packages of other platforms. `--no-save` keeps the lock file as it is.
 */
export async function ensurePackages() {
  addToPath(join(root, "node_modules", ".bin"));
  const hash = hashOf([lock]);
  if (isCurrent(hash)) return;
  await withLock("install", async () => {
    if (isCurrent(hash)) return;
    await step("installing the npm packages of package-lock.json", () =>
      mustRun("npm", ["install", "--no-save", "--no-audit", "--no-fund"], { output: "pipe" }),
    );
    writeFileSync(stamp, hash);
  });
}
