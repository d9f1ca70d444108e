import { isCrossfade } from "./api-server.ts";
import type { Invariants } from "./invariants.ts";
import { noFaults } from "./network.ts";
import type { Variant } from "./plan.ts";
import type { Random } from "./random.ts";
import { greenWeight, readStatus, type SimWorld } from "./world.ts";

/**
 * Something bad at the worst moment, from a stage that was reached in peace. Faults that come at random seldom meet: here they do, each time a little
 * differently.
 */
export type Ambush = {
  name: string;
  variant?: Partial<Variant>;
  /** Where it begins: stage and state. */
  from: readonly [stage: string, state: string];
  act(world: SimWorld, random: Random, invariants: Invariants): Promise<unknown>;
};

/** Once, so much after an intent that raises the weight was stored; or after it was stored that its first effect follows. */
export function atIntent(world: SimWorld, afterMs: number, run: () => void, isBegun = false): void {
  let isOver = false;
  world.api.onStored.push(({ plural, before, after }) => {
    if (isOver || plural !== "migrations") return;
    const [was, now] = [readStatus(before), readStatus(after)];
    const { intent } = now ?? {};
    if (intent === undefined || intent.kind === "rollback" || intent.begun !== (isBegun || undefined)) return;
    if (was?.intent?.seq === intent.seq && was.intent.begun === intent.begun) return;
    isOver = true;
    world.scheduler.after(afterMs, run);
  });
}

/** Once, so much after Crossfade wrote a weight that is higher. */
export function atRaise(world: SimWorld, afterMs: number, run: () => void): void {
  let isOver = false;
  world.api.onStored.push(({ plural, by, before, after }) => {
    if (isOver || plural !== "virtualservices" || !isCrossfade(by)) return;
    if (before === undefined || after === undefined || greenWeight(after) <= greenWeight(before)) return;
    isOver = true;
    world.scheduler.after(afterMs, run);
  });
}

/** For those who go on until their time is over. */
export const never = (): boolean => false;

/** The replica that leads, by its place. */
export const leaderIndex = (world: SimWorld): number =>
  world.replicas.findIndex((replica) => replica?.host.alive && replica.ports.leader.isLeading());

/** Everything as it was before anybody meddled. */
export function mendAll({ network, prometheus, traffic, kubelet }: SimWorld): void {
  Object.assign(network.faults, noFaults());
  network.fateOf = () => undefined;
  prometheus.fault = "none";
  for (const side of ["blue", "green"] as const) {
    Object.assign(traffic.weather[side], { perSecond: 1_000, failing: 0 });
    kubelet.mendPods(side);
  }
  kubelet.jobEnds = "Complete";
}
