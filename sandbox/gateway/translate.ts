import { z } from "zod";
import type { KubeObject } from "../kube-client.ts";

/** Where a Service of the sandbox really listens: the shim in front of its pods. */
export const serviceAddressAnnotation = "sandbox.crossfade.dev/address";

const destination = z.looseObject({
  destination: z.looseObject({
    host: z.string(),
    port: z.looseObject({ number: z.number().int() }).optional(),
    subset: z.string().optional(),
  }),
  weight: z.number().int().min(0).optional(),
});
const tcpRoute = z.looseObject({
  match: z.array(z.looseObject({ port: z.number().int().optional() })).optional(),
  route: z.array(destination).min(1),
});
const virtualServiceSpec = z.looseObject({ tcp: z.array(tcpRoute).optional() });

export type Destination = { cluster: string; weight: number };
export type Translation =
  | { kind: "route"; destinations: Destination[] }
  /** No VirtualService has a TCP route for the port: Istio then has no listener for it. */
  | { kind: "none" }
  /** What istiod's webhook would refuse: the last good configuration stays. */
  | { kind: "invalid"; why: string };

/**
 * The weighted clusters of the first TCP route on `port`, oldest VirtualService first, as istiod picks it. A single
 * destination gets everything whatever its weight; one of weight 0 among several is left out.
 */
export function translate(virtualServices: Iterable<KubeObject>, port: number): Translation {
  for (const object of [...virtualServices].sort(byAge)) {
    const spec = virtualServiceSpec.safeParse(object["spec"]);
    if (!spec.success)
      return { kind: "invalid", why: `${object.metadata.name}: ${z.prettifyError(spec.error)}` };
    const route = spec.data.tcp?.find((candidate) => matches(candidate, port));
    if (route === undefined) continue;
    const all = route.route.map((to) => ({
      cluster: clusterName(
        to.destination.host,
        object.metadata.namespace ?? "default",
        to.destination.port?.number ?? port,
      ),
      weight: to.weight ?? 0,
    }));
    const [only] = all;
    if (only !== undefined && all.length === 1)
      return { kind: "route", destinations: [{ ...only, weight: 1 }] };
    const destinations = all.filter((to) => to.weight > 0);
    if (destinations.length === 0)
      return { kind: "invalid", why: `${object.metadata.name}: the weights sum to 0` };
    return { kind: "route", destinations };
  }
  return { kind: "none" };
}

const matches = (route: z.infer<typeof tcpRoute>, port: number) =>
  route.match === undefined || route.match.some((match) => match.port === undefined || match.port === port);

const byAge = (a: KubeObject, b: KubeObject) =>
  (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? "") ||
  a.metadata.name.localeCompare(b.metadata.name);

/** istiod's name for a cluster. A short host is in the VirtualService's own namespace. */
export function clusterName(host: string, namespace: string, port: number): string {
  const fqdn = host.includes(".") ? host : `${host}.${namespace}.svc.cluster.local`;
  return `outbound|${port}||${fqdn}`;
}

type Typed = Record<string, unknown>;

/** The listener of the gateway's port; none where there is no route. */
export function listenersOf(translation: Translation, listen: { host: string; port: number }): Typed[] {
  if (translation.kind !== "route") return [];
  const [first] = translation.destinations;
  const target =
    first !== undefined && translation.destinations.length === 1
      ? { cluster: first.cluster }
      : {
          weighted_clusters: {
            clusters: translation.destinations.map(({ cluster, weight }) => ({ name: cluster, weight })),
          },
        };
  return [
    {
      "@type": "type.googleapis.com/envoy.config.listener.v3.Listener",
      name: `0.0.0.0_${listen.port}`,
      address: socketAddress(listen.host, listen.port),
      filter_chains: [
        {
          filters: [
            {
              name: "envoy.filters.network.tcp_proxy",
              typed_config: {
                "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                stat_prefix: "gateway",
                ...target,
              },
            },
          ],
        },
      ],
    },
  ];
}

/** One cluster for each Service port, whether a route uses it or not: its statistics are there from the start. */
export function clustersOf(services: Iterable<KubeObject>): Typed[] {
  const clusters: Typed[] = [];
  for (const service of [...services].sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))) {
    const address = /^(.+):(\d+)$/.exec(service.metadata.annotations?.[serviceAddressAnnotation] ?? "");
    const spec = serviceSpec.safeParse(service["spec"]);
    if (address === null || !spec.success) continue;
    for (const { port } of spec.data.ports) {
      const name = clusterName(service.metadata.name, service.metadata.namespace ?? "default", port);
      clusters.push({
        "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
        name,
        alt_stat_name: service.metadata.name,
        type: "STATIC",
        connect_timeout: "1s",
        // Envoy's own limit of 1,024 connections is not Istio's, which is none.
        circuit_breakers: { thresholds: [{ max_connections: 1e6, max_pending_requests: 1e6 }] },
        load_assignment: {
          cluster_name: name,
          endpoints: [
            {
              lb_endpoints: [{ endpoint: { address: socketAddress(address[1] ?? "", Number(address[2])) } }],
            },
          ],
        },
      });
    }
  }
  return clusters;
}

const serviceSpec = z.looseObject({ ports: z.array(z.looseObject({ port: z.number().int() })) });

const socketAddress = (address: string, port: number) => ({
  socket_address: { address, port_value: port },
});
