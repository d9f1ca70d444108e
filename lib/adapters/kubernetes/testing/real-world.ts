import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { startTestCluster } from "../../../../e2e/cluster/apiserver.ts";
import { makeSystemClock } from "../../system/clock.ts";
import { makeKubeClient } from "../client.ts";
import { type KubeWorld, namespaceMaker } from "./kube-world.ts";

/** A real kube-apiserver; the service account of Crossfade has no rights there unless they are deployed. */
export async function startRealWorld(): Promise<KubeWorld & { adminToken: string }> {
  const cluster = await startTestCluster();
  await cluster.deploy("crds");
  await cluster.deployRouterCrds();
  const clock = makeSystemClock();
  const admin = makeKubeClient({ kubeconfig: cluster.kubeconfig.admin, clock });
  const nobody = makeKubeClient({ kubeconfig: cluster.kubeconfig.crossfade, clock });
  const config = parse(readFileSync(cluster.kubeconfig.admin, "utf8")) as {
    users: { user: { token?: string } }[];
  };
  return {
    adminToken: config.users[0]?.user.token ?? "",
    admin,
    nobody,
    namespace: namespaceMaker(admin),
    async stop() {
      await Promise.all([admin.close(), nobody.close()]);
      await cluster.stop();
    },
  };
}
