import type { Status } from "../status/status.ts";
import type { Observation } from "./observation.ts";

/**
 * A cache may be older than what the status was decided on, by this process or another. Such a reading is replaced by what the status knows
 * of that version: a weight of before must neither look like a change by somebody else nor like a rollback that is done (F07, F08).
 */
export function newestRoute(observation: Observation, status: Status): Observation {
  const { route } = observation;
  const known = status.route;
  if (route.state === "unknown" || !known) return observation;
  if (!isOlder(route.value.resourceVersion, known.resourceVersion)) return observation;
  const { owner: _owner, writer: _writer, ...rest } = route.value;
  const weight = status.drift?.to ?? known.weight;
  const { resourceVersion, fingerprint } = known;
  return { ...observation, route: { ...route, value: { ...rest, weight, resourceVersion, fingerprint } } };
}

/** Versions of one object are compared as whole numbers, as Kubernetes has them; anything else is not known to be older. */
function isOlder(one: string, other: string): boolean {
  if (!/^\d+$/.test(one) || !/^\d+$/.test(other)) return false;
  return one.length === other.length ? one < other : one.length < other.length;
}
