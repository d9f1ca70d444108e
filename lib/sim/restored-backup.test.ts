import { describe, expect, it } from "vitest";
import { goForward, runUntilDone, untilLed } from "./drive.ts";
import { withJitter } from "./jitter.ts";
import { SimWorld } from "./world.ts";

const SEED = 57;
/** When the backup comes. The journal's entries are objects of their own: a backup of one Migration brings back none of them, nor a route. */
const MOMENTS = ["half of the traffic is on green", "it was rolled back"] as const;
type Moment = (typeof MOMENTS)[number];

/** A run up to that moment, with the Migration's status after each write of it. */
async function worldAt(moment: Moment): Promise<{ world: SimWorld; statuses: unknown[] }> {
  const world = new SimWorld({ seed: SEED, replicas: 2 });
  const statuses: unknown[] = [];
  world.api.onStored.push(({ plural, after }) => {
    if (plural === "migrations" && after !== undefined) statuses.push(structuredClone(after.status));
  });
  await untilLed(world);
  const isHalf = (): boolean => world.status()?.stage === "half" && world.status()?.state === "Baking";
  await runUntilDone(world, goForward(world, isHalf, 200_000), 200_000);
  await world.scheduler.runUntil(world.time + 3_000);
  if (moment === "it was rolled back") {
    await runUntilDone(world, world.command("rollback", { reason: "enough" }), 10_000);
    await world.scheduler.runWhile(() => world.status()?.state !== "RolledBack", 30_000);
    await world.scheduler.runUntil(world.time + 2_000);
  }
  return { world, statuses };
}

/** Brings the status of that write back, and lets 40 s pass in which nobody does anything. */
async function restore(moment: Moment, index: number) {
  return await withJitter(SEED, async () => {
    const { world, statuses } = await worldAt(moment);
    const [weight, entries, migration] = [world.weight(), world.entries(), world.migration()];
    if (migration === undefined) throw new Error("there is no Migration");
    let highest = weight;
    world.api.onStored.push(() => (highest = Math.max(highest, world.weight())));
    world.api.put("backup", "migrations", { ...migration, status: statuses[index] });
    await world.scheduler.runUntil(world.time + 40_000);
    world.end();
    return { weight, entries, highest, now: world.entries(), status: world.status() };
  });
}

describe.each(MOMENTS)("a Migration brought back from a backup when %s (F57)", (moment) => {
  it("raises nothing, keeps its journal, says it and is held, or finishes its rollback", async () => {
    const { world, statuses } = await withJitter(SEED, () => worldAt(moment));
    // One of before the first entry is that of a Migration made anew; one that knows every entry has lost nothing.
    const older = [...statuses.entries()].filter(([, status]) => {
      const { length } = (status as { journal: { length: number } } | undefined)?.journal ?? { length: 0 };
      return length > 0 && length < world.entries().length;
    });
    expect(older.length).toBeGreaterThan(12);
    for (const [index] of older) {
      const { weight, entries, highest, now, status } = await restore(moment, index);
      expect(highest).toBe(weight);
      expect(now.slice(0, entries.length)).toEqual(entries);
      expect(now.slice(entries.length).some(({ reason }) => reason?.includes("backup"))).toBe(true);
      expect(status?.state === "RolledBack" ? "rolled back" : status?.hold?.code).toBe(
        status?.state === "RolledBack" && weight === 0 ? "rolled back" : "history",
      );
    }
  }, 60_000);
});
