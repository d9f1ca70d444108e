import { accessSync, constants } from "node:fs";
import type { Environment } from "./environment.ts";

/** Files and folders that settings name but that cannot be read, one line each. */
export function unreadableFiles(environment: Environment): string[] {
  const named: [string, string | undefined][] = [
    ["PROMETHEUS_TOKEN_FILE", environment.prometheus.tokenFile],
    ["PROMETHEUS_CA_FILE", environment.prometheus.caFile],
    ["CROSSFADE_NOTIFY_DIR", environment.notifyDir],
    ["KUBECONFIG", environment.kubeconfig],
  ];
  return named.flatMap(([name, path]) =>
    path === undefined || canRead(path) ? [] : [`${name} names ${path}, which cannot be read`],
  );
}

function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
