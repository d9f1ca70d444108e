import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Children } from "./children.ts";
import { answers, until } from "./wait-for.ts";
import type { Account } from "./users.ts";

export type Kubernetes = {
  server: string;
  /** The file of the certificate to trust; absent where the server speaks plain HTTP. */
  caFile: string | undefined;
  /** Whether the server knows the CRDs from its start. */
  hasDefinitions: boolean;
  pids: Record<string, number>;
  stop(): Promise<void>;
};

/** The CRDs of the product and of the router. */
export const definitionFiles = (root: string): string[] =>
  [join(root, "deploy", "crds"), join(root, "sandbox", "kube", "crds")].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => /\.ya?ml$/.test(file))
      .map((file) => join(folder, file)),
  );

type Start = {
  root: string;
  dir: string;
  port: number;
  accounts: Record<string, Account>;
  children: Children;
  signal: AbortSignal;
};

/** The embedded API, as a process. */
export async function startEmbedded({
  root,
  dir,
  port,
  accounts,
  children,
  signal,
}: Start): Promise<Kubernetes> {
  const tokens = join(dir, "tokens.json");
  writeFileSync(tokens, JSON.stringify(Object.values(accounts)), { mode: 0o600 });
  const main = join(root, "sandbox", "kube", "main.ts");
  children.start({
    name: "kube",
    command: process.execPath,
    args: [
      main,
      "--port",
      String(port),
      "--tokens",
      tokens,
      ...definitionFiles(root).flatMap((file) => ["--crds", file]),
    ],
    onDeath: "end-all",
  });
  const server = `http://127.0.0.1:${port}`;
  const authorization = `Bearer ${accounts["admin"]?.token}`;
  await until(() => answers(`${server}/version`, { authorization }), signal);
  children.settled("kube");
  return { server, caFile: undefined, hasDefinitions: true, pids: {}, stop: () => Promise.resolve() };
}

/** A real etcd and kube-apiserver from the folder in KUBEBUILDER_ASSETS. */
export async function startReal({ dir, accounts }: Start, assets: string): Promise<Kubernetes> {
  const { startRealApiServer } = await import("../kube/real-apiserver.ts");
  const folder = join(dir, "apiserver");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const users = Object.fromEntries(
    Object.entries(accounts).map(([name, { user, groups, token }]) => [name, { name: user, groups, token }]),
  );
  const started = await startRealApiServer({ assets, users, folder });
  return {
    server: started.server,
    caFile: started.caFile,
    hasDefinitions: false,
    pids: { etcd: started.pids.etcd, kube: started.pids.apiserver },
    stop: () => started.stop(),
  };
}

/** A kubeconfig for one token. */
export function writeKubeconfig(
  file: string,
  {
    server,
    caFile,
    token,
    user,
  }: { server: string; caFile?: string | undefined; token: string; user: string },
): void {
  const ca =
    caFile === undefined ? {} : { "certificate-authority-data": readFileSync(caFile).toString("base64") };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "sandbox", cluster: { server, ...ca } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: "sandbox", context: { cluster: "sandbox", user, namespace: "mqtt" } }],
    "current-context": "sandbox",
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
}
