import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { startTestCluster } from "../../../../e2e/cluster/apiserver.ts";
import { makeSystemClock } from "../../system/clock.ts";
import { makeKubeClient } from "../client.ts";
import { type KubeWorld, namespaceMaker } from "./kube-world.ts";

type Config = { users: { name: string; user: Record<string, unknown> & { token?: string } }[] };

/** A real kube-apiserver, with the CRDs and with Crossfade's own rights. */
export async function startRealWorld(): Promise<KubeWorld & { adminToken: string }> {
  const cluster = await startTestCluster();
  await cluster.deploy("crds");
  await cluster.deployRouterCrds();
  await cluster.deploy("rbac.yaml");
  const clock = makeSystemClock();
  const config = parse(readFileSync(cluster.kubeconfig.admin, "utf8")) as Config;
  const folder = mkdtempSync(join(tmpdir(), "crossfade-nobody-"));
  const nobodys = join(folder, "kubeconfig");
  const users = config.users.map(({ name, user }) => ({ name, user: { ...user, as: "nobody" } }));
  writeFileSync(nobodys, stringify({ ...config, users }), { mode: 0o600 });
  const admin = makeKubeClient({ kubeconfig: cluster.kubeconfig.admin, clock });
  const product = makeKubeClient({ kubeconfig: cluster.kubeconfig.crossfade, clock });
  const nobody = makeKubeClient({ kubeconfig: nobodys, clock });
  return {
    adminToken: config.users[0]?.user.token ?? "",
    admin,
    product,
    nobody,
    namespace: namespaceMaker(admin),
    async stop() {
      await Promise.all([admin.close(), product.close(), nobody.close()]);
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
