import type { KubeObject } from "../kube-client.ts";
import type { Job } from "./job.ts";
import type { JobRun } from "./job-runner.ts";
import { containersOf, podObject, seconds } from "./pod-object.ts";

export function jobPod(job: Job, name: string): object {
  const { name: jobName, namespace = "default", uid = "" } = job.object.metadata;
  return podObject({
    name,
    namespace,
    template: job.spec.template,
    owner: { apiVersion: "batch/v1", kind: "Job", name: jobName, uid },
    labels: {
      "job-name": jobName,
      "batch.kubernetes.io/job-name": jobName,
      "batch.kubernetes.io/controller-uid": uid,
    },
    restartPolicy: "Never",
  });
}

type JobPodState = { kind: "waiting"; message: string } | { kind: "run"; run: JobRun };

export function jobPodStatus(pod: KubeObject, state: JobPodState, podIP: string): object {
  const [container] = containersOf(pod);
  const ready = state.kind === "run" && state.run.end === undefined;
  const started = pod.metadata.creationTimestamp ?? new Date().toISOString();
  const condition = (type: string, ok: boolean) => ({
    type,
    status: ok ? "True" : "False",
    lastTransitionTime: seconds(started),
  });
  return {
    phase: phaseOf(state),
    podIP,
    podIPs: [{ ip: podIP }],
    hostIP: "10.42.0.1",
    startTime: seconds(started),
    conditions: [
      condition("PodScheduled", true),
      condition("Initialized", true),
      condition("ContainersReady", ready),
      condition("Ready", ready),
    ],
    containerStatuses: [
      {
        name: container?.name ?? "main",
        image: container?.image ?? "sandbox",
        imageID: "",
        ready,
        started: ready,
        restartCount: 0,
        lastState: {},
        state: containerState(state),
      },
    ],
  };
}

function phaseOf(state: JobPodState): string {
  if (state.kind === "waiting") return "Pending";
  if (state.run.end === undefined) return "Running";
  return state.run.end.exitCode === 0 ? "Succeeded" : "Failed";
}

function containerState(state: JobPodState): object {
  if (state.kind === "waiting") return { waiting: { reason: "ErrImagePull", message: state.message } };
  const { startedAt, end } = state.run;
  if (end === undefined) return { running: { startedAt: seconds(startedAt) } };
  return {
    terminated: {
      exitCode: end.exitCode,
      reason: end.exitCode === 0 ? "Completed" : "Error",
      message: end.message,
      startedAt: seconds(end.startedAt),
      finishedAt: seconds(end.finishedAt),
    },
  };
}
