import "server-only";
import { startController } from "../../controller/loop.ts";
import { makeAuthority } from "../../usecases/authority.ts";
import { sendCommand } from "../../usecases/send-command.ts";
import { shareRanges } from "../../usecases/shared-ranges.ts";
import { makeCommandNotes } from "../command-notes.ts";
import type { Container } from "../container.ts";
import type { Environment } from "../environment.ts";
import { makeLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import { makeMetrics } from "../metrics.ts";
import type { ShutdownStep } from "../shutdown.ts";
import { makeStreamHub } from "../streams.ts";
import { makeAdapters } from "./adapters.ts";
import { makeCandidate } from "./candidate.ts";
import { askPrometheus, watchFirstContact } from "./first-contact.ts";
import { makePatientLive } from "./patient-live.ts";

/** `standBack` gives leadership up, and stands for it anew. */
export type Built = { container: Container; standBack: () => Promise<void>; steps: ShutdownStep[] };

/** A loop that has not come round for so long will not: its process is better started again. */
const BROKEN_AFTER_MS = 30_000;

/** The one place where ports get their adapters, and where the loop is started. */
export function buildContainer(environment: Environment, log: Log): Built {
  const adapters = makeAdapters(environment, log);
  const { access, signIn } = adapters;
  const { leader, standBack } = makeCandidate(adapters.ports.leader);
  const ports = { ...adapters.ports, leader };
  const { clock, store } = ports;
  const monotonic = () => clock.monotonic();
  let stopping = false;

  const streams = makeStreamHub({
    clock,
    random: Math.random,
    onError: (error) => log.warn({ error }, "a stream failed"),
  });
  const metrics = makeMetrics({ streams: () => streams.count(), leading: () => leader.isLeading() });
  const controller = startController(ports, {
    tickMs: environment.tickMs,
    campaign: environment.role !== "web",
  });
  controller.onTurn((_key, ms, failed) =>
    metrics.turns.observe({ result: failed ? "failed" : "done" }, ms / 1_000),
  );
  const contact = watchFirstContact(clock, log, [
    { name: "Kubernetes", setting: "KUBECONFIG", ask: () => adapters.askKubernetes() },
    { name: "Prometheus", setting: "PROMETHEUS_URL", ask: () => askPrometheus(ports.metrics, clock) },
  ]);

  const container: Container = {
    environment,
    clock,
    log,
    metrics,
    access,
    authority: makeAuthority(access, clock),
    signIn,
    store,
    maker: adapters.maker,
    routers: ports.routers,
    workloads: ports.workloads,
    live: makePatientLive(controller.live, (key) => controller.memories.peek(key)?.view, clock),
    look: (key) => controller.look(key),
    metricsSource: shareRanges(ports.metrics, clock),
    send: (actor, key, body) =>
      sendCommand({ ports, controller }, key, { body, actor: actor.name, at: clock.now() }),
    limits: makeLimits(monotonic),
    notes: makeCommandNotes(),
    streams,
    health: {
      broken: () => (controller.idleMs() > BROKEN_AFTER_MS ? "the loop stands still" : undefined),
      notReady() {
        if (stopping) return "stopping";
        return contact.missing().includes("Kubernetes") ? "Kubernetes has not answered yet" : undefined;
      },
    },
  };
  const steps: ShutdownStep[] = [
    { name: "turn away", run: () => void (stopping = true) },
    { name: "end the streams", run: () => streams.close() },
    // Also releases the Lease, so that another replica goes on at once.
    { name: "stop deciding", run: () => controller.stop() },
    { name: "close connections", run: () => (contact.stop(), adapters.close()) },
  ];
  return { container, standBack, steps };
}
