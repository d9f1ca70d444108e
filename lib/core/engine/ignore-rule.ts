import type { Plan, RouterPlan } from "../plan/plan.ts";

/** What a tool that owns the router's object has to leave alone, as a JQ path: one weight field for each kind of router. */
export function ignoreRule(plan: Plan, manager: string): string {
  return `tell ${manager} to ignore ${weightPath(plan.traffic.router)}`;
}

function weightPath(router: RouterPlan): string {
  switch (router.kind) {
    case "istio":
      return `.spec.${router.route.kind}[].route[].weight of VirtualService ${router.virtualService}`;
    case "istioEndpoints":
      return `.spec.endpoints[].weight of ServiceEntry ${router.serviceEntry}`;
    case "gateway":
      return `.spec.rules[].backendRefs[].weight of ${router.routeKind} ${router.name}`;
    case "traefik":
      return router.objectKind === "IngressRouteTCP"
        ? `.spec.routes[].services[].weight of IngressRouteTCP ${router.name}`
        : `.spec.weighted.services[].weight of ${router.objectKind} ${router.name}`;
    case "ingressNginx":
      return `the annotation nginx.ingress.kubernetes.io/canary-weight of Ingress ${router.ingress}`;
  }
}
