import type { Plan } from "../core/plan/plan.ts";
import type { NotifyEvent } from "../core/engine/effect.ts";
import type { Key } from "./migration-store.ts";

/** Alertmanager and webhooks. Hands over to a bounded outbox and returns at once: never on the path of a decision. */
export interface Notifier {
  notify(key: Key, plan: Plan, event: NotifyEvent): void;
  stop(): Promise<void>;
}
