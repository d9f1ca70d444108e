import { type KubeClient, type KubeObject, keyOf, type Mirror, mirror } from "../kube-client.ts";
import { collection, Writer } from "./api.ts";
import { Brokers } from "./brokers.ts";
import { endpointSlice, selects, sliceName } from "./endpoint-slice.ts";
import { Jobs } from "./jobs.ts";
import type { JobWorld } from "./job-runner.ts";
import type { PodMetrics } from "./metrics.ts";
import { type PodView, planPods } from "./plan-pods.ts";
import { colorOf, containersOf, nodeName, podStatus, workloadPod } from "./pod-object.ts";
import type { PodRun } from "./pod-run.ts";
import {
  addressAnnotation,
  revisionLabel,
  toWorkload,
  type Workload,
  type WorkloadKind,
} from "./workload.ts";
import { workloadStatus } from "./workload-status.ts";

export type KubeletOptions = {
  client: KubeClient;
  dir: string;
  mosquitto: string;
  external: Partial<Record<string, string>>;
  jobs: JobWorld;
};

type Run = { key: string; pod: KubeObject; run: PodRun; stopping: boolean };

const resyncMs = 5000;
const retryMs = 300;

/**
 * Kubelet and controllers in one: reads StatefulSets, Deployments, Jobs, Pods and Services, and makes the world so.
 * `reconcile` looks at everything again whatever woke it, one run at a time.
 */
