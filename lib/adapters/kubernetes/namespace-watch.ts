import { z } from "zod";
import type { Clock } from "../../ports/clock.ts";
import type { KubeClient } from "./client.ts";
import { kubePath, RESOURCES } from "./paths.ts";

const namespaceObject = z.looseObject({
  metadata: z.looseObject({ deletionTimestamp: z.string().optional() }),
});

const ASK_EVERY_MS = 5_000;

/**
 * Whether namespaces are being deleted (F52). Asked by plain reads of the ones that matter, now and then: a watch would need a right to all
 * namespaces of the cluster, which a confined installation does not have.
 */
export function makeNamespaceWatch(deps: {
  client: KubeClient;
  clock: Clock;
  onChange: (namespace: string) => void;
}) {
  const known = new Map<string, { deleting: boolean; askedAt: number }>();

  async function ask(namespace: string): Promise<void> {
    const answer = await deps.client.request({
      method: "GET",
      path: kubePath(RESOURCES.namespaces, { name: namespace }),
    });
    if (answer.state !== "ok") return;
    const deleting = namespaceObject.safeParse(answer.body).data?.metadata.deletionTimestamp !== undefined;
    const state = known.get(namespace);
    if (state === undefined || state.deleting === deleting) return;
    state.deleting = deleting;
    deps.onChange(namespace);
  }

  /** As last seen: false while nothing is known. */
  return (namespace: string): boolean => {
    const now = deps.clock.monotonic();
    const state = known.get(namespace) ?? { deleting: false, askedAt: Number.NEGATIVE_INFINITY };
    known.set(namespace, state);
    if (now - state.askedAt >= ASK_EVERY_MS) {
      state.askedAt = now;
      void ask(namespace);
    }
    return state.deleting;
  };
}
