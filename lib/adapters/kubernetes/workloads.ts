import type { SideState } from "../../core/engine/observation.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { formatTime } from "../../core/std/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ActionResult, Workloads } from "../../ports/workloads.ts";
import type { Log } from "../system/log.ts";
import type { KubeClient } from "./client.ts";
import { type KubeResource, kubePath, RESOURCES } from "./paths.ts";
import { makeNamespaceWatch } from "./namespace-watch.ts";
import { actionResult, unknownFrom } from "./reading.ts";
import { parseSide, RESTARTED_AT } from "./side-state.ts";
import { makeWatcher } from "./watcher.ts";

export type WorkloadsDeps = { client: KubeClient; clock: Clock; log: Log; namespaces: readonly string[] };

/** What a plan's action may reach, by `apiVersion/kind`. Nothing else, whatever the plan says (A42). */
const TARGETS: Readonly<Record<string, KubeResource>> = {
  "v1/ConfigMap": RESOURCES.configMaps,
  "apps/v1/Deployment": RESOURCES.deployments,
  "apps/v1/StatefulSet": RESOURCES.statefulSets,
};

type WorkloadKind = Plan["blue"]["workload"]["kind"];

const resourceOf = (kind: WorkloadKind): KubeResource =>
  kind === "StatefulSet" ? RESOURCES.statefulSets : RESOURCES.deployments;

const NO_WORKLOAD: SideState = { exists: false, replicas: 0, ready: 0, template: "" };

/** The sides' workloads by watch, and what plans do to them: merge patches, each of which can be sent again. */
export function makeWorkloads(deps: WorkloadsDeps): Workloads & { stop(): void } {
  const { client, clock } = deps;
  const statefulSets = makeWatcher({ ...deps, resource: RESOURCES.statefulSets, parse: parseSide });
  const deployments = makeWatcher({ ...deps, resource: RESOURCES.deployments, parse: parseSide });
  const listeners = new Set<(namespace: string) => void>();
  const namespaceDeleting = makeNamespaceWatch({
    client,
    clock,
    onChange: (namespace) => {
      for (const listener of listeners) listener(namespace);
    },
  });
  const watcherOf = (kind: WorkloadKind) => (kind === "StatefulSet" ? statefulSets : deployments);

  async function patch(
    resource: KubeResource,
    namespace: string,
    name: string,
    merge: unknown,
  ): Promise<ActionResult> {
    const answer = await client.request({
      method: "PATCH",
      path: kubePath(resource, { namespace, name }),
      query: { fieldManager: "crossfade" },
      contentType: "application/merge-patch+json",
      body: merge,
    });
    if (answer.state !== "ok") return actionResult(answer);
    if (resource === RESOURCES.statefulSets) statefulSets.put(answer.body);
    if (resource === RESOURCES.deployments) deployments.put(answer.body);
    return { state: "done" };
  }

  return {
    async side(namespace, plan, side, { fresh }) {
      const { kind, name } = plan[side].workload;
      const watcher = watcherOf(kind);
      const place = { namespace, name };
      if (fresh) {
        const at = clock.now();
        const answer = await watcher.read(place);
        if (answer.state === "not-found") return { state: "known", value: NO_WORKLOAD, at };
        if (answer.state !== "ok") return unknownFrom(answer, at);
        return { state: "known", value: watcher.get(place) ?? NO_WORKLOAD, at };
      }
      const failure = await watcher.ready(namespace);
      if (failure !== undefined) return unknownFrom(failure, clock.now());
      return { state: "known", value: watcher.get(place) ?? NO_WORKLOAD, at: watcher.asOf(namespace) };
    },

    async act(namespace, plan, action) {
      if (action.kind === "patch") {
        const { apiVersion, kind, name } = action.target;
        const resource = TARGETS[`${apiVersion}/${kind}`];
        if (resource === undefined)
          return { state: "failed", why: `${apiVersion} ${kind} is not a kind that plans may patch` };
        return patch(resource, namespace, name, action.merge);
      }
      const { kind, name } = plan[action.side].workload;
      const resource = resourceOf(kind);
      const spec =
        action.kind === "scale"
          ? { replicas: action.replicas }
          : // The time is the decision's, not this call's: sent again, it changes nothing.
            { template: { metadata: { annotations: { [RESTARTED_AT]: formatTime(action.at) } } } };
      return patch(resource, namespace, name, { spec });
    },

    namespaceDeleting,

    watch(onChange) {
      listeners.add(onChange);
      const stops = [statefulSets, deployments].map((watcher) =>
        watcher.onChange(({ namespace }) => onChange(namespace)),
      );
      return () => {
        listeners.delete(onChange);
        for (const stop of stops) stop();
      };
    },

    stop() {
      statefulSets.stop();
      deployments.stop();
    },
  };
}
