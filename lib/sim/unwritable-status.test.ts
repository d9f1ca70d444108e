import { expect, it } from "vitest";
import { snapshotAt } from "./crash-table.ts";
import { withJitter } from "./jitter.ts";
import { runUntilDone, untilLed } from "./drive.ts";
import { PLAIN } from "./plan.ts";
import { SimWorld } from "./world.ts";

/** Half of the traffic is on green, and the status of the Migration can be written by nobody (F11). */
async function unwritable(): Promise<SimWorld> {
  const world = new SimWorld({ seed: 5, replicas: 1, from: await snapshotAt("half", "Baking", PLAIN) });
  await untilLed(world);
  world.network.faults.forbidden = "migrations";
  return world;
}

it("goes back by itself though the status cannot be written, pages, and records it once it can (I7, I12, F11)", async () => {
  await withJitter(5, async () => {
    const world = await unwritable();
    world.traffic.weather.green.failing = 1;
    expect(await world.scheduler.runWhile(() => world.weight() > 0, 20_000)).toBe(true);
    await world.scheduler.runUntil(world.time + 500);
    expect(world.notified.some(({ kind }) => kind === "rollback")).toBe(true);
    world.network.faults.forbidden = undefined;
    expect(await world.scheduler.runWhile(() => world.status()?.state !== "RolledBack", 30_000)).toBe(true);
    expect(world.entries().filter(({ kind }) => kind === "rollback")).toHaveLength(1);
  });
});

it("answers a rollback by hand with unknown, and the weight is down (I12)", async () => {
  await withJitter(5, async () => {
    const world = await unwritable();
    const asked = world.command("rollback", { reason: "now" });
    expect(await world.scheduler.runWhile(() => world.weight() > 0, 1_000)).toBe(true);
    await runUntilDone(world, asked, 60_000);
    expect(world.sent.at(-1)?.answer).toBeUndefined();
    expect(world.trace.some((line) => line.includes("failed:"))).toBe(false);
  });
});
