import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import type { Children } from "./children.ts";
import { answers, until } from "./wait-for.ts";
import type { Account } from "./users.ts";

export type Kubernetes = {
  /** Where the sandbox's own processes and programs reach it. */
  server: string;
  /** The file of the certificate to trust; absent where `server` is plain HTTP. */
  caFile: string | undefined;
  /** Where kubectl reaches it: it sends tokens over HTTPS only. */
  secure: { server: string; ca: string };
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
  const certificate = join(dir, "kube-certificate.json");
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
      "--certificate",
      certificate,
      ...definitionFiles(root).flatMap((file) => ["--crds", file]),
    ],
    onDeath: "end-all",
    urgency: "acting",
  });
  const server = `http://127.0.0.1:${port}`;
  const authorization = `Bearer ${accounts["admin"]?.token}`;
  await until(() => answers(`${server}/version`, { authorization }), signal);
  children.settled("kube");
  const { cert } = z.object({ cert: z.string() }).parse(JSON.parse(readFileSync(certificate, "utf8")));
  return {
    server,
    caFile: undefined,
    secure: { server: `https://127.0.0.1:${port}`, ca: cert },
    hasDefinitions: true,
    pids: {},
    stop: () => Promise.resolve(),
  };
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
    secure: { server: started.server, ca: readFileSync(started.caFile, "utf8") },
    hasDefinitions: false,
    pids: { etcd: started.pids.etcd, kube: started.pids.apiserver },
    stop: () => started.stop(),
  };
}

/** A kubeconfig for one token; without a CA for a server that is plain HTTP. */
export function writeKubeconfig(
  file: string,
  { server, ca, token, user }: { server: string; ca?: string; token: string; user: string },
): void {
  const trust =
    ca === undefined
      ? { "insecure-skip-tls-verify": true }
      : { "certificate-authority-data": Buffer.from(ca).toString("base64") };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "sandbox", cluster: { server, ...trust } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: "sandbox", context: { cluster: "sandbox", user, namespace: "mqtt" } }],
    "current-context": "sandbox",
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
}
