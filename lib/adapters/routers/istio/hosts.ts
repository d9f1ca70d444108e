/** A Service by its name and namespace, however a host names it. */
export type ServiceHost = { service: string; namespace: string } | { external: string };

/**
 * A destination's host as Istio reads it: `svc` is in the VirtualService's namespace, `svc.ns`, `svc.ns.svc` and `svc.ns.svc.cluster.local` (or
 * another cluster domain) are the same Service. Any other name is outside the cluster.
 */
export function parseHost(host: string, namespace: string): ServiceHost {
  const [service = "", ns, svc] = host.toLowerCase().replace(/\.$/, "").split(".");
  if (ns === undefined) return { service, namespace };
  if (svc === undefined || svc === "svc") return { service, namespace: ns };
  return { external: host.toLowerCase() };
}

export const isService = (host: string, namespace: string, service: string): boolean => {
  const parsed = parseHost(host, namespace);
  return "service" in parsed && parsed.service === service && parsed.namespace === namespace;
};

/** Equal texts for hosts that Istio takes for one. */
export function hostKey(host: string, namespace: string): string {
  if (host === "*" || host.startsWith("*.")) return host;
  const parsed = parseHost(host, namespace);
  return "service" in parsed ? `${parsed.service}.${parsed.namespace}` : parsed.external;
}
