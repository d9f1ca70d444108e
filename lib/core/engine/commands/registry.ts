import type { CommandKind } from "../../journal/entry.ts";
import { adoptPlan } from "./adopt-plan.ts";
import { advance } from "./advance.ts";
import { approve, revokeApproval } from "./approve.ts";
import type { Handler } from "./handler.ts";
import { holdByPerson, resume } from "./hold-resume.ts";
import { drill, noteForTheRecord } from "./record.ts";
import { retry } from "./retry.ts";
import { abort, drain, rollback } from "./rollback.ts";
import { skipBake } from "./skip-bake.ts";
import { start } from "./start.ts";

export const HANDLERS: Record<CommandKind, Handler> = {
  start,
  advance,
  hold: holdByPerson,
  resume,
  rollback,
  drain,
  approve,
  "revoke-approval": revokeApproval,
  "skip-bake": skipBake,
  retry,
  "adopt-plan": adoptPlan,
  abort,
  drill,
  note: noteForTheRecord,
};
