import { hostKey } from "./hosts.ts";
import type { Located } from "./read-route.ts";
import type { VirtualService } from "./virtual-service.ts";

/** Other VirtualServices that claim the same host, gateway and port (F32): which of them Istio follows is nobody's to say. */
export function rivalsOf({ object, chosen }: Located, all: Iterable<VirtualService>): string[] {
  const mine = claims(object);
  const ports = portsOf(object, chosen.list, chosen.index);
  const problems: string[] = [];
  for (const other of all) {
    const { namespace, name } = other.metadata;
    if (namespace === object.metadata.namespace && name === object.metadata.name) continue;
    const host = claims(other).find((claim) => mine.includes(claim));
    if (host === undefined) continue;
    const clash = (other.spec[chosen.list] ?? []).some((_, index) =>
      overlap(ports, portsOf(other, chosen.list, index)),
    );
    if (clash) problems.push(`VirtualService ${namespace}/${name} claims the same host and port (${host})`);
  }
  return problems;
}

/** Every pair of gateway and host; `mesh` is the sidecars', and the default. */
function claims({ metadata, spec }: VirtualService): string[] {
  const gateways = (spec.gateways ?? []).length > 0 ? (spec.gateways ?? []) : ["mesh"];
  return (spec.hosts ?? []).flatMap((host) =>
    gateways.map((gateway) => {
      const full = gateway === "mesh" || gateway.includes("/") ? gateway : `${metadata.namespace}/${gateway}`;
      return `${hostKey(host, metadata.namespace)} at ${full}`;
    }),
  );
}

/** Undefined: every port. */
function portsOf(
  { spec }: VirtualService,
  list: "tcp" | "tls" | "http",
  index: number,
): number[] | undefined {
  const matches = spec[list]?.[index]?.match ?? [];
  const ports = matches.flatMap(({ port }) => (port === undefined ? [] : [port]));
  return matches.length === 0 || ports.length < matches.length ? undefined : ports;
}

const overlap = (a: number[] | undefined, b: number[] | undefined): boolean =>
  a === undefined || b === undefined || a.some((port) => b.includes(port));
