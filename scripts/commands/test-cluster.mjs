import { provideCrds } from "../cluster/crds.mjs";
import { ensureKubeAssets } from "../cluster/kube-assets.mjs";
import { line } from "../counts.mjs";
import { say, step } from "../say.mjs";
import { runVitest } from "../suites.mjs";

/** The Kubernetes suites on a real kube-apiserver and etcd, or on the cluster that KUBECONFIG names. */
export async function testCluster(args) {
  if (process.env.KUBEBUILDER_ASSETS)
    say(`using the kube-apiserver and etcd in ${process.env.KUBEBUILDER_ASSETS}`);
  else if (process.env.KUBECONFIG) say(`using the cluster of ${process.env.KUBECONFIG}`);
  else process.env.KUBEBUILDER_ASSETS = await ensureKubeAssets();
  await provideCrds();
  const counts = await step("cluster suites (vitest)", () =>
    runVitest("cluster", ["-c", "vitest.cluster.config.ts", ...args]),
  );
  console.log(line(counts));
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}
