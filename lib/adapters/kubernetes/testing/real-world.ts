import { startTestCluster } from "../../../../e2e/cluster/apiserver.ts";
import { makeSystemClock } from "../../system/clock.ts";
import { makeKubeClient } from "../client.ts";
import { type KubeWorld, namespaceMaker } from "./kube-world.ts";

/** A real kube-apiserver; the service account of Crossfade has no rights there unless they are deployed. */
export async function startRealWorld(): Promise<KubeWorld> {
  const cluster = await startTestCluster();
  await cluster.deploy("crds");
  await cluster.deployRouterCrds();
  const clock = makeSystemClock();
  const admin = makeKubeClient({ kubeconfig: cluster.kubeconfig.admin, clock });
  const nobody = makeKubeClient({ kubeconfig: cluster.kubeconfig.crossfade, clock });
  return {
    admin,
    nobody,
    namespace: namespaceMaker(admin),
    async stop() {
      await Promise.all([admin.close(), nobody.close()]);
      await cluster.stop();
    },
  };
}
