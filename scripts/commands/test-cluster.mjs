import { provideCrds } from "../cluster/crds.mjs";
import { ensureKubeAssets } from "../cluster/kube-assets.mjs";
import { line, none, sum } from "../counts.mjs";
import { journeys } from "../journeys.mjs";
import { say, step } from "../say.mjs";
import { runVitest } from "../suites.mjs";

/** The main journey on that API server: the sandbox starts one of its own, so a cluster that is there already cannot take its place. */
async function journeyOnRealApi() {
  if (process.env.KUBEBUILDER_ASSETS)
    return journeys("the main journey on that API server", ["--project", "journey"]);
  say("skipped: the main journey starts an API server of its own, which needs KUBEBUILDER_ASSETS");
  return { ...none, skipped: 1 };
}

/** The Kubernetes suites on a real kube-apiserver and etcd, or on the cluster that KUBECONFIG names, then the main journey. */
export async function testCluster(args) {
  if (process.env.KUBEBUILDER_ASSETS)
    say(`using the kube-apiserver and etcd in ${process.env.KUBEBUILDER_ASSETS}`);
  else if (process.env.KUBECONFIG) say(`using the cluster of ${process.env.KUBECONFIG}`);
  else process.env.KUBEBUILDER_ASSETS = await ensureKubeAssets();
  await provideCrds();
  const suites = await step("cluster suites (vitest)", () =>
    runVitest("cluster", ["-c", "vitest.cluster.config.ts", ...args]),
  );
  const counts = args.length > 0 ? suites : sum(suites, await journeyOnRealApi());
  console.log(line(counts));
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}
