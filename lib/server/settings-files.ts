import { X509Certificate } from "node:crypto";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import type { Environment } from "./environment.ts";

type Wrong = string | undefined;

/** Files and folders that settings name but that are not what they should be, one line each, which begins with the setting. */
export function wrongFiles(environment: Environment): string[] {
  const { prometheus, notifyDir, kubeconfig } = environment;
  const checks: [name: string, path: string | undefined, check: (path: string) => Wrong][] = [
    ["PROMETHEUS_TOKEN_FILE", prometheus.tokenFile, isFile],
    ["PROMETHEUS_CA_FILE", prometheus.caFile, (path) => isFile(path) ?? isCertificate(path)],
    ["CROSSFADE_NOTIFY_DIR", notifyDir, isFolder],
    ["KUBECONFIG", kubeconfig, isFile],
  ];
  return checks.flatMap(([name, path, check]) => {
    const wrong = path === undefined ? undefined : check(path);
    return wrong === undefined ? [] : [`${name} names ${path}, which ${wrong}`];
  });
}

const isFile = (path: string): Wrong =>
  looked(path, () => (statSync(path).isDirectory() ? "is a folder: name a file" : undefined));

const isFolder = (path: string): Wrong =>
  looked(path, () => (statSync(path).isDirectory() ? undefined : "is a file: name a folder"));

function isCertificate(path: string): Wrong {
  try {
    new X509Certificate(readFileSync(path));
    return undefined;
  } catch {
    return "holds no certificate: it must be PEM, as `openssl x509 -in FILE -noout` reads it";
  }
}

/** Node.js answers with an exception what a file may be. */
function looked(path: string, look: () => Wrong): Wrong {
  try {
    accessSync(path, constants.R_OK);
    return look();
  } catch (error) {
    if (error instanceof Error && "code" in error) return "cannot be read";
    throw error;
  }
}
