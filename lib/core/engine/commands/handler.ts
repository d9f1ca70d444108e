import type { Reason, ReasonCode } from "../../status/status.ts";
import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";

/** What a handler decided. `accepted` has its entry in the journal already; `underWay` is answered when its weight stands. */
export type Handled =
  | { state: "done"; entry: number }
  | { state: "underWay"; entry: number }
  | { state: "refused"; reasons: Reason[] }
  | { state: "conflict"; reasons: Reason[] };

/** One kind of command. It changes the draft only when it accepts. */
export type Handler = (draft: Draft, command: Command) => Handled;

export const refused = (code: ReasonCode, message: string): Handled => ({
  state: "refused",
  reasons: [{ code, message }],
});

/** The fields of a command's own entry. */
export function entryOf({ body, actor, again }: Command) {
  return {
    kind: body.kind,
    actor,
    ...(!again && { commandId: body.id }),
    ...(body.reason !== undefined && { reason: body.reason }),
  };
}
