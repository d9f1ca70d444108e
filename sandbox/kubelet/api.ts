import { type KubeClient, KubeError, type KubeObject } from "../kube-client.ts";

const groups = {
  Pod: { base: "/api/v1", plural: "pods" },
  StatefulSet: { base: "/apis/apps/v1", plural: "statefulsets" },
  Deployment: { base: "/apis/apps/v1", plural: "deployments" },
  Job: { base: "/apis/batch/v1", plural: "jobs" },
  EndpointSlice: { base: "/apis/discovery.k8s.io/v1", plural: "endpointslices" },
} as const;
export type Kind = keyof typeof groups;

export const collection = (kind: Kind, namespace?: string): string => {
  const { base, plural } = groups[kind];
  return namespace === undefined ? `${base}/${plural}` : `${base}/namespaces/${namespace}/${plural}`;
};

const pathOf = (kind: Kind, object: KubeObject) =>
  `${collection(kind, object.metadata.namespace ?? "default")}/${object.metadata.name}`;

/** The writes of the kubelet: what is there or gone already is as good as done, and no status is written twice. */
export class Writer {
  readonly #client: KubeClient;
  readonly #written = new Map<string, string>();

  constructor(client: KubeClient) {
    this.#client = client;
  }

  async create(kind: Kind, namespace: string, object: object): Promise<void> {
    await ignoring(409, () => this.#client.create(collection(kind, namespace), object));
  }

  /** Deletes exactly this object: a successor of the same name stays. */
  async remove(kind: Kind, object: KubeObject, graceSeconds?: number): Promise<void> {
    const { uid } = object.metadata;
    const options = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      ...(uid === undefined ? {} : { preconditions: { uid } }),
      ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
    };
    await ignoring(409, () => ignoring(404, () => this.#client.remove(pathOf(kind, object), options)));
    if (uid !== undefined) this.#written.delete(uid);
  }

  /** Merges into the status where it differs from what this process wrote last. */
  async status(kind: Kind, object: KubeObject, status: object): Promise<void> {
    const key = object.metadata.uid ?? pathOf(kind, object);
    const text = JSON.stringify(status);
    if (this.#written.get(key) === text) return;
    this.#written.set(key, text);
    try {
      await ignoring(404, () => this.#client.patch(`${pathOf(kind, object)}/status`, { status }));
    } catch (error) {
      this.#written.delete(key);
      throw error;
    }
  }

  async slice(namespace: string, name: string, slice: object): Promise<void> {
    const key = `slice/${namespace}/${name}`;
    const text = JSON.stringify(slice);
    if (this.#written.get(key) === text) return;
    const path = collection("EndpointSlice", namespace);
    try {
      await this.#client.create(path, slice);
    } catch (error) {
      if (!(error instanceof KubeError) || error.status !== 409) throw error;
      await this.#client.patch(`${path}/${name}`, slice);
    }
    this.#written.set(key, text);
  }
}

async function ignoring(status: number, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof KubeError) || error.status !== status) throw error;
  }
}
