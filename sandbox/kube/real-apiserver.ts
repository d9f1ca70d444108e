import type { ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLeashed } from "../world/leash.ts";

export interface RealUser {
  readonly name: string;
  readonly groups?: readonly string[];
  /** Made up when absent. */
  readonly token?: string;
}

export interface RealApiServerOptions {
  /** The folder with `kube-apiserver` and `etcd`, as in KUBEBUILDER_ASSETS. */
  readonly assets: string;
  /** Whom the server knows, by a name of the caller's; `admin` (group `system:masters`) is added when it is absent. */
  readonly users?: Readonly<Record<string, RealUser>>;
  /** Where data, keys and logs go; by default a temporary folder that `stop` removes. */
  readonly folder?: string;
}

export interface RealApiServer {
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  /** The certificate to trust: the server's own, self-signed. */
  readonly caFile: string;
  /** Bearer tokens by the names of `users`, `admin` included. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly pids: { readonly etcd: number; readonly apiserver: number };
  /** Ends both processes, hard: nothing of theirs is kept. */
  stop(): Promise<void>;
}

/**
 * The folder with the CRDs of the routers' own projects: in the assets, or where CROSSFADE_CRDS says when those have none.
 * Undefined when there is neither.
 */
export function routerCrdsFolder(assets: string): string | undefined {
  return [join(assets, "crds"), process.env["CROSSFADE_CRDS"] ?? ""].find(
    (folder) => folder !== "" && existsSync(folder),
  );
}

const startAttempts = 3;
const readyMs = 60_000;

/** A port that was free a moment ago; somebody may take it, hence the attempts. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** The lines of `--token-auth-file`: token, user, uid and the groups in quotes. */
function tokenFile(users: Readonly<Record<string, Required<RealUser>>>): string {
  return Object.values(users)
    .map(({ token, name, groups }, index) => `${token},${name},uid-${index},"${groups.join(",")}"\n`)
    .join("");
}

function withTokens(users: Readonly<Record<string, RealUser>>): Record<string, Required<RealUser>> {
  const all = { admin: { name: "admin", groups: ["system:masters"] }, ...users };
  return Object.fromEntries(
    Object.entries(all).map(([key, user]: [string, RealUser]) => [
      key,
      { name: user.name, groups: user.groups ?? [], token: user.token ?? randomBytes(16).toString("hex") },
    ]),
  );
}

/** What `/readyz` answers; 0 while there is nobody, or no certificate yet. */
function readyStatus(server: string, caFile: string, token: string): Promise<number> {
  return new Promise((resolve) => {
    let ca: string;
    try {
      ca = readFileSync(caFile, "utf8");
    } catch {
      resolve(0);
      return;
    }
    const call = request(`${server}/readyz`, {
      ca,
      headers: { authorization: `Bearer ${token}` },
      timeout: 2000,
      agent: false,
    });
    call.on("response", (response) => resolve(response.resume().statusCode ?? 0));
    call.on("timeout", () => call.destroy()).on("error", () => resolve(0));
    call.end();
  });
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Starts a program whose output goes to `<folder>/<name>.log`. A program that cannot be started ends its promise. */
function start(
  assets: string,
  name: string,
  folder: string,
  args: string[],
): { child: ChildProcess; failed: Promise<never> } {
  const log = openSync(join(folder, `${name}.log`), "w");
  const child = startLeashed(join(assets, name), args, { stdio: ["ignore", log, log] });
  const failed = new Promise<never>((_, reject) => {
    child.once("error", (error) =>
      reject(new Error(`${name} of ${assets} cannot be started: ${error.message}`)),
    );
  });
  failed.catch(() => {});
  return { child, failed };
}

const lastLines = (folder: string, name: string) =>
  readFileSync(join(folder, `${name}.log`), "utf8")
    .trimEnd()
    .split("\n")
    .slice(-5)
    .join("\n");

async function startOnce(
  assets: string,
  folder: string,
  users: Readonly<Record<string, Required<RealUser>>>,
): Promise<RealApiServer> {
  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const etcd = start(assets, "etcd", folder, [
    `--data-dir=${join(folder, `etcd-${etcdPort}`)}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ]);
  const keyFile = join(folder, "service-account.pem");
  const certificates = join(folder, "certificates");
  const server = `https://127.0.0.1:${port}`;
  const apiserver = start(assets, "kube-apiserver", folder, [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${port}`,
    "--bind-address=127.0.0.1",
    `--cert-dir=${certificates}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${keyFile}`,
    `--service-account-signing-key-file=${keyFile}`,
    "--authorization-mode=RBAC",
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    // There is no controller that makes service accounts or gives tokens to pods.
    "--disable-admission-plugins=ServiceAccount",
  ]);
  const stop = async () => {
    await Promise.all([kill(apiserver.child), kill(etcd.child)]);
  };
  const tokens = Object.fromEntries(Object.entries(users).map(([key, { token }]) => [key, token]));
  const caFile = join(certificates, "apiserver.crt");
  const ready = async () => {
    const deadline = performance.now() + readyMs;
    while ((await readyStatus(server, caFile, tokens["admin"] ?? "")) !== 200) {
      for (const [name, { child }] of Object.entries({ etcd, "kube-apiserver": apiserver })) {
        if (hasEnded(child)) throw new Error(`${name} ended while it started:\n${lastLines(folder, name)}`);
      }
      if (performance.now() > deadline) {
        throw new Error(
          `kube-apiserver was not ready after ${readyMs} ms:\n${lastLines(folder, "kube-apiserver")}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  try {
    await Promise.race([ready(), etcd.failed, apiserver.failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    server,
    caFile,
    tokens,
    pids: { etcd: etcd.child.pid ?? 0, apiserver: apiserver.child.pid ?? 0 },
    stop,
  };
}

/**
 * Starts a real etcd and kube-apiserver on ports of their own, empty but for what Kubernetes itself puts there; ready in
 * about three seconds. Both end with this process. Throws an Error that shows the last lines of their logs.
 */
export async function startRealApiServer(options: RealApiServerOptions): Promise<RealApiServer> {
  const own = options.folder === undefined;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "crossfade-apiserver-"));
  mkdirSync(folder, { recursive: true });
  const users = withTokens(options.users ?? {});
  writeFileSync(join(folder, "tokens.csv"), tokenFile(users), { mode: 0o600 });
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, "service-account.pem"), privateKey.export({ type: "pkcs1", format: "pem" }), {
    mode: 0o600,
  });
  const remove = () => own && rmSync(folder, { recursive: true, force: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const started = await startOnce(options.assets, folder, users);
      return {
        ...started,
        async stop() {
          await started.stop();
          remove();
        },
      };
    } catch (error) {
      const taken = error instanceof Error && /address already in use/.test(error.message);
      if (taken && attempt < startAttempts) continue;
      remove();
      throw error;
    }
  }
}
