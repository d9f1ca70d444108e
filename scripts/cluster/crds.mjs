import { copyFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../paths.mjs";
import { mustRun } from "../process.mjs";
import { Problem } from "../say.mjs";

export const crdModulesFile = fileURLToPath(new URL("./crd-modules.json", import.meta.url));

/**
 * Copies the routers' own CustomResourceDefinitions out of their Go modules into `target`, one file each, named
 * `<router>-<file>`. They are read from where their projects publish them; the repository holds no copy.
 */
export async function copyCrds(target) {
  makeFolder(target);
  for (const { module, sum, paths, as } of JSON.parse(readFileSync(crdModulesFile, "utf8"))) {
    // Outside of any module, so that its version is the one asked for and not one that a go.mod selects.
    const answer = JSON.parse(
      await mustRun("go", ["mod", "download", "-json", module], { cwd: tmpdir(), output: "pipe" }),
    );
    if (answer.Sum !== sum)
      throw new Problem(`${module} has the sum ${answer.Sum}, not ${sum} as crd-modules.json says`);
    for (const path of paths.map((inside) => join(answer.Dir, inside))) {
      const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
      for (const file of files.filter((name) => /\.ya?ml$/.test(name) && !name.includes("kustomization"))) {
        copyFileSync(file, join(target, `${as}-${basename(file)}`));
      }
    }
  }
}
