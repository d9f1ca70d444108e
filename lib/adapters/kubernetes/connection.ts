import { existsSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { Agent, type Dispatcher, ProxyAgent } from "undici";

/** Where the API server is and how to speak to it; made anew from the files when they have changed. */
export type Connection = {
  server: string;
  /** Authorization and impersonation. */
  headers: Record<string, string>;
  dispatcher: Dispatcher;
  /** Equal for connections that can share a dispatcher. */
  tls: string;
};

/** Reads `KUBECONFIG` (`path`), or else the service account of the pod. Throws an Error with one line that says what is missing. */
export function loadKubeConfig(path: string | undefined): KubeConfig {
  const config = new KubeConfig();
  if (path !== undefined && path !== "") readInto(config, path);
  else if (existsSync("/var/run/secrets/kubernetes.io/serviceaccount/token")) config.loadFromCluster();
  else throw new Error("No Kubernetes cluster: set KUBECONFIG, or run in a pod with a service account.");
  const cluster = config.getCurrentCluster();
  if (cluster === null)
    throw new Error(`${path ?? "the kubeconfig"} has no cluster for its current context.`);
  // The library refuses plain http:// without this, which changes nothing there: there is no certificate to skip.
  if (cluster.server.startsWith("http:")) {
    config.clusters = config.clusters.map((c) =>
      c.name === cluster.name ? { ...c, skipTLSVerify: true } : c,
    );
  }
  return config;
}

function readInto(config: KubeConfig, path: string): void {
  try {
    config.loadFromFile(path);
  } catch (error) {
    const [why = "it cannot be read"] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new Error(`KUBECONFIG names ${path}, which is no kubeconfig: ${why}`, { cause: error });
  }
}

/**
 * Reads credentials and certificates. The library opens a TLS connection a call unless its dispatcher is cached
 * (8.6 against 2.7 ms a call), so the dispatcher is ours and kept: `previous` is used again while its TLS material is the same.
 */
export async function connect(config: KubeConfig, previous: Connection | undefined): Promise<Connection> {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error("the kubeconfig has no current cluster");
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    // Files end in a line break, which no header may hold.
    if (value !== undefined) headers[name.toLowerCase()] = String(value).trim();
  }
  if (options.auth != null)
    headers["authorization"] = `Basic ${Buffer.from(options.auth).toString("base64")}`;
  const { ca, cert, key, servername } = options;
  const tls = JSON.stringify([
    cluster.server,
    cluster.proxyUrl,
    String(ca),
    String(cert),
    String(key),
    servername,
    options.rejectUnauthorized,
  ]);
  if (previous?.tls === tls) return { ...previous, headers };
  const connectOptions = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
    ...(options.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: options.rejectUnauthorized }),
  };
  // Deadlines are the client's. A connection each for calls and watches (no HTTP/2), so that one that hangs holds up no other.
  const pool = { keepAliveTimeout: 30_000, bodyTimeout: 0, headersTimeout: 0, allowH2: false };
  const dispatcher =
    cluster.proxyUrl === undefined
      ? new Agent({ ...pool, connect: { ...connectOptions, timeout: 3_000, keepAlive: true } })
      : new ProxyAgent({ ...pool, uri: cluster.proxyUrl, requestTls: connectOptions });
  return { server: cluster.server.replace(/\/$/, ""), headers, dispatcher, tls };
}
