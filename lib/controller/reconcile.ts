import type { Decision, Subject } from "../core/engine/decision.ts";
import type { Observation } from "../core/engine/observation.ts";
import type { Status } from "../core/status/status.ts";
import type { Key, StoredMigration } from "../ports/migration-store.ts";
import { act } from "./act.ts";
import { oweEvents, payEvents, tellOfDeletion, watchSize } from "./call-out.ts";
import { decideOnBlue } from "./decide-on-blue.ts";
import { ENGINE } from "./engine-version.ts";
import type { Memory } from "./memory.ts";
import { observe } from "./observe.ts";
import type { Ports } from "./ports.ts";
import { significant } from "./significant.ts";
import { baseStatus, isBeforeDoor, subjectOf } from "./subject.ts";

const WRITE_CLOCKS_EVERY_MS = 15_000;

/** `again`: something was done or lost, look again at once. */
export type Turn = { again: boolean; gone: boolean };

/**
 * One look at a Migration and what follows from it. Reads everything anew, whatever woke it. A process that does not lead looks, and leaves
 * it at that.
 */
export async function reconcile(
  ports: Ports,
  key: Key,
  memory: Memory,
  term: number | undefined,
): Promise<Turn> {
  const stored = await ports.store.get(key, { fresh: false });
  if (!stored) {
    if (term !== undefined) tellOfDeletion(ports, memory);
    return { again: false, gone: true };
  }
  const status = baseStatus(stored, memory);
  const subject = subjectOf(stored, status);
  if (subject.plan.ok) payEvents(ports, stored, subject.plan.value, memory);
  // Until now another has counted: the time since this process looked last, as one of many, is in the status already.
  if (term !== memory.term) delete memory.observedAt;
  // A weight is about to rise on this decision: the caches will not do.
  const rising = status.state === "Entering" && status.intent?.kind !== "rollback";
  const observed = await observe(ports, stored, status, subject, memory, { fresh: rising, metrics: true });
  memory.observedAt = ports.clock.monotonic();
  const leading = term !== undefined && ports.leader.isLeading() && !isFollowed(status, memory, term);
  const { decision, observation } = await decideOnBlue(ports, stored, {
    subject,
    status,
    observation: observed,
    now: ports.clock.now(),
    takeover: leading && memory.term !== term,
    engine: ENGINE,
  });
  memory.observation = observation;
  if (!leading) {
    show(memory, stored, { ...status, slos: decision.next.slos }, subject, decision, observation);
    return { again: false, gone: false };
  }
  return lead(ports, stored, memory, status, subject, decision, observation, term);
}

/** Another has taken over since: the Lease, of which this process has not heard yet, is not what it was (F15). */
const isFollowed = ({ epoch }: Status, memory: Memory, term: number): boolean =>
  memory.term === term && memory.epoch !== undefined && epoch > memory.epoch;

async function lead(
  ports: Ports,
  stored: StoredMigration,
  memory: Memory,
  status: Status,
  subject: Subject,
  decision: Decision,
  observation: Observation,
  term: number,
): Promise<Turn> {
  const { next } = decision;
  const now = ports.clock.monotonic();
  const changed = significant(status) !== significant(next) || stored.status === undefined;
  if (changed || now - memory.writtenAt >= WRITE_CLOCKS_EVERY_MS) {
    const write = await ports.store.writeStatus(stored, next);
    if (write.state !== "written") {
      memory.conflicts += 1;
      delete memory.working;
      if (write.state !== "conflict") {
        ports.log.warn({ migration: stored.key, ...write }, "the status was not written");
        // Not decided, since not on record; but seen, and whoever looks must not see less for it.
        show(memory, stored, { ...status, slos: next.slos }, subject, decision, observation);
        if (write.state === "unknown") oweEvents(memory, stored, decision);
        if (write.state === "gone") tellOfDeletion(ports, memory);
        else await lowerAnyway(ports, stored, memory, status, subject, decision);
      }
      return { again: write.state === "conflict" && memory.conflicts < 5, gone: write.state === "gone" };
    }
    memory.writtenAt = now;
    if (next.state === "RollingBack") delete memory.lowered;
    stored = write.stored;
  }
  memory.conflicts = 0;
  memory.term = term;
  memory.epoch = next.epoch;
  memory.working = { status: next, base: stored.resourceVersion };
  show(memory, stored, next, subject, decision, observation);
  if (subject.plan.ok) watchSize(ports, stored, subject.plan.value, memory);
  await flushJournal(ports, memory, next);
  const did = await carryOut(ports, stored, memory, subject, decision);
  return { again: did, gone: false };
}

/**
 * A rollback by itself, though its record cannot be written now: lowering the weight is always safe, and whoever looks next finds it under our mark.
 * Not before a one-way door, which somebody may just be opening.
 */
async function lowerAnyway(
  ports: Ports,
  stored: StoredMigration,
  memory: Memory,
  status: Status,
  subject: Subject,
  { next, effects }: Decision,
): Promise<void> {
  if (!subject.plan.ok || next.state !== "RollingBack" || !ports.leader.isLeading()) return;
  if (status.oneWay || isBeforeDoor(subject, status)) return;
  const down = effects.flatMap((effect) => (effect.kind === "set-weight" && effect.urgent ? [effect] : []));
  if (down.length === 0) return;
  const told = effects.filter((effect) => effect.kind === "notify" && effect.event.kind !== "anchor");
  for (const effect of [...down, ...told]) await act(ports, stored.key, subject.plan.value, memory, effect);
  for (const { mark } of down) memory.lowered = mark.seq;
}

/** Moves entries out of the status into objects of their own. A failure leaves them where they are, for the next turn. */
export async function flushJournal(ports: Ports, memory: Memory, status: Status): Promise<void> {
  const { key } = memory;
  const [oldest] = status.journal.pending;
  if (oldest === undefined) {
    delete memory.journalTried;
    return;
  }
  if (memory.journalTried?.seq !== oldest.seq)
    memory.journalTried = { seq: oldest.seq, since: ports.clock.monotonic() };
  const written = await ports.store.appendEntries(key, status.journal.pending);
  if (written.state !== "written")
    ports.log.warn({ migration: key, ...written }, "the journal was not written");
}

async function carryOut(
  ports: Ports,
  stored: StoredMigration,
  memory: Memory,
  subject: Subject,
  decision: Decision,
): Promise<boolean> {
  if (!subject.plan.ok) return false;
  for (const effect of decision.effects) {
    // Each write asks again: a process that was paused must not go on with what it decided before.
    if (!ports.leader.isLeading() && effect.kind !== "notify") return true;
    await act(ports, stored.key, subject.plan.value, memory, effect);
  }
  return decision.effects.some((effect) => effect.kind !== "notify");
}

export function show(
  memory: Memory,
  stored: StoredMigration,
  status: Status,
  subject: Subject,
  decision: Decision,
  observation: Observation,
): void {
  memory.view = {
    stored,
    status,
    plan: subject.plan,
    specHash: subject.specHash,
    assessment: decision.assessment,
    observation,
  };
}
