import { DEFAULTS } from "./defaults.ts";
import { durationMs } from "./duration-ms.ts";
import type { RouterPlan, TrafficPlan } from "./plan.ts";
import { present } from "./present.ts";
import type { PlanSpec } from "./schema.ts";

export function normaliseTraffic(spec: PlanSpec): TrafficPlan {
  const { traffic } = spec;
  const router = normaliseRouter(spec);
  return {
    router,
    settleMs: durationMs(traffic.settle, DEFAULTS.settleMs),
    existingConnections: traffic.existingConnections ?? defaultConnections(router),
    drainTimeMs: durationMs(traffic.drainTime, DEFAULTS.drainTimeMs),
    ...present({ share: traffic.share }),
  };
}

/**
 * What a router does to open connections when a weight changes. Measured for Envoy: an Istio TCP or TLS
 * route has its weights inside the filter chain, so a change drains it; HTTP routes and endpoint weights
 * keep connections. The others balance new connections only, as far as they promise anything.
 */
function defaultConnections(router: RouterPlan): "drained" | "sticky" {
  return router.kind === "istio" && router.route.kind !== "http" ? "drained" : "sticky";
}

function normaliseRouter({ traffic, blue, green }: PlanSpec): RouterPlan {
  if (traffic.istio) {
    const { virtualService, route, subset } = traffic.istio;
    return {
      kind: "istio",
      virtualService,
      route: normaliseRoute(route),
      subset: present(subset ?? {}),
    };
  }
  if (traffic.istioEndpoints) {
    const entry = traffic.istioEndpoints;
    return {
      kind: "istioEndpoints",
      serviceEntry: entry.serviceEntry,
      ...present({ destinationRule: entry.destinationRule }),
      blue: entry.blue ?? blue.service.name,
      green: entry.green ?? green.service.name,
    };
  }
  if (traffic.gateway) {
    const { kind, name, rule } = traffic.gateway;
    return { kind: "gateway", routeKind: kind, name, ...present({ rule }) };
  }
  if (traffic.traefik) {
    const { kind, name, match } = traffic.traefik;
    return { kind: "traefik", objectKind: kind, name, ...present({ match }) };
  }
  if (traffic.ingressNginx) return { kind: "ingressNginx", ingress: traffic.ingressNginx.ingress };
  throw new TypeError("an unchecked router");
}

type WrittenRoute = NonNullable<PlanSpec["traffic"]["istio"]>["route"];

function normaliseRoute(route: WrittenRoute): Extract<RouterPlan, { kind: "istio" }>["route"] {
  if (route.tcp) return { kind: "tcp", port: route.tcp.port };
  if (route.tls) return { kind: "tls", ...present(route.tls) };
  if (route.http) return { kind: "http", ...present(route.http) };
  throw new TypeError("an unchecked route");
}
