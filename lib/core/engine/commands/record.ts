import { isOver } from "../../status/states.ts";
import { log } from "../draft.ts";
import { readinessOf } from "../readiness.ts";
import { entryOf, type Handler, refused } from "./handler.ts";

/** A line for the record. */
export const noteForTheRecord: Handler = (draft, command) => {
  if (!command.body.reason) return refused("state", "a note needs its text as the reason");
  return {
    state: "done",
    entry: log(draft, { ...entryOf(command), from: draft.status.stage, to: draft.status.stage }),
  };
};

/** Tries everything that a rollback needs, without changing a weight. Its own entry is the journal write. */
export const drill: Handler = (draft, command) => {
  const { status, plan, observation, now } = draft;
  if (isOver(status.state)) return refused("state", `nothing to drill in ${status.state}`);
  const checks = readinessOf(plan, status, observation).checks.filter((check) => check.name !== "drill");
  const ok = checks.every((check) => check.ok);
  const ms = Math.max(0, now - command.at);
  const entry = log(draft, {
    ...entryOf(command),
    from: status.stage,
    to: status.stage,
    evidence: { ok, checks },
  });
  status.drill = { at: now, ok, ms, by: command.actor, checks };
  return { state: "done", entry };
};
