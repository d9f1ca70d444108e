import type { Status } from "../core/status/status.ts";

/**
 * What of a status counts as a transition, as text to compare: that is written at once. Clocks, values, the share and the wording of
 * conditions follow within 15 s.
 */
export function significant(status: Status): string {
  // The pinned plan is told by its hash.
  const {
    bakedMs: _baked,
    share: _share,
    plan: _plan,
    slos,
    conditions,
    stages,
    gates,
    route,
    journal,
    ...rest
  } = status;
  return JSON.stringify({
    ...rest,
    slos: slos.map(({ name, side, verdict, provisional }) => [name, side, verdict, provisional]),
    conditions: conditions.map(({ type, status: value, reason }) => [type, value, reason]),
    stages: stages.map(({ name, enteredAt, leftAt }) => [name, enteredAt, leftAt]),
    gates: gates.map(({ stage, gate, state, ref }) => [stage, gate, state, ref]),
    // Others may touch the object without touching the route.
    route: route && [route.fingerprint, route.weight, route.changedAt, route.seq],
    journal: [journal.length, journal.head],
  });
}
