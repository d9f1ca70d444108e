import type { EventKind } from "../plan/plan.ts";
import type { Side } from "../status/status.ts";
import type { OwnerMark } from "./observation.ts";

/** What is to be done to the world, as data. The controller's `act.ts` does it, after the status is durable. */
export type Effect =
  /** Writes the two weights and the mark. `rollback` may go beside the status write and, after 3 conflicts, without the fence. */
  | { kind: "set-weight"; weight: number; mark: OwnerMark; fence: RouteFence; urgent: boolean }
  /**
   * Writes the mark alone, so that a late write of a voided intent meets a 409. Where that write came first after all, the weight is above
   * `atMost`, and is lowered to it.
   */
  | { kind: "mark-route"; mark: OwnerMark; fence: RouteFence; urgent: boolean; atMost?: number }
  | {
      kind: "create-job";
      ref: string;
      job: string;
      template: string;
      stage: string;
      run: number;
      attempt: number;
      timeoutMs: number;
      gate: boolean;
    }
  | ({ kind: "scale"; side: Side; replicas: number } & StepRef)
  | ({ kind: "restart"; side: Side; at: number } & StepRef)
  | ({ kind: "patch"; target: { apiVersion: string; kind: string; name: string }; merge: unknown } & StepRef)
  | { kind: "notify"; event: NotifyEvent };

/** The step of a stage's entry that an action belongs to, for its report; step -1 for a drain. */
export type StepRef = { run: number; step: number };

/** What a router write was decided on. */
export type RouteFence = { resourceVersion: string; fingerprint: string; weight: number };

export type NotifyKind = EventKind;
export type NotifyEvent = { id: string; kind: NotifyKind; title: string; text: string; at: number };
