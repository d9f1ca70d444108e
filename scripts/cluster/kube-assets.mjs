import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "../lock.mjs";
import { cache, exists, findProgram, hashOf, makeFolder } from "../paths.mjs";
import { mustRun } from "../process.mjs";
import { Problem, say, step } from "../say.mjs";
import { copyCrds, crdModulesFile } from "./crds.mjs";

const moduleFolder = fileURLToPath(new URL(".", import.meta.url));
const inputs = ["go.mod", "go.sum"].map((name) => join(moduleFolder, name));

/** `v1.37.2`: the API server does not know its own version unless the linker tells it. */
function kubernetesVersion() {
  const version = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\S+)/.exec(readFileSync(inputs[0], "utf8"));
  if (version === null) throw new Problem("scripts/cluster/go.mod requires no k8s.io/kubernetes");
  const [, full, major, minor] = version;
  return { full, major, minor };
}

async function compile(folder) {
  const { full, major, minor } = kubernetesVersion();
  const stamp = "-X k8s.io/component-base/version.git";
  const ldflags = `-s -w ${stamp}Version=${full} ${stamp}Major=${major} ${stamp}Minor=${minor}`;
  const packages = [
    "k8s.io/kubernetes/cmd/kube-apiserver",
    "k8s.io/kubernetes/cmd/kubectl",
    "go.etcd.io/etcd/server/v3",
  ];
  await mustRun("go", ["build", "-trimpath", "-ldflags", ldflags, "-o", `${folder}/`, ...packages], {
    cwd: moduleFolder,
  });
  // Go names a program after its folder, and the one of `…/server/v3` is `server`.
  renameSync(join(folder, "server"), join(folder, "etcd"));
}

/**
 * The folder with kube-apiserver, etcd, kubectl and `crds/`, built from source when it is not there yet: minutes the
 * first time, nothing after. It stands outside of the tree, named after what it was built from.
 */
export function ensureKubeAssets() {
  return withLock("kube-assets", async () => {
    const folder = join(cache, `kubebuilder-${hashOf([...inputs, crdModulesFile]).slice(0, 16)}`);
    if (exists(folder)) {
      say(`kube-apiserver and etcd: ${folder}`);
      return folder;
    }
    if (findProgram("go") === undefined) {
      throw new Problem(
        "Go 1.26 is needed to build kube-apiserver and etcd and was not found on PATH: install it from https://go.dev/dl, " +
          "or set KUBEBUILDER_ASSETS to a folder with kube-apiserver, etcd and kubectl, or KUBECONFIG to a cluster for tests",
      );
    }
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    makeFolder(partial);
    await step("building kube-apiserver, etcd and kubectl from source (about 5 minutes on 2 cores)", () =>
      compile(partial),
    );
    await step("fetching the routers' CRDs from their Go modules", () => copyCrds(join(partial, "crds")));
    renameSync(partial, folder);
    return folder;
  });
}
