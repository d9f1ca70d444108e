import type { Plan } from "../core/plan/plan.ts";
import type { Effect } from "../core/engine/effect.ts";
import type { Reading, SideState } from "../core/engine/observation.ts";
import type { Side } from "../core/status/status.ts";

export type ActionResult =
  | { state: "done" }
  | { state: "forbidden"; why: string }
  | { state: "failed"; why: string }
  | { state: "unknown"; why: string };

/** The StatefulSets, Deployments and ConfigMaps of a Migration's own namespace. Every action is idempotent. */
export interface Workloads {
  /** Cached by a watch; `fresh` asks the API. */
  side(namespace: string, plan: Plan, side: Side, options: { fresh: boolean }): Promise<Reading<SideState>>;
  act(
    namespace: string,
    plan: Plan,
    action: Extract<Effect, { kind: "scale" | "restart" | "patch" }>,
  ): Promise<ActionResult>;
  /** True while the namespace is being deleted; false when it is not or cannot be seen. */
  namespaceDeleting(namespace: string): boolean;
  watch(onChange: (namespace: string) => void): () => void;
}
