import type { RouterUnderTest } from "../router-contract.ts";
import { examplePlan } from "../../kubernetes/testing/example-plan.ts";
import { kubePath, RESOURCES } from "../../kubernetes/paths.ts";
import { makeIstioRouter } from "./istio-router.ts";

const NAME = "emqx-virtual-service";
const to = (host: string, port: number) => ({ host, port: { number: port } });

/** A VirtualService with other routes around the plan's, hosts written both short and in full, and fields nobody here knows. */
export function emqxVirtualService(namespace: string, green: number): Record<string, unknown> {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: {
      name: NAME,
      namespace,
      labels: { app: "emqx" },
      annotations: { "example.com/note": "keep me" },
    },
    spec: {
      hosts: [`mqtt.${namespace}.example.com`],
      gateways: ["mqtt-gateway"],
      exportTo: ["."],
      http: [
        { match: [{ port: 8083 }], route: [{ destination: to("emqx-dashboard", 18083) }], timeout: "5s" },
      ],
      tcp: [
        { match: [{ port: 8883 }], route: [{ destination: to("emqx-tls", 8883) }] },
        {
          match: [{ port: 1883, gateways: ["mqtt-gateway"] }],
          route: [
            { destination: to("emqx-blue-service", 1883), weight: 100 - green },
            { destination: to(`emqx-go-green-service.${namespace}.svc.cluster.local`, 1883), weight: green },
          ],
        },
      ],
    },
  };
}

export const istioTcp: RouterUnderTest = {
  make: makeIstioRouter,
  plan: examplePlan(),
  collection: (namespace) => kubePath(RESOURCES.virtualServices, { namespace }),
  path: (namespace) => kubePath(RESOURCES.virtualServices, { namespace, name: NAME }),
  object: emqxVirtualService,
  weights: { blue: "/spec/tcp/1/route/0/weight", green: "/spec/tcp/1/route/1/weight" },
  thirdDestination: [
    { op: "add", path: "/spec/tcp/1/route/-", value: { destination: to("emqx-canary", 1883), weight: 0 } },
  ],
  changedMatch: [{ op: "replace", path: "/spec/tcp/1/match/0/gateways", value: ["another-gateway"] }],
  noRoute: [{ op: "replace", path: "/spec/tcp/1/match/0/port", value: 1884 }],
  otherDestination: [{ op: "replace", path: "/spec/tcp/1/route/1/destination/host", value: "emqx-other" }],
};
