import type { Decision } from "../core/engine/decision.ts";
import type { NotifyKind } from "../core/engine/effect.ts";
import type { Plan } from "../core/plan/plan.ts";
import { isOutOfRun } from "../core/status/states.ts";
import type { Key, StoredMigration } from "../ports/migration-store.ts";
import type { Memory } from "./memory.ts";
import type { Ports } from "./ports.ts";

type CallOut = Pick<Ports, "clock" | "notifier">;

/** etcd takes no request over 1.5 MiB: a status that does not fit any more cannot be written at all. */
const SIZE_LIMIT_BYTES = 1.5 * 1024 * 1024;
const SIZE_WARNS_AT = 0.7;

/** Calls somebody while there is time: once, and again after it was smaller in between (F48). */
export function watchSize(ports: CallOut, stored: StoredMigration, plan: Plan, memory: Memory): void {
  const isLarge = stored.bytes >= SIZE_WARNS_AT * SIZE_LIMIT_BYTES;
  if (isLarge && memory.toldOfSize !== true) {
    const part = Math.round((100 * stored.bytes) / SIZE_LIMIT_BYTES);
    const text = `${Math.round(stored.bytes / 1024)} KiB of 1,536 KiB: at the limit nothing of it can be recorded any more. Look at what is large: kubectl -n ${stored.key.namespace} get migration ${stored.key.name} -o yaml`;
    const title = `The Migration fills ${part} % of what etcd takes`;
    send(ports, stored.key, plan, { kind: "status-size", once: stored.resourceVersion, title, text });
  }
  memory.toldOfSize = isLarge;
}

/** A Migration that is gone in the middle of a run has nobody left to watch over the weight, which stays (F56). */
export function tellOfDeletion(ports: CallOut, memory: Memory): void {
  const { view } = memory;
  if (view === undefined || !view.plan.ok || isOutOfRun(view.status.state)) return;
  const { state, stage, weight } = view.status;
  const where = stage === "" ? state : `${state} in ${stage}`;
  const text = `It was ${where}. The weight stays${weight === undefined ? "" : ` at ${weight} %`}, and nothing watches over it. A new Migration of this name starts held while that is not 0.`;
  // By its uid: whoever looks again, at a copy that no watch has corrected, calls for the same thing.
  send(ports, memory.key, view.plan.value, {
    kind: "deleted",
    once: view.stored.uid,
    title: "The Migration was deleted",
    text,
  });
}

/** Without a reply to the write nobody knows whether what it says has happened: whoever is to hear of it hears when that is known (F02). */
export function oweEvents(
  memory: Memory,
  { resourceVersion }: StoredMigration,
  { next, effects }: Decision,
): void {
  const events = effects.flatMap((effect) => (effect.kind === "notify" ? [effect.event] : []));
  if (events.length > 0) memory.owed = { head: next.journal.head, events, on: resourceVersion };
}

/** Sends what is owed where the write has happened after all, and forgets it where it has not. */
export function payEvents(ports: CallOut, stored: StoredMigration, plan: Plan, memory: Memory): void {
  const { owed } = memory;
  // While what it was made on still stands, as far as can be seen, the write may yet show.
  if (owed === undefined || owed.on === stored.resourceVersion) return;
  delete memory.owed;
  const { head, pending } = stored.status?.journal ?? { head: "", pending: [] };
  if (head !== owed.head && !pending.some(({ hash }) => hash === owed.head)) return;
  for (const event of owed.events) ports.notifier.notify(stored.key, plan, event);
}

type Call = { kind: NotifyKind; once: string; title: string; text: string };

function send(ports: CallOut, key: Key, plan: Plan, { kind, once, title, text }: Call): void {
  const id = `${key.namespace}/${key.name}/${once}/${kind}`;
  ports.notifier.notify(key, plan, { id, kind, title, text, at: ports.clock.now() });
}
