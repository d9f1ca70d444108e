import type { Workload } from "./workload.ts";
import type { PodView } from "./plan-pods.ts";

/** The status of a StatefulSet or Deployment over the pods that it has. */
export function workloadStatus(
  workload: Workload,
  pods: readonly PodView[],
  currentRevision: string,
): object {
  const live = pods.filter((pod) => !pod.terminating);
  const ready = live.filter((pod) => pod.ready);
  const updated = live.filter((pod) => pod.revision === workload.revision);
  const counts = {
    observedGeneration: workload.generation,
    replicas: live.length,
    readyReplicas: ready.length,
    availableReplicas: ready.length,
    updatedReplicas: updated.length,
  };
  if (workload.kind === "Deployment")
    return {
      ...counts,
      unavailableReplicas: Math.max(0, workload.replicas - ready.length),
      conditions: [
        {
          type: "Available",
          status: ready.length >= workload.replicas ? "True" : "False",
          reason:
            ready.length >= workload.replicas ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        },
      ],
    };
  const rolledOut = updated.length === live.length && ready.length === workload.replicas;
  const revisionName = (revision: string) => `${workload.name}-${revision}`;
  return {
    ...counts,
    collisionCount: 0,
    currentReplicas: rolledOut ? live.length : live.filter((pod) => pod.revision === currentRevision).length,
    currentRevision: revisionName(rolledOut ? workload.revision : currentRevision),
    updateRevision: revisionName(workload.revision),
  };
}
