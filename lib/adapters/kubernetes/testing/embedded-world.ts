import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type KubeOptions, startKube } from "../../../../sandbox/kube/start.ts";
import { makeSystemClock } from "../../system/clock.ts";
import { makeKubeClient } from "../client.ts";
import { type KubeWorld, namespaceMaker } from "./kube-world.ts";

const root = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

export type EmbeddedWorld = KubeWorld & {
  url: string;
  /** Forgets past events: watches that resume get 410. */
  compact(): void;
  /** Writes a kubeconfig for `admin` against another address, e.g. of a proxy. */
  kubeconfig(server: string, token?: string): string;
};

/** The embedded API in this process, with the CRDs. */
export async function startEmbeddedWorld(options: Partial<KubeOptions> = {}): Promise<EmbeddedWorld> {
  const kube = await startKube({
    tokens: [
      { token: "admin-token", user: "admin", groups: ["system:masters"] },
      { token: "nobody-token", user: "nobody" },
    ],
    crds: [root("deploy/crds"), root("sandbox/kube/crds")],
    ...options,
  });
  const folder = mkdtempSync(join(tmpdir(), "crossfade-kube-"));
  let files = 0;
  const kubeconfig = (server: string, token = "admin-token") => {
    files += 1;
    const path = join(folder, `${files}.kubeconfig`);
    writeFileSync(path, kubeconfigText(server, token));
    return path;
  };
  const clientOf = (token: string) =>
    makeKubeClient({ kubeconfig: kubeconfig(kube.url, token), clock: makeSystemClock() });
  const [admin, nobody] = [clientOf("admin-token"), clientOf("nobody-token")];
  return {
    admin,
    nobody,
    namespace: namespaceMaker(admin),
    url: kube.url,
    compact: kube.compact,
    kubeconfig,
    async stop() {
      await Promise.all([admin.close(), nobody.close()]);
      await kube.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** JSON is YAML too. */
export const kubeconfigText = (server: string, token: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "it", cluster: { server } }],
    users: [{ name: "me", user: { token } }],
    contexts: [{ name: "it", context: { cluster: "it", user: "me" } }],
    "current-context": "it",
  });
