import { expect, it } from "vitest";
import { snapshotAt } from "./crash-table.ts";
import { runUntilDone, untilLed, wait } from "./drive.ts";
import { withJitter } from "./jitter.ts";
import { KEY, PLAIN } from "./plan.ts";
import { SimWorld } from "./world.ts";

/** Half of the traffic is on green, and one process leads. */
async function half(seed: number): Promise<SimWorld> {
  const world = new SimWorld({ seed, replicas: 1, from: await snapshotAt("half", "Baking", PLAIN) });
  await untilLed(world);
  world.notified.length = 0;
  return world;
}

const kinds = (world: SimWorld): string[] => world.notified.map(({ kind }) => kind);

it.each([
  ["a watch tells", false],
  ["a write finds it gone", true],
])(
  "somebody is called when a Migration is deleted in mid-run, once, and the weight stays: %s (F56)",
  async (_how, isSilent) => {
    await withJitter(7, async () => {
      const world = await half(7);
      world.network.faults.silentWatches = isSilent;
      world.api.remove("somebody", "migrations", KEY.namespace, KEY.name);
      await world.scheduler.runUntil(world.time + 40_000);
      const called = world.notified.filter(({ kind }) => kind === "deleted");
      // A receiver takes the same id once.
      expect(new Set(called.map(({ id }) => id)).size).toBe(1);
      expect(world.weight()).toBe(50);
    });
  },
);

it("a hold is told though the reply to its write was lost (F02)", async () => {
  await withJitter(8, async () => {
    const world = await half(8);
    const { onSent } = world.network;
    let isOver = false;
    world.network.onSent = (by, request) => {
      onSent(by, request);
      world.network.faults.lostReplyRate = 0;
      if (isOver || request.method !== "PATCH" || !request.path.endsWith("/status")) return;
      isOver = true;
      world.network.faults.lostReplyRate = 1;
    };
    const asked = world.command("hold", { reason: "wait" });
    await runUntilDone(world, asked, 30_000);
    await runUntilDone(world, wait(world, 5_000), 30_000);
    expect(isOver).toBe(true);
    expect(world.status()?.state).toBe("Held");
    expect(kinds(world).filter((kind) => kind === "hold")).toHaveLength(1);
  });
});
