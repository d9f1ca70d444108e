import { serviceAddressAnnotation } from "../gateway/translate.ts";

export const namespace = "mqtt";
export const brokerPort = 1883;
export const sides = {
  blue: { workload: "emqx", service: "emqx-blue-service", image: "emqx/emqx:5.8.6" },
  green: {
    workload: "emqx-go",
    service: "emqx-go-green-service",
    image: "registry.example.com/emqx-go:1.0.0",
  },
} as const;
export type Side = keyof typeof sides;
export const virtualServiceName = "emqx-virtual-service";

const meta = (name: string, more: object = {}) => ({ name, namespace, ...more });

/** The namespaces come first: nothing can be created before its own. */
export const namespaces = (): object[] =>
  [namespace, "other", "crossfade-system"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));

/** What runs in the cluster before the migration: two sides, their Services, the route and the settings. */
export function worldObjects(addresses: Record<Side, string>): object[] {
  return [
    ...(Object.keys(sides) as Side[]).flatMap((side) => [statefulSet(side), service(side, addresses[side])]),
    { apiVersion: "v1", kind: "ConfigMap", metadata: meta("emqx-config"), data: { dual_write: "on" } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: meta("default") },
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: meta("chaos", { labels: { "crossfade.dev/jobs": "allowed" } }),
    },
    virtualService(),
  ];
}

function statefulSet(side: Side): object {
  const { workload, image } = sides[side];
  const labels = { app: workload, color: side };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: meta(workload, { labels }),
    spec: {
      replicas: 3,
      serviceName: sides[side].service,
      podManagementPolicy: "Parallel",
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 30,
          containers: [{ name: workload, image, ports: [{ name: "mqtt", containerPort: brokerPort }] }],
        },
      },
    },
  };
}

function service(side: Side, address: string): object {
  const { workload, service } = sides[side];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: meta(service, {
      labels: { app: workload, color: side },
      annotations: { [serviceAddressAnnotation]: address },
    }),
    spec: {
      selector: { app: workload, color: side },
      ports: [{ name: "tcp-mqtt", port: brokerPort, targetPort: brokerPort, protocol: "TCP" }],
    },
  };
}

function virtualService(): object {
  const destination = (side: Side, weight: number) => ({
    destination: { host: sides[side].service, port: { number: brokerPort } },
    weight,
  });
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: meta(virtualServiceName),
    spec: {
      hosts: ["mqtt.example.com"],
      gateways: ["mqtt-gateway"],
      tcp: [{ match: [{ port: brokerPort }], route: [destination("blue", 100), destination("green", 0)] }],
    },
  };
}
