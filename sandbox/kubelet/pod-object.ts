import type { KubeObject } from "../kube-client.ts";
import type { PodRun } from "./pod-run.ts";
import { addressAnnotation, colorLabel, type PodTemplate, revisionLabel, type Workload } from "./workload.ts";

export const nodeName = "sandbox";

type Owner = { apiVersion: string; kind: string; name: string; uid: string };

/** A Pod from a template, as a controller creates it. */
export function podObject(options: {
  name: string;
  namespace: string;
  template: PodTemplate;
  owner: Owner;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  restartPolicy?: string;
}): object {
  const { name, namespace, template, owner, labels, annotations, restartPolicy } = options;
  const image = (container: { image?: string | undefined }) => container.image ?? "sandbox";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      labels: { ...template.metadata?.labels, ...labels },
      annotations: { ...template.metadata?.annotations, ...annotations },
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
    },
    spec: {
      ...template.spec,
      containers: template.spec.containers.map((container) => ({ ...container, image: image(container) })),
      nodeName,
      ...(restartPolicy === undefined ? {} : { restartPolicy }),
    },
  };
}

export function workloadPod(workload: Workload, name: string, address: string | undefined): object {
  const labels: Record<string, string> = { [revisionLabel]: workload.revision };
  if (workload.kind === "StatefulSet") labels["statefulset.kubernetes.io/pod-name"] = name;
  return podObject({
    name,
    namespace: workload.namespace,
    template: workload.template,
    owner: { apiVersion: "apps/v1", kind: workload.kind, name: workload.name, uid: workload.uid },
    labels,
    ...(address === undefined ? {} : { annotations: { [addressAnnotation]: address } }),
  });
}

/** The status that a kubelet writes for a pod of a workload. */
export function podStatus(pod: KubeObject, state: PodRun, podIP: string): object {
  const started = pod.metadata.creationTimestamp ?? state.startedAt;
  const since = state.ready ? new Date(state.readySince).toISOString() : undefined;
  const condition = (type: string, ok: boolean) => ({
    type,
    status: ok ? "True" : "False",
    lastTransitionTime: seconds(ok ? (since ?? started) : started),
  });
  const [container] = containersOf(pod);
  return {
    phase: "Running",
    hostIP: "10.42.0.1",
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: seconds(started),
    conditions: [
      condition("PodScheduled", true),
      condition("Initialized", true),
      condition("ContainersReady", state.ready),
      condition("Ready", state.ready),
    ],
    containerStatuses: [
      {
        name: container?.name ?? "main",
        image: container?.image ?? "sandbox",
        imageID: "",
        ready: state.ready,
        started: state.running,
        restartCount: state.restarts,
        state: state.running
          ? { running: { startedAt: seconds(state.startedAt) } }
          : { waiting: { reason: "CrashLoopBackOff" } },
        lastState:
          state.lastTermination === undefined
            ? {}
            : {
                terminated: {
                  exitCode: state.lastTermination.exitCode,
                  reason: "Error",
                  startedAt: seconds(state.lastTermination.startedAt),
                  finishedAt: seconds(state.lastTermination.finishedAt),
                },
              },
      },
    ],
  };
}

/** `metav1.Time` has whole seconds. */
export const seconds = (time: string): string => time.replace(/\.\d+Z$/, "Z");

type Container = { name: string; image?: string };

export function containersOf(pod: KubeObject): Container[] {
  const spec = pod["spec"];
  const containers = typeof spec === "object" && spec !== null && "containers" in spec ? spec.containers : [];
  return Array.isArray(containers) ? (containers as Container[]) : [];
}

export const colorOf = (pod: KubeObject): string | undefined => pod.metadata.labels?.[colorLabel];
