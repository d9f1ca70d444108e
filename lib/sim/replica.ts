import { makeJobRunner } from "../adapters/kubernetes/job-runner.ts";
import { makeLeader } from "../adapters/kubernetes/lease.ts";
import { makeMigrationStore } from "../adapters/kubernetes/migration-store.ts";
import { makeWorkloads } from "../adapters/kubernetes/workloads.ts";
import { metricsSourceOn } from "../adapters/prometheus/metrics-source.ts";
import { makeRouters } from "../adapters/routers/registry.ts";
import { type Controller, startController } from "../controller/loop.ts";
import type { Ports } from "../controller/ports.ts";
import type { Answer, CommandBody } from "../core/engine/command.ts";
import type { NotifyEvent } from "../core/engine/effect.ts";
import type { Key } from "../ports/migration-store.ts";
import { sendCommand } from "../usecases/send-command.ts";
import type { Host } from "./host.ts";
import type { Network } from "./network.ts";
import type { SimPrometheus } from "./prometheus.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export type ReplicaDeps = {
  host: Host;
  network: Network;
  prometheus: SimPrometheus;
  tickMs: number;
  onNotify: (event: NotifyEvent) => void;
  /** A look or a command that threw: an expected failure never does. */
  onError: (error: unknown) => void;
};

/** One process of Crossfade: the real adapters, the real controller, the real use case, on a network that is simulated. */
export class Replica {
  readonly host: Host;
  readonly ports: Ports;
  readonly controller: Controller;

  constructor({ host, network, prometheus, tickMs, onNotify, onError }: ReplicaDeps) {
    this.host = host;
    const client = network.clientOf(host);
    const { clock } = host;
    const log = { ...silent, error: (fields: object, message: string) => onError({ message, ...fields }) };
    const shared = { client, clock, log, namespaces: [] };
    const router = makeRouters(shared).get("istio");
    if (router === undefined) throw new Error("there is no router for Istio");
    this.ports = {
      clock,
      log,
      store: makeMigrationStore(shared),
      routers: new Map([["istio", router]]),
      workloads: makeWorkloads(shared),
      jobs: makeJobRunner(shared),
      metrics: metricsSourceOn(prometheus.askOf(host), { clock }),
      notifier: { notify: (_key, _plan, event) => onNotify(event), stop: () => Promise.resolve() },
      leader: makeLeader({ client, clock, log, identity: host.name }),
    };
    this.controller = startController(this.ports, { tickMs, campaign: true });
  }

  send(key: Key, body: CommandBody, actor: string): Promise<Answer | undefined> {
    return sendCommand(this, key, { body, actor, at: this.host.clock.now() });
  }

  /** SIGTERM: stops deciding, gives the Lease back, and is gone. */
  async stop(): Promise<void> {
    await this.controller.stop();
    this.host.kill();
  }
}
