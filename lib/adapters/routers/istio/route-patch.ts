import type { OwnerMark } from "../../../core/engine/observation.ts";
import { formatMark, OWNER_ANNOTATION } from "../owner-mark.ts";
import { type Located, routePath } from "./read-route.ts";

export type PatchOp = { op: "add" | "replace" | "test"; path: string; value: unknown };

export type RouteChange = { weight?: number; mark: OwnerMark; resourceVersion?: string };

/**
 * The JSON Patch that writes the two weights and the mark, and nothing else. With `resourceVersion` a stale one is a 409 (a `replace`: a failed
 * `test` would be a 422 that does not say what was stale). The `test`s make certain that these places still are the plan's
 * route and sides: a 422 means another route.
 */
export function routePatch({ object, chosen, blue, green }: Located, change: RouteChange): PatchOp[] {
  const ops: PatchOp[] = [];
  if (change.resourceVersion !== undefined) {
    ops.push({ op: "replace", path: "/metadata/resourceVersion", value: change.resourceVersion });
  }
  const path = routePath(chosen);
  const destinations = chosen.route.route ?? [];
  for (const index of [blue, green]) {
    ops.push({ op: "test", path: `${path}/${index}/destination`, value: destinations[index]?.destination });
  }
  if (chosen.route.match != null) {
    ops.push({ op: "test", path: `/spec/${chosen.list}/${chosen.index}/match`, value: chosen.route.match });
  }
  if (change.weight !== undefined) {
    // `add` sets a member that is there as well as one that is not: Istio leaves weights of 0 out.
    ops.push({ op: "add", path: `${path}/${blue}/weight`, value: 100 - change.weight });
    ops.push({ op: "add", path: `${path}/${green}/weight`, value: change.weight });
  }
  const mark = formatMark(change.mark);
  if (object.metadata.annotations == null) {
    ops.push({ op: "add", path: "/metadata/annotations", value: { [OWNER_ANNOTATION]: mark } });
  } else {
    ops.push({
      op: "add",
      path: `/metadata/annotations/${OWNER_ANNOTATION.replace("/", "~1")}`,
      value: mark,
    });
  }
  return ops;
}
