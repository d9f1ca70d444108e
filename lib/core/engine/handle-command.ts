import { canonicalHash } from "../std/canonical.ts";
import type { Reason, Recent } from "../status/status.ts";
import type { Answer, Command } from "./command.ts";
import type { Handled } from "./commands/handler.ts";
import { HANDLERS } from "./commands/registry.ts";
import { type Draft, log, remember } from "./draft.ts";

/** Commands that act whatever the person was looking at: they only record it. */
const ACT_ON_ANY_PAGE = new Set(["rollback", "hold", "abort"]);
const LOGGED_REASON_MAX = 1_000;

export const bodyDigest = (command: Command): string => canonicalHash(command.body);

/** The answer that stands for an id already, or undefined when the command is to be executed. */
export function replay(recent: Recent | undefined, command: Command, run: number): Answer | undefined {
  if (!recent) return undefined;
  if (recent.actor !== command.actor || recent.body !== bodyDigest(command)) {
    return {
      outcome: "conflict",
      reasons: [{ code: "id-reused", message: "this id was used by another command" }],
    };
  }
  // A form sent again by Back: a rollback is executed again once a stage was entered since.
  if (recent.kind === "rollback" && recent.run !== run) return undefined;
  return {
    outcome: recent.outcome,
    reasons: recent.reasons,
    ...(recent.entry !== undefined && { entry: recent.entry }),
  };
}

/** Executes one command on the draft: exactly one entry carries its id, whatever comes of it. */
export function handleCommand(draft: Draft, command: Command): Answer {
  const stale = staleness(draft, command);
  const handled: Handled = stale
    ? { state: "conflict", reasons: [stale] }
    : HANDLERS[command.body.kind](draft, command);
  const answer = answerOf(draft, command, handled);
  remember(draft, command, bodyDigest(command), answer);
  return answer;
}

function answerOf(draft: Draft, command: Command, handled: Handled): Answer {
  if (handled.state === "done" || handled.state === "underWay") {
    return { outcome: handled.state === "done" ? "done" : "unknown", reasons: [], entry: handled.entry };
  }
  const said = handled.reasons.map((reason) => reason.message).join("; ");
  const entry = log(draft, {
    kind: "refused",
    actor: command.actor,
    commandId: command.body.id,
    reason: `${command.body.kind}: ${said}`.slice(0, LOGGED_REASON_MAX),
    from: draft.status.stage,
    to: draft.status.stage,
    evidence: { command: command.body.kind, outcome: handled.state, reasons: handled.reasons },
  });
  return { outcome: handled.state, reasons: handled.reasons, entry };
}

function staleness({ status }: Draft, { body }: Command): Reason | undefined {
  if (ACT_ON_ANY_PAGE.has(body.kind)) return undefined;
  if (body.planHash !== status.planHash)
    return { code: "plan-changed", message: "the plan is another one now: look at it first" };
  if (body.stage === status.stage) return undefined;
  return {
    code: "stale",
    message: `you saw stage ${body.stage || "(none)"}, it is at ${status.stage || "(none)"} now`,
  };
}
