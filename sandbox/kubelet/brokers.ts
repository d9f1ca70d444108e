import { pickPort, podPorts } from "../world/ports.ts";
import { BrokerProcess } from "./broker-process.ts";
import { type PodRun, ProcesslessPod } from "./pod-run.ts";

export type BrokersOptions = {
  dir: string;
  mosquitto: string;
  /** Brokers of the user's own, by color: pods of that side have no process. */
  external: Partial<Record<string, string>>;
  onChange: () => void;
};

/** The brokers of all pods, and the backplane of each workload that has some. */
export class Brokers {
  readonly #options: BrokersOptions;
  readonly #ports = new Map<string, number>();
  readonly #backplanes = new Map<string, Promise<BrokerProcess>>();

  constructor(options: BrokersOptions) {
    this.#options = options;
  }

  /** Where the pod of this name listens or will: the same after a restart, as a StatefulSet's pod keeps its name. */
  async addressOf(podKey: string, color: string | undefined): Promise<string | undefined> {
    if (color === undefined) return undefined;
    return this.#options.external[color] ?? `127.0.0.1:${await this.#port(podKey)}`;
  }

  /** A new kubelet finds the pods of an old one with their addresses. */
  adopt(podKey: string, address: string | undefined): void {
    const port = Number(/:(\d+)$/.exec(address ?? "")?.[1]);
    if (port > 0 && !this.#ports.has(podKey)) this.#ports.set(podKey, port);
  }

  async run(pod: {
    key: string;
    name: string;
    color: string | undefined;
    workload: string;
  }): Promise<PodRun> {
    const { dir, mosquitto, external, onChange } = this.#options;
    if (pod.color === undefined) return new ProcesslessPod(onChange, undefined);
    const own = /^(.+):(\d+)$/.exec(external[pod.color] ?? "");
    if (own !== null) return new ProcesslessPod(onChange, { host: own[1] ?? "", port: Number(own[2]) });
    const backplane = await this.#backplane(pod.workload, `${pod.color}-backplane`);
    const port = await this.#port(pod.key);
    return new BrokerProcess({
      name: pod.name,
      port,
      dir,
      mosquitto,
      backplanePort: backplane.port,
      onChange,
    });
  }

  /** Ends the backplanes of workloads that have no pods any more. */
  async retire(workloadsInUse: ReadonlySet<string>): Promise<void> {
    for (const [key, backplane] of this.#backplanes) {
      if (workloadsInUse.has(key)) continue;
      this.#backplanes.delete(key);
      await (await backplane).stop();
    }
  }

  async backplanes(): Promise<Array<[string, BrokerProcess]>> {
    return await Promise.all(
      [...this.#backplanes].map(
        async ([key, backplane]): Promise<[string, BrokerProcess]> => [key, await backplane],
      ),
    );
  }

  #backplane(workload: string, name: string): Promise<BrokerProcess> {
    const existing = this.#backplanes.get(workload);
    if (existing !== undefined) return existing;
    const { dir, mosquitto } = this.#options;
    const started = pickPort(podPorts).then(
      (port) => new BrokerProcess({ name, port, dir, mosquitto, onChange: () => {} }),
    );
    this.#backplanes.set(workload, started);
    return started;
  }

  async #port(podKey: string): Promise<number> {
    const port = this.#ports.get(podKey) ?? (await pickPort(podPorts));
    this.#ports.set(podKey, port);
    return port;
  }
}
