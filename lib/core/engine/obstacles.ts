import type { Reason, Status } from "../status/status.ts";
import { parseTime } from "../std/time.ts";
import type { Observation } from "./observation.ts";

/** Past this many entries that are not objects yet, nothing that raises a weight is taken: the rest is room for a rollback. */
export const JOURNAL_PENDING_LIMIT = 10;
/** An entry becomes an object within a tick: one that waits longer says that the journal cannot be written (F54). */
export const JOURNAL_PENDING_MS = 5_000;

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
  if (status.drift) {
    const { by, to } = status.drift;
    reasons.push({ code: "drift", message: `the weight was set to ${to} % by ${by}` });
  }
  if (!isJournalWritable(status, now))
    reasons.push({ code: "state", message: "the journal cannot be written now" });
  // Before the start, the plan that git has is the one that would be run.
  if (status.state === "Pending")
    for (const { path, message } of observation.misfits)
      reasons.push({ code: "gate", message: `the plan does not fit: ${path} ${message}` });
  if (observation.deleting || observation.namespaceDeleting)
    reasons.push({ code: "state", message: "it is being deleted" });
  return reasons;
}

export function isJournalWritable({ journal }: Status, now: number): boolean {
  const oldest = journal.pending[0];
  if (oldest === undefined) return true;
  const since = parseTime(oldest.at);
  const waited = since.ok ? now - since.value : 0;
  return journal.pending.length < JOURNAL_PENDING_LIMIT && waited < JOURNAL_PENDING_MS;
}
