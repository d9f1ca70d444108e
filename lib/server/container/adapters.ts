import "server-only";
import { makeSignIn } from "../../adapters/auth/make-sign-in.ts";
import { makeAccessReviewer } from "../../adapters/kubernetes/access.ts";
import { makeKubeClient } from "../../adapters/kubernetes/client.ts";
import { makeJobRunner } from "../../adapters/kubernetes/job-runner.ts";
import { makeLeader } from "../../adapters/kubernetes/lease.ts";
import { makeMigrationMaker } from "../../adapters/kubernetes/migration-maker.ts";
import { makeMigrationStore } from "../../adapters/kubernetes/migration-store.ts";
import { makeWorkloads } from "../../adapters/kubernetes/workloads.ts";
import { makeNotifier } from "../../adapters/notify/notifier.ts";
import { makeMetricsSource } from "../../adapters/prometheus/metrics-source.ts";
import { makeRouters } from "../../adapters/routers/registry.ts";
import { makeSystemClock } from "../../adapters/system/clock.ts";
import type { RouterKind } from "../../core/plan/plan.ts";
import type { Ports } from "../../controller/ports.ts";
import type { Environment } from "../environment.ts";
import type { Log } from "../log.ts";

export type Adapters = ReturnType<typeof makeAdapters>;

const KINDS: readonly RouterKind[] = ["istio", "istioEndpoints", "gateway", "traefik", "ingressNginx"];

/** Everything that speaks to the outside. Throws an Error of one line when there is no usable Kubernetes configuration. */
export function makeAdapters(environment: Environment, log: Log) {
  const clock = makeSystemClock();
  const { kubeconfig, prometheus } = environment;
  const client = makeKubeClient({ clock, ...(kubeconfig === undefined ? {} : { kubeconfig }) });
  const namespaces = environment.namespaces === "all" ? [] : environment.namespaces;
  const shared = { client, clock, log, namespaces };
  const store = makeMigrationStore(shared);
  const workloads = makeWorkloads(shared);
  const jobs = makeJobRunner(shared);
  const registry = makeRouters(shared);
  const metrics = makeMetricsSource({ ...prometheus, clock });
  const leader = makeLeader({ client, clock, log });
  const access = makeAccessReviewer({ client });
  const signIn = makeSignIn({
    settings: {
      publicOrigin: environment.publicOrigin,
      secret: environment.secret,
      tokenSignIn: environment.tokenSignIn,
      ...(environment.oidc === undefined ? {} : { oidc: environment.oidc }),
    },
    access,
    clock,
    warn: (fields, message) => log.warn(fields, message),
  });
  const routers = KINDS.flatMap((kind) => {
    const router = registry.get(kind);
    return router === undefined ? [] : [[kind, router] as const];
  });
  const notifier = makeNotifier({
    clock,
    log,
    publicOrigin: environment.publicOrigin,
    ...(environment.alertmanagerUrl === undefined ? {} : { alertmanagerUrl: environment.alertmanagerUrl }),
    ...(environment.notifyDir === undefined ? {} : { notifyDir: environment.notifyDir }),
  });
  const ports: Ports = {
    clock,
    store,
    routers: new Map(routers),
    workloads,
    jobs,
    metrics,
    notifier,
    leader,
    log,
  };
  return {
    ports,
    access,
    signIn,
    maker: makeMigrationMaker(shared),
    /** Undefined when the API server answers. */
    async askKubernetes(): Promise<string | undefined> {
      const answer = await client.request({ method: "GET", path: "/version" });
      return answer.state === "ok" ? undefined : answer.why;
    },
    async close(): Promise<void> {
      store.stop();
      workloads.stop();
      jobs.stop();
      registry.stop();
      await Promise.all([metrics.close(), client.close()]);
    },
  };
}
