import { z } from "zod";
import { connectKube, type KubeAddress, type KubeObject, mirror } from "../kube-client.ts";
import type { Address } from "./splice.ts";

export const addressAnnotation = "sandbox.crossfade.dev/address";

const pod = z.looseObject({
  metadata: z.looseObject({
    annotations: z.record(z.string(), z.string()).optional(),
    deletionTimestamp: z.string().optional(),
  }),
  status: z
    .looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional() })
    .optional(),
});

/** The address of a pod that takes traffic: ready and not being deleted, as a Service sees it. */
export function readyAddress(object: KubeObject): Address | undefined {
  const { metadata, status } = pod.parse(object);
  const ready =
    status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
  return ready && metadata.deletionTimestamp === undefined
    ? metadata.annotations?.[addressAnnotation]
    : undefined;
}

export type PodSource = { addresses(): Address[]; close(): void };

/** Follows the ready pods of one side. While the API is away the last known ones stay, as with kube-proxy. */
export function followReadyPods(kube: KubeAddress, namespace: string, side: string): PodSource {
  let addresses: Address[] = [];
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const pods = mirror(connectKube(kube), path, refresh, `color=${side}`);
  function refresh() {
    addresses = [...pods.items.values()].map(readyAddress).filter((address) => address !== undefined);
  }
  return { addresses: () => addresses, close: pods.close };
}

/** Round robin: each call starts one further, the others follow as the ones to try next. */
export function rotating(addresses: () => Address[]): () => Address[] {
  let turn = 0;
  return () => {
    const all = addresses();
    if (all.length === 0) return [];
    turn = (turn + 1) % all.length;
    return [...all.slice(turn), ...all.slice(0, turn)];
  };
}
