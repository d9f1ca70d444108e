import { canonicalHash } from "../std/canonical.ts";
import type { Reason, Recent } from "../status/status.ts";
import type { Answer, Command } from "./command.ts";
import type { Handled } from "./commands/handler.ts";
import { HANDLERS } from "./commands/registry.ts";
import { type Draft, hasRoom, log, remember } from "./draft.ts";
import { plainJson, wellFormed } from "./evidence.ts";

/** Commands that act whatever the person was looking at: they only record it. */
const ACT_ON_ANY_PAGE = new Set(["rollback", "hold", "abort"]);
const LOGGED_REASON_MAX = 1_000;
/** The answers of 64 commands are kept in the status, which is bounded. */
const REASONS_MAX = 16;
const REASONS_TEXT_MAX = 800;

export const bodyDigest = (command: Command): string => canonicalHash(plainJson(command.body));

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
export function handleCommand(draft: Draft, given: Command): Answer {
  const { status } = draft;
  const command = given.again || status.recent.some((one) => one.id === given.body.id) ? again(given) : given;
  if (command.body.kind !== "rollback" && !hasRoom(status, "command")) return notNow();
  const stale = staleness(draft, command);
  if (stale) return refuseCommand(draft, command, [stale], "conflict");
  const handled: Handled = HANDLERS[command.body.kind](draft, command);
  if (handled.state === "refused" || handled.state === "conflict")
    return refuseCommand(draft, command, handled.reasons, handled.state);
  const answer: Answer = {
    outcome: handled.state === "done" ? "done" : "unknown",
    reasons: [],
    entry: handled.entry,
  };
  remember(draft, command, bodyDigest(command), answer);
  return answer;
}

/** The entry of the first time carries the id, and only that one: this one says in its reason that it is the same click again. */
const again = (command: Command): Command => ({ ...command, again: true });

/** The journal cannot take the command's entry, so nothing is decided and nothing remembered: the client asks again with the same id. */
const notNow = (): Answer => ({
  outcome: "unknown",
  reasons: [{ code: "state", message: "the journal cannot be written now: ask again" }],
});

/** Refuses with an entry of its own. */
export function refuseCommand(
  draft: Draft,
  command: Command,
  said: readonly Reason[],
  outcome: "refused" | "conflict" = "refused",
): Answer {
  if (!hasRoom(draft.status, "own")) return notNow();
  const reasons = inShort(said);
  const text = reasons.map((reason) => reason.message).join("; ");
  const entry = log(draft, {
    kind: "refused",
    actor: command.actor,
    ...(!command.again && { commandId: command.body.id }),
    reason: `${command.body.kind}: ${text}`.slice(0, LOGGED_REASON_MAX),
    from: draft.status.stage,
    to: draft.status.stage,
    evidence: { command: command.body.kind, outcome, reasons },
  });
  const answer: Answer = { outcome, reasons, entry };
  remember(draft, command, bodyDigest(command), answer);
  return answer;
}

function inShort(reasons: readonly Reason[]): Reason[] {
  const kept = reasons.slice(0, REASONS_MAX);
  const each = Math.max(40, Math.floor(REASONS_TEXT_MAX / Math.max(1, kept.length)));
  return kept.map(({ code, message }) => ({
    code,
    message: wellFormed(message.length > each ? `${message.slice(0, each - 1)}…` : message),
  }));
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
