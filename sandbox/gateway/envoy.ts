import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type EnvoyFiles = { dir: string; bootstrap: string };

/** Writes the bootstrap that makes Envoy read its listeners and clusters from two files beside it. */
export function writeBootstrap(dir: string, adminPort: number): EnvoyFiles {
  mkdirSync(dir, { recursive: true });
  const source = (file: string) => ({
    resource_api_version: "V3",
    path_config_source: { path: join(dir, file), watched_directory: { path: dir } },
  });
  const bootstrap = join(dir, "bootstrap.json");
  writeFileSync(
    bootstrap,
    JSON.stringify({
      node: { id: "gateway", cluster: "sandbox" },
      admin: { address: { socket_address: { address: "127.0.0.1", port_value: adminPort } } },
      dynamic_resources: { lds_config: source("listeners.json"), cds_config: source("clusters.json") },
    }),
  );
  return { dir, bootstrap };
}

/**
 * A writer that replaces one resource file by a rename, which is what Envoy watches for, and only when the resources
 * differ: the same configuration under a new version would be harmless, but is noise.
 */
export function resourceFile(dir: string, file: string): (resources: unknown[]) => boolean {
  let last = "";
  return (resources) => {
    const text = JSON.stringify(resources);
    if (text === last) return false;
    last = text;
    const version = createHash("sha256").update(text).digest("hex").slice(0, 12);
    const draft = join(dir, `.${file}.next`);
    writeFileSync(draft, JSON.stringify({ version_info: version, resources }));
    renameSync(draft, join(dir, file));
    return true;
  };
}
