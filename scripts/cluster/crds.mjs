import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cache, exists, findProgram, hashOf, makeFolder } from "../paths.mjs";
import { mustRun } from "../process.mjs";
import { Problem, step } from "../say.mjs";

const isCrd = (file) =>
  /\.ya?ml$/.test(file) && /^kind: CustomResourceDefinition$/m.test(readFileSync(file, "utf8"));

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
      for (const file of files.filter(isCrd)) {
        copyFileSync(file, join(target, `${as}-${basename(file)}`));
      }
    }
  }
}

/**
 * For assets that somebody else built, which have no `crds/`: the folder with the routers' CRDs, fetched when it is not
 * there yet, or undefined when Go is not there to fetch them.
 */
export async function ensureCrds() {
  const folder = join(cache, `crds-${hashOf([crdModulesFile]).slice(0, 16)}`);
  if (exists(folder)) return folder;
  if (findProgram("go") === undefined) return undefined;
  const partial = `${folder}.${process.pid}`;
  await step("fetching the routers' CRDs from their Go modules", () => copyCrds(partial));
  if (exists(folder)) rmSync(partial, { recursive: true });
  else renameSync(partial, folder);
  return folder;
}

/** Says in CROSSFADE_CRDS where the routers' CRDs are, unless KUBEBUILDER_ASSETS has them in its own `crds/`. */
export async function provideCrds() {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (!assets || process.env.CROSSFADE_CRDS || exists(join(assets, "crds"))) return;
  const folder = await ensureCrds();
  if (folder !== undefined) process.env.CROSSFADE_CRDS = folder;
}
