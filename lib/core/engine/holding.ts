import type { HoldCode, State, Status } from "../status/status.ts";
import { type Draft, fenceOf, log, markOf, note, notify } from "./draft.ts";

/** A rollback is never stopped, and what is over is not stopped either. */
const HOLDABLE: ReadonlySet<State> = new Set(["Pending", "Entering", "Baking", "Ready", "Held"]);

/**
 * Holds, pages and journals. A hold that stands is kept, except that anything graver replaces one for blindness. Where nothing can be held
 * it is said, and nothing else.
 */
export function hold(draft: Draft, code: HoldCode, reason: string): void {
  const { status } = draft;
  if (status.hold && (status.hold.code !== "blind" || code === "blind")) return;
  const late = status.state === "RollingBack" && code === "drift";
  if (!HOLDABLE.has(status.state) && !late) {
    note(draft, { kind: "check", actor: "crossfade", reason });
    return notify(draft, "hold", `In ${status.state}: ${code}`, reason);
  }
  const seq = log(draft, { kind: "hold", actor: "crossfade", reason, evidence: { code } });
  stopIntent(draft, seq, false);
  status.hold = { by: "crossfade", code, reason, since: draft.now };
  status.state = "Held";
  notify(draft, code === "blind" ? "blind" : "hold", `Held: ${code}`, reason);
}

/** What is under way goes on under a new number after `resume`: a write of it that is still in flight must miss. */
export function stopIntent(draft: Draft, seq: number, urgent: boolean): void {
  const { status, observation } = draft;
  const { intent } = status;
  const { route } = observation;
  if (status.state !== "Entering" || !intent || intent.kind === "rollback") return;
  intent.voided = intent.seq;
  if (route.state === "unknown" || route.value.weight === intent.to) return;
  draft.effects.push({ kind: "mark-route", mark: markOf(draft, seq), fence: fenceOf(route.value), urgent });
}

/** Ends the hold under the number of the entry that ended it; what was under way goes on from there. */
export function release(draft: Draft, seq: number): void {
  const { status } = draft;
  delete status.hold;
  status.resumedAt = draft.now;
  if (status.intent && status.intent.kind !== "rollback") status.intent.seq = seq;
  status.state = stateBehind(status);
}

function stateBehind({ intent, stage }: Status): State {
  if (intent) return intent.kind === "rollback" ? "RollingBack" : "Entering";
  return stage === "" ? "Pending" : "Baking";
}
