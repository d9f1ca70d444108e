import type { IstioPlan, Plan } from "../../../core/plan/plan.ts";
import type { TrafficRouter } from "../../../ports/traffic-router.ts";
import type { KubeAnswer } from "../../kubernetes/answer.ts";
import { kubePath, RESOURCES } from "../../kubernetes/paths.ts";
import { unknownFrom } from "../../kubernetes/reading.ts";
import { makeWatcher } from "../../kubernetes/watcher.ts";
import type { ManagedRouter, RouterDeps } from "../router-deps.ts";
import { refusedWrite } from "../refused-write.ts";
import { makeServiceCheck } from "../service-check.ts";
import { locate, toRoute } from "./read-route.ts";
import { rivalsOf } from "./rivals.ts";
import { routePatch } from "./route-patch.ts";
import { virtualService, type VirtualService } from "./virtual-service.ts";

const RESOURCE = RESOURCES.virtualServices;

/** Istio's VirtualService: the weights of a `tcp`, `tls` or `http` route. */
export function makeIstioRouter(deps: RouterDeps): ManagedRouter {
  const { client, clock } = deps;
  const watcher = makeWatcher<VirtualService>({
    ...deps,
    resource: RESOURCE,
    parse: (object) => virtualService.safeParse(object).data,
  });

  const services = makeServiceCheck(deps);

  /** A read that is known to be of now, kept; the newer of it and what the watch has. */
  async function get(namespace: string, name: string): Promise<KubeAnswer> {
    const answer = await watcher.read({ namespace, name });
    if (answer.state !== "ok") return answer;
    return { state: "ok", body: watcher.get({ namespace, name }) ?? answer.body };
  }

  async function cached(namespace: string, name: string): Promise<KubeAnswer> {
    const failure = await watcher.ready(namespace);
    // Without the right to list, the one object may still be read.
    if (failure !== undefined) return failure.state === "unknown" ? failure : get(namespace, name);
    const body = watcher.get({ namespace, name });
    // Absent from the copy may be too new for it: gone is for the server to say.
    return body === undefined ? get(namespace, name) : { state: "ok", body };
  }

  const read: TrafficRouter["read"] = async (namespace, plan, { fresh }) => {
    const router = istioOf(plan);
    const answer = await (fresh ? get : cached)(namespace, router.virtualService);
    const at = fresh ? clock.now() : watcher.asOf(namespace);
    if (answer.state !== "ok") return unknownFrom(answer, clock.now());
    const result = locate(answer.body, namespace, plan, router);
    if (!result.ok)
      return {
        state: "unknown",
        code: "invalid",
        why: `VirtualService ${router.virtualService}: ${result.why}`,
        at,
      };
    const route = toRoute(result.located);
    const rivals = rivalsOf(result.located, watcher.values());
    const nowhere = await services.problems(namespace, plan);
    return { state: "known", value: { ...route, problems: [...route.problems, ...rivals, ...nowhere] }, at };
  };

  const write: TrafficRouter["write"] = async (namespace, plan, change, { dryRun = false, signal } = {}) => {
    const router = istioOf(plan);
    const name = router.virtualService;
    // Fenced, any copy will do, however old: a stale one meets a 409. Unfenced, the places must be those of now.
    const copy = change.fenced ? watcher.get({ namespace, name }) : undefined;
    const base: KubeAnswer = copy === undefined ? await get(namespace, name) : { state: "ok", body: copy };
    if (base.state !== "ok") return refusedWrite(base);
    const found = locate(base.body, namespace, plan, router);
    if (!found.ok) return { state: "differs", why: found.why };
    const { resourceVersion } = found.located.object.metadata;
    if (change.fenced && resourceVersion !== change.fence.resourceVersion) return { state: "conflict" };
    const answer = await client.request({
      method: "PATCH",
      path: kubePath(RESOURCE, { namespace, name }),
      query: { fieldManager: "crossfade", ...(dryRun ? { dryRun: "All" } : {}) },
      contentType: "application/json-patch+json",
      body: routePatch(found.located, {
        ...(change.weight === undefined ? {} : { weight: change.weight }),
        mark: change.mark,
        ...(change.fenced ? { resourceVersion: change.fence.resourceVersion } : {}),
      }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.state !== "ok") return refusedWrite(answer);
    if (!dryRun) watcher.put(answer.body);
    // What the server says it stored, not what was sent: a webhook may have had its say.
    const stored = locate(answer.body, namespace, plan, router);
    if (!stored.ok) return { state: "differs", why: stored.why };
    return { state: "written", route: toRoute(stored.located) };
  };

  return {
    kind: "istio",
    read,
    write,
    watch: (onChange) => watcher.onChange(({ namespace, name }) => onChange(namespace, name)),
    stop() {
      watcher.stop();
      services.stop();
    },
  };
}

function istioOf(plan: Plan): IstioPlan {
  if (plan.traffic.router.kind !== "istio") throw new TypeError("the plan's router is not Istio's");
  return plan.traffic.router;
}
