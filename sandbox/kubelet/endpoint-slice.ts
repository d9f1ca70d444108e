import { z } from "zod";
import type { KubeObject } from "../kube-client.ts";

const serviceSpec = z.looseObject({
  selector: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.looseObject({ name: z.string().optional(), port: z.number() })).optional(),
});

export type EndpointPod = { name: string; ip: string; ready: boolean; uid: string };

/** The EndpointSlice of a Service over the pods that its selector finds; undefined without a selector. */
export function endpointSlice(
  service: KubeObject,
  podsOf: (selector: Record<string, string>) => EndpointPod[],
): object | undefined {
  const spec = serviceSpec.safeParse(service["spec"]);
  const { name, namespace = "default" } = service.metadata;
  if (!spec.success || spec.data.selector === undefined) return undefined;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: sliceName(name),
      namespace,
      labels: {
        "kubernetes.io/service-name": name,
        "endpointslice.kubernetes.io/managed-by": "sandbox-kubelet",
      },
    },
    addressType: "IPv4",
    ports: (spec.data.ports ?? []).map((port) => ({
      name: port.name ?? "",
      port: port.port,
      protocol: "TCP",
    })),
    endpoints: podsOf(spec.data.selector).map((pod) => ({
      addresses: [pod.ip],
      conditions: { ready: pod.ready, serving: pod.ready, terminating: false },
      nodeName: "sandbox",
      targetRef: { kind: "Pod", name: pod.name, namespace, uid: pod.uid },
    })),
  };
}

export const sliceName = (service: string): string => `${service}-sandbox`;

export const selects = (
  selector: Record<string, string>,
  labels: Record<string, string> | undefined,
): boolean => Object.entries(selector).every(([key, value]) => labels?.[key] === value);
