export type PodMetrics = {
  pod: string;
  namespace: string;
  color: string;
  container: string;
  ready: boolean;
  restarts: number;
};

/**
 * What the kubelet, the kube-state-metrics and EMQX-Go's own supervisor would expose for one side. As with EMQX-Go, an
 * `actor_id` has no series before its first restart, and is born at 1.
 */
export function renderMetrics(pods: readonly PodMetrics[]): string {
  const labels = (pod: PodMetrics, more: Record<string, string> = {}) =>
    Object.entries({
      namespace: pod.namespace,
      pod: pod.pod,
      container: pod.container,
      color: pod.color,
      ...more,
    })
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(",");
  const lines = [
    "# HELP kube_pod_container_status_restarts_total The number of container restarts per container.",
    "# TYPE kube_pod_container_status_restarts_total counter",
    ...pods.map((pod) => `kube_pod_container_status_restarts_total{${labels(pod)}} ${pod.restarts}`),
    "# HELP kube_pod_container_status_ready Whether the container is ready.",
    "# TYPE kube_pod_container_status_ready gauge",
    ...pods.map((pod) => `kube_pod_container_status_ready{${labels(pod)}} ${Number(pod.ready)}`),
    "# HELP emqx_go_supervisor_restarts_total Restarts of an actor by its supervisor.",
    "# TYPE emqx_go_supervisor_restarts_total counter",
    ...pods
      .filter((pod) => pod.color === "green" && pod.restarts > 0)
      .map(
        (pod) =>
          `emqx_go_supervisor_restarts_total{color="green",actor_id=${JSON.stringify(`${pod.pod}/broker`)}} ${pod.restarts}`,
      ),
  ];
  return `${lines.join("\n")}\n`;
}
