import { registerHooks } from "node:module";
import { startEmbeddedWorld } from "../../../lib/adapters/kubernetes/testing/embedded-world.ts";
import { seed } from "./cluster.ts";
import { type Meter, startMeter } from "./meter.ts";
import type { Product } from "./product.ts";
import { type Metered, startPrometheus } from "./prometheus.ts";

export type BenchWorld = {
  kubernetes: Meter;
  prometheus: Meter;
  metrics: Metered;
  product: () => Product;
  /** Another process of the product goes on: the phase of its ticks against the scrapes is another one. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Users who may see everything: as many as the limit of streams for each asks for. */
export const viewerTokens = (viewers: number): string[] =>
  Array.from({ length: Math.ceil(viewers / 50) }, (_, index) => `viewer-${index}`);

/**
 * The product as it is, with default settings, on an embedded Kubernetes API and a real Prometheus: all in one process but Prometheus, each
 * spoken to over its wire protocol through a meter.
 */
export async function startWorld(viewers = 1): Promise<BenchWorld> {
  const kube = await startEmbeddedWorld({
    tokens: [
      { token: "admin-token", user: "admin", groups: ["system:masters"] },
      { token: "nobody-token", user: "nobody" },
      { token: "product-token", user: "system:serviceaccount:crossfade-system:crossfade" },
      ...viewerTokens(viewers).map((token) => ({ token, user: token, groups: ["system:masters"] })),
    ],
  });
  const metrics = await startPrometheus();
  await seed(kube.admin);
  const kubernetes = await startMeter(kube.url, kubernetesKind);
  const prometheus = await startMeter(metrics.url, (method, url) => `${method} ${url.pathname}`);
  allowServerOnly();
  const { startProduct } = await import("./product.ts");
  const start = () => startProduct(kube.kubeconfig(kubernetes.url, "product-token"), prometheus.url);
  let product = await start();
  return {
    kubernetes,
    prometheus,
    metrics,
    product: () => product,
    async restart() {
      await product.stop();
      product = await start();
    },
    async stop() {
      await product.stop();
      await Promise.all([kubernetes.stop(), prometheus.stop(), metrics.stop()]);
      await kube.stop();
    },
  };
}

/** `PATCH virtualservices`; names of objects do not matter. */
function kubernetesKind(method: string, url: URL): string {
  const parts = url.pathname.split("/").filter(Boolean);
  const after = parts.indexOf("namespaces");
  const group = parts[0] === "api" ? 2 : 3;
  const resource = (after >= 0 ? parts[after + 2] : parts[group]) ?? parts.join("/");
  const isStatus = parts.at(-1) === "status";
  return `${method} ${resource}${isStatus ? "/status" : ""}${url.searchParams.has("watch") ? " (watch)" : ""}`;
}

/** `server-only` throws outside a React server; here is the server. */
function allowServerOnly(): void {
  const stub = new URL("../../../lib/server/server-only-stub.ts", import.meta.url).href;
  registerHooks({
    resolve: (name, context, next) =>
      name === "server-only"
        ? { url: stub, shortCircuit: true, format: "module-typescript" }
        : next(name, context),
  });
}
