import { expect, it } from "vitest";
import { snapshotAt } from "./crash-table.ts";
import { withJitter } from "./jitter.ts";
import { runUntilDone, untilLed, wait } from "./drive.ts";
import { Invariants } from "./invariants.ts";
import { PLAIN } from "./plan.ts";
import { SimWorld } from "./world.ts";

/** Milliseconds from the advance through the door to the rollback. */
const DISTANCES = Array.from({ length: 41 }, (_, index) => index - 5);

/** Either it came first, and the door stays shut, or it is refused, and the weight stays where it is. */
async function race(distance: number): Promise<string[]> {
  const from = await snapshotAt("watch", "Baking", PLAIN);
  return await withJitter(distance + 100, async () => {
    const world = new SimWorld({ seed: distance + 100, replicas: 2, from });
    const invariants = new Invariants(world);
    await untilLed(world);
    await runUntilDone(world, world.command("approve", { actor: "alice", approval: "farewell" }), 10_000);
    const through = async (): Promise<unknown> => {
      await wait(world, Math.max(0, -distance));
      return await world.command("advance");
    };
    const back = async (): Promise<unknown> => {
      await wait(world, Math.max(0, distance));
      return await world.command("rollback", { via: distance % 2 });
    };
    await runUntilDone(world, Promise.all([through(), back()]), 60_000);
    await world.scheduler.runUntil(world.time + 8_000);
    const status = world.status();
    const ended = `${status?.state} ${status?.stage} ${world.weight()} %`;
    const isFine = status?.oneWay
      ? world.weight() === 100 && status.state !== "Entering"
      : world.weight() === 0;
    return [...invariants.violations.map(({ what }) => what), ...(isFine ? [] : [ended])];
  });
}

it.each(DISTANCES)(
  "a rollback %i ms after the advance through a one-way door goes all the way or nowhere",
  async (distance) => {
    expect(await race(distance)).toEqual([]);
  },
);
