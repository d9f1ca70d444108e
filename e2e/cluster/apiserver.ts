import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { routerCrdsFolder, startRealApiServer } from "../../sandbox/kube/real-apiserver.ts";

/** Whom the suites act as. `crossfade` is the product's service account, with the rights of deploy/rbac.yaml alone. */
export type TestUser = "admin" | "crossfade";

export interface TestCluster {
  /** The path of a kubeconfig file for this user. */
  readonly kubeconfig: Readonly<Record<TestUser, string>>;
  /** Runs kubectl as this user and answers its output; throws with what it printed when it fails. */
  kubectl(user: TestUser, args: readonly string[]): Promise<string>;
  /** Creates an object as this user, and answers what the server made of it, as JSON. */
  create(user: TestUser, manifest: object): Promise<string>;
  apply(manifest: object): Promise<void>;
  /** What kubectl prints, warnings included, when this file of `deploy/` is applied without effect. */
  dryRun(name: string): Promise<string>;
  /** Applies a file or folder of `deploy/`, such as `rbac.yaml`. */
  deploy(name: string): Promise<void>;
  /** Applies the CRDs of the routers' own projects, and waits until they are served. */
  deployRouterCrds(): Promise<void>;
  stop(): Promise<void>;
}

const crossfade = {
  name: "system:serviceaccount:crossfade-system:crossfade",
  groups: ["system:serviceaccounts", "system:serviceaccounts:crossfade-system", "system:authenticated"],
};

const deployFolder = fileURLToPath(new URL("../../deploy/", import.meta.url));

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

function runKubectl(
  kubectl: string,
  kubeconfig: string,
  args: readonly string[],
  input = "",
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(
      kubectl,
      ["--kubeconfig", kubeconfig, ...args],
      options,
      (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else reject(new Error(`kubectl ${args.join(" ")}: ${stderr || stdout || error.message}`));
      },
    );
    child.stdin?.end(input);
  });
}

/** A kubeconfig with one cluster and one user. */
function kubeconfigText(cluster: Record<string, unknown>, user: Record<string, unknown>): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "it", cluster }],
    users: [{ name: "me", user }],
    contexts: [{ name: "it", context: { cluster: "it", user: "me" } }],
    "current-context": "it",
  });
}

interface Access {
  readonly texts: Readonly<Record<TestUser, string>>;
  stop(): Promise<void>;
}

async function ownServer(assets: string): Promise<Access> {
  const { server, caFile, tokens, stop } = await startRealApiServer({ assets, users: { crossfade } });
  const cluster = { server, "certificate-authority": caFile };
  const text = (user: TestUser) => kubeconfigText(cluster, { token: tokens[user] });
  return { texts: { admin: text("admin"), crossfade: text("crossfade") }, stop };
}

/** The cluster of KUBECONFIG, where the service account is impersonated. */
function givenCluster(path: string): Access {
  const admin = readFileSync(path, "utf8");
  const config = parse(admin) as { users: { user: Record<string, unknown> }[] };
  const users = config.users.map((each) => ({
    ...each,
    user: { ...each.user, as: crossfade.name, "as-groups": crossfade.groups },
  }));
  return { texts: { admin, crossfade: stringify({ ...config, users }) }, stop: () => Promise.resolve() };
}

/**
 * The API server for a suite: one of its own from KUBEBUILDER_ASSETS, or the cluster of KUBECONFIG. It is empty: what a suite
 * needs, it deploys. Throws when neither is set; `npm run test:cluster` sees to it.
 */
export async function startTestCluster(): Promise<TestCluster> {
  const assets = process.env["KUBEBUILDER_ASSETS"];
  const given = process.env["KUBECONFIG"];
  if (!assets && !given)
    throw new Error("neither KUBEBUILDER_ASSETS nor KUBECONFIG is set: use npm run test:cluster");
  const access = assets ? await ownServer(assets) : givenCluster(given ?? "");
  const program = assets ? join(assets, "kubectl") : "kubectl";
  const folder = mkdtempSync(join(tmpdir(), "crossfade-cluster-"));
  const write = (user: TestUser) => {
    const path = join(folder, `${user}.kubeconfig`);
    writeFileSync(path, access.texts[user], { mode: 0o600 });
    return path;
  };
  const kubeconfig = { admin: write("admin"), crossfade: write("crossfade") };
  const ask = (user: TestUser, args: readonly string[], input?: string) =>
    runKubectl(program, kubeconfig[user], args, input);
  const kubectl = async (user: TestUser, args: readonly string[]) => (await ask(user, args)).stdout;
  // Server-side, because the annotation of a client-side apply would be too long for a large CRD.
  const apply = (path: string) =>
    kubectl("admin", ["apply", "--server-side", "--force-conflicts", "-f", path]);
  return {
    kubeconfig,
    kubectl,
    async create(user, manifest) {
      // kubectl would check against CRDs first, which the service account may not list; the server checks anyway.
      return (
        await ask(user, ["create", "--validate=false", "-o", "json", "-f", "-"], JSON.stringify(manifest))
      ).stdout;
    },
    async apply(manifest) {
      await ask("admin", ["apply", "--server-side", "-f", "-"], JSON.stringify(manifest));
    },
    async dryRun(name) {
      const { stdout, stderr } = await ask("admin", [
        "apply",
        "--dry-run=server",
        "-f",
        join(deployFolder, name),
      ]);
      return stdout + stderr;
    },
    async deploy(name) {
      await apply(join(deployFolder, name));
      if (name === "crds")
        await kubectl("admin", ["wait", "--for=condition=Established", "--timeout=30s", "crd", "--all"]);
    },
    async deployRouterCrds() {
      const crds = routerCrdsFolder(assets ?? "");
      if (crds === undefined)
        throw new Error("no CRDs of the routers: KUBEBUILDER_ASSETS has no crds/, and Go is missing");
      await apply(crds);
      await kubectl("admin", ["wait", "--for=condition=Established", "--timeout=30s", "crd", "--all"]);
    },
    async stop() {
      await access.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
