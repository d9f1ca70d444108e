import { kubePath, RESOURCES } from "../../../lib/adapters/kubernetes/paths.ts";
import { create, jsonPatch } from "../../../lib/adapters/kubernetes/testing/kube-world.ts";
import type { KubeClient } from "../../../lib/adapters/kubernetes/client.ts";
import type { Key } from "../../../lib/ports/migration-store.ts";

export const KEY: Key = { namespace: "bench", name: "moving" };
const PORT = 1883;
const SIDES = ["blue", "green"] as const;

const sidePlan = (name: string) => ({
  title: name,
  service: { name, port: PORT },
  workload: { kind: "StatefulSet", name },
  minReady: 1,
});
const count = (result: string) => `sum(increase(attempts_total{color="$side"${result}}[$window]))`;

/** One SLO, one stage with half of the traffic, which can be entered again at once after a rollback. */
const SPEC = {
  title: "Bench",
  blue: sidePlan("blue"),
  green: sidePlan("green"),
  traffic: {
    istio: { virtualService: "route", route: { tcp: { port: PORT } } },
    existingConnections: "sticky",
    settle: "2s",
    drainTime: "1s",
  },
  slos: [
    {
      name: "success",
      title: "Success",
      objective: { above: 99.95, unit: "%" },
      window: "15s",
      freshFor: "5s",
      indicator: { ratio: { good: count(',result="success"'), total: count("") } },
    },
  ],
  phases: [
    {
      name: "canary",
      title: "Canary",
      stages: [{ name: "half", weight: 50, bake: { atLeast: "24h" }, gates: [{ slos: "all" }] }],
    },
  ],
};

/** The namespace, both sides ready, their route and the Migration. */
export async function seed(admin: KubeClient): Promise<void> {
  const { namespace } = KEY;
  const at = (resource: keyof typeof RESOURCES, name?: string) =>
    kubePath(RESOURCES[resource], { namespace, ...(name !== undefined && { name }) });
  await create(admin, "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  for (const side of SIDES) {
    await create(admin, at("services"), {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: side },
      spec: { ports: [{ port: PORT }] },
    });
    await create(admin, at("statefulSets"), {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: side, namespace },
      spec: {
        replicas: 1,
        serviceName: side,
        selector: { matchLabels: { app: side } },
        template: {
          metadata: { labels: { app: side } },
          spec: { containers: [{ name: "it", image: `example.com/${side}:1` }] },
        },
      },
    });
    await jsonPatch(admin, `${at("statefulSets", side)}/status`, [
      { op: "add", path: "/status", value: { replicas: 1, readyReplicas: 1 } },
    ]);
  }
  await create(admin, at("virtualServices"), {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "route", namespace },
    spec: {
      hosts: ["bench.example.com"],
      tcp: [
        {
          match: [{ port: PORT }],
          route: SIDES.map((host, index) => ({
            destination: { host, port: { number: PORT } },
            weight: 100 * (1 - index),
          })),
        },
      ],
    },
  });
  await create(admin, at("migrations"), {
    apiVersion: "crossfade.dev/v1alpha1",
    kind: "Migration",
    metadata: { name: KEY.name, namespace },
    spec: SPEC,
  });
}
