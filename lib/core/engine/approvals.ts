import { hashOf } from "../journal/chain.ts";
import type { Entry } from "../journal/entry.ts";
import type { Approval, Status } from "../status/status.ts";
import { formatTime } from "../std/time.ts";
import type { Observation } from "./observation.ts";

type Context = { status: Status; observation: Observation; now: number };

/** What an approval's entry says, so that the status alone can make none (A44). */
export const evidenceOf = ({ name, digest, expires }: Pick<Approval, "name" | "digest" | "expires">) => ({
  approval: name,
  digest,
  expires: formatTime(expires),
});

/** Distinct people whose approval of this name counts now. */
export function approversOf(context: Context, name: string): string[] {
  const counting = context.status.approvals.filter(
    (approval) => approval.name === name && countsNow(context, approval),
  );
  return [...new Set(counting.map((approval) => approval.by))];
}

/** Given in this entry of this stage, on record, not used, not expired, and not by who asked for the stage. */
export function countsNow({ status, observation, now }: Context, approval: Approval): boolean {
  const given = approval.stage === status.stage && approval.entry > status.run;
  const open = approval.usedAt === undefined && now < approval.expires;
  return given && open && approval.by !== status.enteredBy && isOnRecord(status, observation, approval);
}

/** Whether the chain holds the entry that gave it. Entries that cannot be read now are no record. */
function isOnRecord({ journal }: Status, { history }: Observation, approval: Approval): boolean {
  const objects = history.state === "known" ? (history.value.approvals ?? []) : [];
  const entry = [...journal.pending, ...objects].find((one) => one.seq === approval.entry);
  return entry !== undefined && hashOf(entry) === entry.hash && says(entry, approval);
}

function says(entry: Entry, approval: Approval): boolean {
  const { evidence } = entry;
  if (typeof evidence !== "object" || evidence === null) return false;
  const isSame = Object.entries(evidenceOf(approval)).every(
    ([key, value]) => Reflect.get(evidence, key) === value,
  );
  return isSame && entry.kind === "approve" && entry.actor === approval.by && entry.stage === approval.stage;
}
