import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { type KubeOptions, startKube } from "../../../../sandbox/kube/start.ts";
import { makeSystemClock } from "../../system/clock.ts";
import { type KubeClient, makeKubeClient } from "../client.ts";
import { create, type KubeWorld, namespaceMaker } from "./kube-world.ts";

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
      { token: "product-token", user: "system:serviceaccount:crossfade-system:crossfade" },
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
  const [admin, product, nobody] = [
    clientOf("admin-token"),
    clientOf("product-token"),
    clientOf("nobody-token"),
  ];
  await deploy(admin, readFileSync(root("deploy/rbac.yaml"), "utf8"));
  return {
    admin,
    product,
    nobody,
    namespace: namespaceMaker(admin),
    url: kube.url,
    compact: kube.compact,
    kubeconfig,
    async stop() {
      await Promise.all([admin.close(), product.close(), nobody.close()]);
      await kube.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Manifest = { apiVersion: string; kind: string; metadata: { namespace?: string } };

/** Creates what a manifest says, in order. */
async function deploy(client: KubeClient, yaml: string): Promise<void> {
  for (const document of parseAllDocuments(yaml)) {
    const manifest = document.toJS() as Manifest | null;
    if (manifest === null) continue;
    const { apiVersion, kind, metadata } = manifest;
    const prefix = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const place = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
    await create(client, `${prefix}${place}/${kind.toLowerCase()}s`, manifest);
  }
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
