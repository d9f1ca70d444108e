import type { NotifyKind } from "../core/engine/effect.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Key, StoredMigration } from "../ports/migration-store.ts";
import type { Memory } from "./memory.ts";
import type { Ports } from "./ports.ts";

type CallOut = Pick<Ports, "clock" | "notifier">;

/** etcd takes no request over 1.5 MiB: a status that does not fit any more cannot be written at all. */
const SIZE_LIMIT_BYTES = 1.5 * 1024 * 1024;
const SIZE_WARNS_AT = 0.7;
const OVER = new Set(["Pending", "Completed", "Aborted"]);

/** Calls somebody while there is time: once, and again after it was smaller in between (F48). */
export function watchSize(ports: CallOut, stored: StoredMigration, plan: Plan, memory: Memory): void {
  const isLarge = stored.bytes >= SIZE_WARNS_AT * SIZE_LIMIT_BYTES;
  if (isLarge && memory.toldOfSize !== true) {
    const part = Math.round((100 * stored.bytes) / SIZE_LIMIT_BYTES);
    const text = `${Math.round(stored.bytes / 1024)} KiB of 1,536 KiB: at the limit nothing of it can be recorded any more. Look at what is large: kubectl -n ${stored.key.namespace} get migration ${stored.key.name} -o yaml`;
    send(ports, stored.key, plan, "status-size", `The Migration fills ${part} % of what etcd takes`, text);
  }
  memory.toldOfSize = isLarge;
}

/** A Migration that is gone in the middle of a run has nobody left to watch over the weight, which stays (F56). */
export function tellOfDeletion(ports: CallOut, memory: Memory): void {
  const { view } = memory;
  if (view === undefined || !view.plan.ok || OVER.has(view.status.state)) return;
  const { state, stage, weight } = view.status;
  const where = stage === "" ? state : `${state} in ${stage}`;
  const text = `It was ${where}. The weight stays${weight === undefined ? "" : ` at ${weight} %`}, and nothing watches over it. A new Migration of this name starts held.`;
  send(ports, memory.key, view.plan.value, "deleted", "The Migration was deleted", text);
}

function send(ports: CallOut, key: Key, plan: Plan, kind: NotifyKind, title: string, text: string): void {
  const at = ports.clock.now();
  ports.notifier.notify(key, plan, {
    id: `${key.namespace}/${key.name}/${at}/${kind}`,
    kind,
    title,
    text,
    at,
  });
}
