import type { Reason, Status } from "../status/status.ts";
import type { Observation } from "./observation.ts";

/** Past this many entries that are not objects yet, nothing that raises a weight is taken: the rest is room for a rollback. */
export const JOURNAL_PENDING_LIMIT = 10;
/** An entry becomes an object within a tick: one that is tried for longer says that the journal cannot be written (F54). */
const JOURNAL_TRIED_MS = 5_000;

type Migration = { namespace: string; name: string };

/** What stops anything that raises a weight, apart from gates: a route or an API that cannot be trusted now, a journal that cannot be written. */
export function obstaclesOf(
  status: Status,
  observation: Observation,
  now: number,
  migration?: Migration,
): Reason[] {
  const reasons: Reason[] = [];
  const { route } = observation;
  if (route.state === "unknown")
    reasons.push({ code: "gate", message: `the route cannot be read: ${route.why}` });
  else {
    if (route.value.problems[0] !== undefined)
      reasons.push({ code: "gate", message: route.value.problems[0] });
    const { owner } = route.value;
    if (migration && owner && (owner.name !== migration.name || owner.namespace !== migration.namespace))
      reasons.push({ code: "state", message: `the route is claimed by ${owner.namespace}/${owner.name}` });
  }
  const lowered = loweredTo(status, observation);
  if (lowered !== undefined)
    reasons.push({
      code: "state",
      message: `the weight is ${lowered} % already, not ${status.route?.weight} %: a rollback is on its way`,
    });
  if (status.drift) {
    const { by, to } = status.drift;
    reasons.push({ code: "drift", message: `the weight was set to ${to} % by ${by}` });
  }
  if (!isJournalWritable(status, observation, now))
    reasons.push({ code: "state", message: "the journal cannot be written now" });
  // Before the start, the plan that git has is the one that would be run.
  if (status.state === "Pending")
    for (const { path, message } of observation.misfits)
      reasons.push({ code: "gate", message: `the plan does not fit: ${path} ${message}` });
  if (observation.deleting || observation.namespaceDeleting)
    reasons.push({ code: "state", message: "it is being deleted" });
  return reasons;
}

/** The live weight where it is lower than it was left and nobody else is known to have lowered it: what was measured then is no evidence now. */
function loweredTo({ route: left, drift, state }: Status, { route }: Observation): number | undefined {
  if (route.state === "unknown" || left === undefined || drift || state === "RollingBack") return undefined;
  return route.value.weight < left.weight ? route.value.weight : undefined;
}

export function isJournalWritable({ journal }: Status, observation: Observation, now: number): boolean {
  const [oldest] = journal.pending;
  const { journalTried: tried } = observation;
  // Time in which nobody was there to write it, as before a takeover, says nothing against the journal.
  const isStuck = oldest !== undefined && tried?.seq === oldest.seq && now - tried.since >= JOURNAL_TRIED_MS;
  return journal.pending.length < JOURNAL_PENDING_LIMIT && !isStuck;
}
