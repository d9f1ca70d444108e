import { isOutOfRun } from "../status/states.ts";
import { type Draft, fenceOf, log, markOf } from "./draft.ts";

/**
 * A new leader moves the fence of a weight that its predecessor may still be writing (F14). True when it did: the weight is written on what that
 * leaves, in the next look. A rollback moves the fence by its own write.
 */
export function takeOver(draft: Draft): boolean {
  const { status, observation } = draft;
  if (isOutOfRun(status.state)) return false;
  status.epoch += 1;
  log(draft, { kind: "leader", actor: "crossfade", reason: `epoch ${status.epoch}` });
  const { intent } = status;
  const { route } = observation;
  if (!intent || intent.kind === "rollback" || route.state === "unknown") return false;
  if (route.value.weight === intent.to) return false;
  // Older than the intent, so that it is not taken for its write.
  const mark = markOf(draft, intent.seq - 1);
  draft.effects.push({ kind: "mark-route", mark, fence: fenceOf(route.value), urgent: false });
  return true;
}
