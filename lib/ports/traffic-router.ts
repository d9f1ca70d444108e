import type { Plan } from "../core/plan/plan.ts";
import type { RouteFence } from "../core/engine/effect.ts";
import type { OwnerMark, Reading, Route } from "../core/engine/observation.ts";

export type RouteWrite =
  | { state: "written"; route: Route }
  | { state: "conflict" }
  /** The destinations are not those it was decided on (422 on a `test`): read and hold. */
  | { state: "differs"; why: string }
  | { state: "forbidden"; why: string }
  | { state: "gone" }
  | { state: "unknown"; why: string };

/**
 * One kind of router. A write touches the two weights of the chosen route and the annotation `crossfade.dev/owner`, and nothing
 * else; it carries the resourceVersion it was decided on. `Plan["traffic"]` names the route.
 */
export interface TrafficRouter {
  /** Key of `traffic` that it serves, e.g. `istio`. */
  readonly kind: string;
  /** `fresh: false` may answer from a cache that is never older than this process's own last write. */
  read(namespace: string, plan: Plan, options: { fresh: boolean }): Promise<Reading<Route>>;
  /** Sets green's weight in percent and the mark. Without `fence.resourceVersion` only the destinations are tested. */
  write(
    namespace: string,
    plan: Plan,
    change: { weight?: number; mark: OwnerMark; fence: RouteFence; fenced: boolean },
    options?: { dryRun?: boolean; signal?: AbortSignal },
  ): Promise<RouteWrite>;
  /** Called when a route object may have changed. */
  watch(onChange: (namespace: string, name: string) => void): () => void;
}
