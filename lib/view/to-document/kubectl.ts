import type { Plan, SidePlan } from "../../core/plan/plan.ts";

/**
 * The command that sends all new traffic to blue with kubectl alone, from the route as it was last read. It tests that
 * the destinations are still where they were, so that a route that changed since is refused and not damaged.
 * `undefined` where the object does not have the shape that the plan describes.
 */
export function rollbackByKubectl(plan: Plan, namespace: string, object: unknown): string | undefined {
  const { router } = plan.traffic;
  if (router.kind !== "istio") return undefined;
  const protocol = router.route.kind;
  const routes = listAt(fieldAt(object, "spec"), protocol);
  for (const [index, route] of routes.entries()) {
    const destinations = listAt(route, "route");
    const blue = destinations.findIndex((each) => leadsTo(each, plan.blue, namespace, router.subset.blue));
    const green = destinations.findIndex((each) => leadsTo(each, plan.green, namespace, router.subset.green));
    if (blue === -1 || green === -1 || blue === green) continue;
    const at = (place: number) => `/spec/${protocol}/${index}/route/${place}`;
    const patch = [
      test(`${at(blue)}/destination/host`, hostOf(destinations[blue])),
      test(`${at(green)}/destination/host`, hostOf(destinations[green])),
      { op: "add", path: `${at(blue)}/weight`, value: 100 },
      { op: "add", path: `${at(green)}/weight`, value: 0 },
    ];
    return `kubectl -n ${namespace} patch virtualservices.networking.istio.io ${router.virtualService} --type=json -p '${JSON.stringify(patch)}'`;
  }
  return undefined;
}

function test(path: string, value: string): { op: string; path: string; value: string } {
  return { op: "test", path, value };
}

function leadsTo(
  destination: unknown,
  side: SidePlan,
  namespace: string,
  subset: string | undefined,
): boolean {
  const host = hostOf(destination);
  const full = `${side.service.name}.${namespace}.svc.cluster.local`;
  const isHost =
    host !== "" && (full === host || (full.startsWith(`${host}.`) && host.startsWith(side.service.name)));
  if (!isHost) return false;
  return subset === undefined || fieldAt(fieldAt(destination, "destination"), "subset") === subset;
}

function hostOf(destination: unknown): string {
  const host = fieldAt(fieldAt(destination, "destination"), "host");
  return typeof host === "string" ? host : "";
}

function fieldAt(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function listAt(value: unknown, key: string): unknown[] {
  const held = fieldAt(value, key);
  return Array.isArray(held) ? held : [];
}
