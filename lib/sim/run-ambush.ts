import { type Ambush, mendAll } from "./ambush.ts";
import { AMBUSHES } from "./ambushes.ts";
import { snapshotAt } from "./crash-table.ts";
import { withJitter } from "./jitter.ts";
import { runUntilDone, untilLed } from "./drive.ts";
import { Invariants } from "./invariants.ts";
import { PLAIN } from "./plan.ts";
import { makeRandom } from "./random.ts";
import { type Outcome, outcomeOf } from "./simulate.ts";
import { SimWorld } from "./world.ts";

const ACTS_WITHIN_MS = 120_000;

/** One ambush, which and how by the seed. In the end everything is mended, and a person who asks for a rollback gets it. */
export async function runAmbush(seed: number): Promise<Outcome> {
  const random = makeRandom(seed);
  const ambush = AMBUSHES[seed % AMBUSHES.length];
  if (ambush === undefined) throw new Error("there is no ambush");
  const from = await snapshotAt(...ambush.from, { ...PLAIN, ...ambush.variant });
  return await withJitter(seed, async () => {
    const world = new SimWorld({ seed, replicas: 2, from });
    const invariants = new Invariants(world);
    await untilLed(world, random.whole(1_000, 2_000));
    world.note(`AMBUSH ${ambush.name}`);
    await runUntilDone(world, ambush.act(world, random, invariants), ACTS_WITHIN_MS);
    mendAll(world);
    await end(world, invariants, ambush);
    return outcomeOf(world, invariants, {
      seed,
      faults: [ambush.name],
      simulatedMs: world.time - from.time,
    });
  });
}

async function end(world: SimWorld, invariants: Invariants, { name }: Ambush): Promise<void> {
  const { scheduler } = world;
  world.note("mended");
  const led = await scheduler.runWhile(() => world.leader() === undefined, 90_000);
  if (!led) return invariants.report("liveness", `nobody leads 90 s after ${name}`);
  await scheduler.runUntil(world.time + 5_000);
  if (world.status()?.oneWay !== true && world.weight() > 0) {
    void world.command("rollback", { reason: "the end" });
    const isDown = await scheduler.runWhile(() => world.weight() > 0, 15_000);
    if (!isDown)
      invariants.report("I12 rollback needs least", `the weight is ${world.weight()} % after ${name}`);
  }
  await scheduler.runWhile(
    () => (world.status()?.journal.pending.length ?? 0) > 0 || world.sent.some(({ answer }) => !answer),
    20_000,
  );
  await scheduler.runUntil(world.time + 1_500);
  invariants.atRest();
}
