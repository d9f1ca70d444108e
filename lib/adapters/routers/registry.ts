import type { RouterKind } from "../../core/plan/plan.ts";
import type { TrafficRouter } from "../../ports/traffic-router.ts";
import { makeIstioRouter } from "./istio/istio-router.ts";
import type { ManagedRouter, RouterDeps } from "./router-deps.ts";

/** Every router there is: one line each. A kind that is missing here is refused by name before a start. */
const ROUTERS: Partial<Record<RouterKind, (deps: RouterDeps) => ManagedRouter>> = {
  istio: makeIstioRouter,
};

export type Routers = {
  /** Undefined: the plan is of a kind that this version has no router for. */
  get(kind: RouterKind): TrafficRouter | undefined;
  stop(): void;
};

/** Routers are made when a plan first asks for one: the kinds of the others need not exist in the cluster. */
export function makeRouters(deps: RouterDeps): Routers {
  const made = new Map<RouterKind, ManagedRouter>();
  return {
    get(kind) {
      const known = made.get(kind);
      if (known !== undefined) return known;
      const router = ROUTERS[kind]?.(deps);
      if (router !== undefined) made.set(kind, router);
      return router;
    },
    stop() {
      for (const router of made.values()) router.stop();
    },
  };
}
