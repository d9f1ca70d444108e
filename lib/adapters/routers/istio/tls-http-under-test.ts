import type { IstioPlan, IstioRoute, Plan } from "../../../core/plan/plan.ts";
import type { RouterUnderTest } from "../router-contract.ts";
import { istioTcp } from "./tcp-under-test.ts";

const to = (host: string, port: number) => ({ host, port: { number: port } });

const planFor = (route: IstioRoute): Plan => {
  const router: IstioPlan = { kind: "istio", virtualService: "emqx-virtual-service", route, subset: {} };
  return { ...istioTcp.plan, traffic: { ...istioTcp.plan.traffic, router } };
};

function underTest(route: IstioRoute, other: unknown, match: unknown[], name?: string): RouterUnderTest {
  const list = route.kind;
  const at = `/spec/${list}/1`;
  return {
    ...istioTcp,
    plan: planFor(route),
    object(namespace, green) {
      const base = istioTcp.object(namespace, green);
      const { tcp: _, http: __, ...spec } = base["spec"] as Record<string, unknown>;
      const chosen = {
        ...(name === undefined ? {} : { name }),
        match,
        route: [
          { destination: to("emqx-blue-service", 1883), weight: 100 - green },
          { destination: to("emqx-go-green-service", 1883), weight: green },
        ],
      };
      return { ...base, spec: { ...spec, [list]: [other, chosen] } };
    },
    weights: { blue: `${at}/route/0/weight`, green: `${at}/route/1/weight` },
    thirdDestination: [
      { op: "add", path: `${at}/route/-`, value: { destination: to("emqx-canary", 1883), weight: 0 } },
    ],
    changedMatch: [{ op: "replace", path: `${at}/match/0/gateways`, value: ["another-gateway"] }],
    noRoute: [{ op: "remove", path: at }],
    otherDestination: [{ op: "replace", path: `${at}/route/1/destination/host`, value: "emqx-other" }],
  };
}

export const istioTls = underTest(
  { kind: "tls", sni: "mqtt.example.com", port: 8883 },
  { match: [{ port: 8883, sniHosts: ["other.example.com"] }], route: [{ destination: to("other", 8883) }] },
  [{ port: 8883, sniHosts: ["mqtt.example.com"], gateways: ["mqtt-gateway"] }],
);

export const istioHttp = underTest(
  { kind: "http", name: "main" },
  { name: "api", match: [{ uri: { prefix: "/api" } }], route: [{ destination: to("other", 80) }] },
  [{ uri: { prefix: "/" }, gateways: ["mqtt-gateway"] }],
  "main",
);