export class Kubelet {
  readonly #mirrors: Record<"StatefulSet" | "Deployment" | "Job" | "Pod" | "Service", Mirror>;
  readonly #writer: Writer;
  readonly #brokers: Brokers;
  readonly #jobs: Jobs;
  /** By the uid of the pod. */
  readonly #runs = new Map<string, Run>();
  readonly #ips = new Map<string, string>();
  #busy = false;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ client, dir, mosquitto, external, jobs }: KubeletOptions) {
    const changed = () => this.#wake(2);
    const follow = (path: string) => mirror(client, path, changed);
    this.#mirrors = {
      StatefulSet: follow(collection("StatefulSet")),
      Deployment: follow(collection("Deployment")),
      Job: follow(collection("Job")),
      Pod: follow(collection("Pod")),
      Service: follow("/api/v1/services"),
    };
    this.#writer = new Writer(client);
    this.#brokers = new Brokers({ dir, mosquitto, external, onChange: changed });
    this.#jobs = new Jobs(this.#writer, jobs, changed);
  }

  async start(): Promise<void> {
    await Promise.all(Object.values(this.#mirrors).map((one) => one.synced));
    this.#started = true;
    this.#wake(0);
  }
  #started = false;

  async stop(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const one of Object.values(this.#mirrors)) one.close();
    this.#jobs.stop();
    await Promise.all([...this.#runs.values()].map(({ run }) => run.stop()));
    await this.#brokers.retire(new Set());
  }

  /** Every process of its, by name. */
  async pids(): Promise<Record<string, number>> {
    const named: Array<[string, number | undefined]> = [
      ...[...this.#runs.values()].map(({ pod, run }): [string, number | undefined] => [
        pod.metadata.name,
        run.pid,
      ]),
      ...(await this.#brokers.backplanes()).map(([key, run]): [string, number | undefined] => [
        `${key.split("/").at(-1)}-backplane`,
        run.pid,
      ]),
      ...this.#jobs.pids(),
    ];
    return Object.fromEntries(named.filter((entry): entry is [string, number] => entry[1] !== undefined));
  }

  metrics(color: string): PodMetrics[] {
    return [...this.#runs.values()]
      .filter(({ pod, stopping }) => colorOf(pod) === color && !stopping)
      .map(({ pod, run }) => ({
        pod: pod.metadata.name,
        namespace: pod.metadata.namespace ?? "default",
        color,
        container: containersOf(pod)[0]?.name ?? "main",
        ready: run.ready,
        restarts: run.restarts,
      }));
  }

  #wake(ms: number): void {
    if (this.#closed || !this.#started) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#loop(), ms);
  }

  async #loop(): Promise<void> {
    this.#busy = true;
    let wakeMs = resyncMs;
    do {
      this.#again = false;
      try {
        wakeMs = await this.#reconcile();
      } catch (error) {
        // The API is down or refuses: everything is looked at again.
        console.error(`kubelet: ${String(error)}`);
        wakeMs = retryMs;
        this.#again = false;
      }
    } while (this.#again && !this.#closed);
    this.#busy = false;
    this.#wake(wakeMs);
  }

  /** One pass over everything. Returns after how long to look again if nothing happens. */
  async #reconcile(): Promise<number> {
    const pods = [...this.#mirrors.Pod.items.values()];
    const workloads = (["StatefulSet", "Deployment"] as const).flatMap((kind) => this.#workloads(kind));
    await this.#stopGone(pods);
    await this.#collectOrphans(pods);
    const wakes = await Promise.all(workloads.map((workload) => this.#reconcileWorkload(workload, pods)));
    await Promise.all(pods.filter((pod) => isWorkloadPod(pod)).map((pod) => this.#reconcilePod(pod)));
    await Promise.all([
      ...[...this.#mirrors.Service.items.values()].map((service) => this.#reconcileSlice(service, pods)),
      this.#jobs.reconcile([...this.#mirrors.Job.items.values()], pods),
    ]);
    const inUse = [...this.#runs.values()].flatMap(({ pod }) => ownerOf(pod) ?? []);
    await this.#brokers.retire(new Set(inUse.map((owner) => owner.name)));
    return Math.min(resyncMs, ...wakes);
  }

  #workloads(kind: WorkloadKind): Workload[] {
    return [...this.#mirrors[kind].items.values()].flatMap((object) => toWorkload(kind, object) ?? []);
  }

  async #reconcileWorkload(workload: Workload, pods: KubeObject[]): Promise<number> {
    const own = pods.filter((pod) => ownerOf(pod)?.uid === workload.uid);
    const views = own.map((pod) => this.#view(pod));
    const plan = planPods(workload, views);
    await Promise.all([
      ...plan.create.map(async (name) => {
        const color = workload.template.metadata?.labels?.["color"];
        const address = await this.#brokers.addressOf(`${workload.namespace}/${name}`, color);
        await this.#writer.create("Pod", workload.namespace, workloadPod(workload, name, address));
      }),
      ...own
        .filter((pod) => plan.remove.includes(pod.metadata.name))
        .map((pod) => this.#writer.remove("Pod", pod)),
    ]);
    const status = workload.object["status"];
    const recorded =
      typeof status === "object" && status !== null && "currentRevision" in status
        ? status.currentRevision
        : undefined;
    const current =
      typeof recorded === "string" && recorded !== ""
        ? recorded.slice(workload.name.length + 1)
        : workload.revision;
    await this.#writer.status(workload.kind, workload.object, workloadStatus(workload, views, current));
    return plan.wakeMs ?? resyncMs;
  }

  #view(pod: KubeObject): PodView {
    const run = this.#runs.get(pod.metadata.uid ?? "")?.run;
    return {
      name: pod.metadata.name,
      revision: pod.metadata.labels?.[revisionLabel] ?? "",
      ready: run?.ready === true,
      readyForMs: run?.ready === true ? Date.now() - run.readySince : 0,
      terminating: pod.metadata.deletionTimestamp !== undefined,
    };
  }

  async #reconcilePod(pod: KubeObject): Promise<void> {
    const { uid = "", name, deletionTimestamp } = pod.metadata;
    const key = keyOf(pod);
    if (deletionTimestamp !== undefined) return;
    let known = this.#runs.get(uid);
    if (known === undefined) {
      // The predecessor still holds the port and the sessions: its end wakes us.
      if ([...this.#runs.values()].some((run) => run.key === key)) return;
      this.#brokers.adopt(key, pod.metadata.annotations?.[addressAnnotation]);
      const color = colorOf(pod);
      const run = await this.#brokers.run({ key, name, color, workload: ownerOf(pod)?.name ?? name });
      known = { key, pod, run, stopping: false };
      this.#runs.set(uid, known);
    }
    await this.#writer.status("Pod", pod, podStatus(pod, known.run, this.#ip(key)));
  }

  /** Ends what runs for pods that are deleted or being deleted; a pod that waits for its end is let go then. */
  async #stopGone(pods: KubeObject[]): Promise<void> {
    const byUid = new Map(pods.map((pod) => [pod.metadata.uid ?? "", pod]));
    for (const [uid, run] of this.#runs) {
      const pod = byUid.get(uid);
      if (run.stopping || (pod !== undefined && pod.metadata.deletionTimestamp === undefined)) continue;
      run.stopping = true;
      void run.run.stop().then(() => {
        this.#runs.delete(uid);
        this.#wake(0);
      });
    }
    const waiting = pods.filter(
      (pod) =>
        pod.metadata.deletionTimestamp !== undefined &&
        isOurs(pod) &&
        !this.#runs.has(pod.metadata.uid ?? ""),
    );
    await Promise.all(waiting.map((pod) => this.#writer.remove("Pod", pod, 0)));
  }

  /** Neither API has a garbage collector: pods end with their owner here. */
  async #collectOrphans(pods: KubeObject[]): Promise<void> {
    const owners = new Set(
      [this.#mirrors.StatefulSet, this.#mirrors.Deployment, this.#mirrors.Job].flatMap(({ items }) =>
        [...items.values()].map((object) => object.metadata.uid),
      ),
    );
    const orphans = pods.filter((pod) => {
      const owner = ownerOf(pod);
      return (
        isOurs(pod) &&
        owner !== undefined &&
        !owners.has(owner.uid) &&
        pod.metadata.deletionTimestamp === undefined
      );
    });
    await Promise.all(orphans.map((pod) => this.#writer.remove("Pod", pod)));
  }

  async #reconcileSlice(service: KubeObject, pods: KubeObject[]): Promise<void> {
    const { name, namespace = "default" } = service.metadata;
    const slice = endpointSlice(service, (selector) =>
      pods
        .filter((pod) => pod.metadata.namespace === namespace && selects(selector, pod.metadata.labels))
        .map((pod) => ({
          name: pod.metadata.name,
          uid: pod.metadata.uid ?? "",
          ip: this.#ip(keyOf(pod)),
          ready: this.#runs.get(pod.metadata.uid ?? "")?.run.ready === true,
        }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    );
    if (slice !== undefined) await this.#writer.slice(namespace, sliceName(name), slice);
  }

  #ip(podKey: string): string {
    const ip = this.#ips.get(podKey) ?? `10.42.1.${(this.#ips.size % 250) + 2}`;
    this.#ips.set(podKey, ip);
    return ip;
  }
}

type OwnerReference = { kind: string; name: string; uid: string };

function ownerOf(pod: KubeObject): OwnerReference | undefined {
  const owners = pod.metadata["ownerReferences"];
  return Array.isArray(owners) ? (owners as OwnerReference[])[0] : undefined;
}

function isOurs(pod: KubeObject): boolean {
  const spec = pod["spec"];
  return typeof spec === "object" && spec !== null && "nodeName" in spec && spec.nodeName === nodeName;
}

function isWorkloadPod(pod: KubeObject): boolean {
  const kind = ownerOf(pod)?.kind;
  return isOurs(pod) && (kind === "StatefulSet" || kind === "Deployment");
}
