import { runUntilDone } from "./drive.ts";
import { FAULTS } from "./faults.ts";
import { EPOCH } from "./host.ts";
import { Invariants } from "./invariants.ts";
import { withJitter } from "./jitter.ts";
import { startOperator } from "./operators.ts";
import { PLAIN, type Variant } from "./plan.ts";
import { makeRandom, type Random } from "./random.ts";
import type { Violation } from "./violation.ts";
import { SimWorld } from "./world.ts";

export type Outcome = {
  seed: number;
  violations: Violation[];
  hash: string;
  /** Where the run had come to when it was over, for the statistics of many. */
  state: string;
  stage: string;
  faults: string[];
  simulatedMs: number;
  trace: string[];
};

/**
 * One run from one seed: people, tools and faults in whatever order the seed says, on the real controller. Afterwards all faults are mended, and what
 * must come true then is asked for.
 */
export async function simulate(seed: number): Promise<Outcome> {
  const dice = makeRandom(seed);
  return await withJitter(dice.whole(0, 2 ** 31), () => run(seed, dice));
}

async function run(seed: number, dice: Random): Promise<Outcome> {
  const world = new SimWorld({ seed, replicas: dice.chance(0.8) ? 2 : 1, variant: variantOf(dice) });
  const invariants = new Invariants(world);
  const endAt = dice.whole(12_000, 42_000);
  const mischief = dice.pick([0, 0.05, 0.1, 0.3]);
  startOperator(world, endAt, mischief);
  if (dice.chance(0.6)) startOperator(world, endAt, mischief);
  const faults = schedule(world, dice, endAt);
  await world.scheduler.runUntil(endAt);
  faults.mend();
  await finale(world, invariants, dice);
  invariants.atRest();
  return outcomeOf(world, invariants, { seed, faults: faults.names, simulatedMs: world.time });
}

/** What a run has come to, of which nothing is kept running. */
export function outcomeOf(
  world: SimWorld,
  { violations }: Invariants,
  run: Pick<Outcome, "seed" | "faults" | "simulatedMs">,
): Outcome {
  world.end();
  const { state = "none", stage = "" } = world.status() ?? {};
  return { ...run, violations, hash: world.traceHash(), state, stage, trace: world.trace };
}

function variantOf(dice: Random): Variant {
  if (dice.chance(0.4)) return PLAIN;
  return {
    steps: dice.chance(0.3),
    drain: dice.chance(0.3),
    onBreach: dice.pick(["rollback", "rollback", "hold", "warn"]),
    auto: dice.chance(0.8),
    automatic: dice.chance(0.4),
  };
}

function schedule(world: SimWorld, dice: Random, endAt: number): { names: string[]; mend(): void } {
  const names: string[] = [];
  const mending = new Set<() => void>();
  for (let count = dice.pick([0, 1, 1, 2, 2, 3, 4]); count > 0; count -= 1) {
    const fault = dice.pick(FAULTS);
    const [least, most] = fault.lastsMs;
    const lasts = dice.whole(least, most);
    names.push(fault.name);
    world.scheduler.at(dice.whole(500, endAt - 1), () => {
      if (world.alive().length === 0) return;
      world.note(`FAULT ${fault.name}${lasts > 0 ? ` for ${lasts} ms` : ""}`);
      const mend = fault.begin(world);
      if (mend === undefined) return;
      const once = (): void => {
        if (!mending.delete(once)) return;
        world.note(`mended: ${fault.name}`);
        mend();
      };
      mending.add(once);
      world.scheduler.after(lasts, once);
    });
  }
  return { names, mend: () => [...mending].forEach((once) => once()) };
}

/** A leader is found, and a person who asks for a rollback gets it; nothing hangs in between for ever. */
async function finale(world: SimWorld, invariants: Invariants, dice: Random): Promise<void> {
  const { scheduler } = world;
  // Whoever is paused wakes up first: nobody can ask a process that stands still.
  await scheduler.runWhile(() => world.alive().some(({ host }) => host.isPaused()), 60_000);
  const led = await scheduler.runWhile(() => world.leader() === undefined, 90_000);
  if (!led) return invariants.report("liveness", "nobody leads 90 s after everything was mended");
  await scheduler.runUntil(world.time + 8_000);
  const status = world.status();
  if (status === undefined || status.oneWay || world.weight() === 0 || dice.chance(0.3))
    return settle(world, invariants);
  const asked = world.command("rollback", { reason: "the end" });
  const down = await scheduler.runWhile(() => world.weight() > 0, 15_000);
  if (!down)
    invariants.report(
      "I12 rollback needs least",
      `the weight is ${world.weight()} % 15 s after a rollback with nothing wrong`,
    );
  await scheduler.runWhile(() => world.status()?.state !== "RolledBack", 30_000);
  const { state } = world.status() ?? {};
  if (down && !["RolledBack", "Aborted", "Pending"].includes(state ?? ""))
    invariants.report("liveness", `30 s after a rollback it is ${state}`);
  await runUntilDone(world, asked, 15_000);
  await settle(world, invariants);
}

/** At rest every entry is an object, and nothing stays under way. */
async function settle(world: SimWorld, invariants: Invariants): Promise<void> {
  await world.scheduler.runWhile(
    () => (world.status()?.journal.pending.length ?? 0) > 0 || world.status()?.state === "Entering",
    45_000,
  );
  const status = world.status();
  if (status === undefined) return;
  const [oldest] = status.journal.pending;
  if (oldest !== undefined && world.time - (Date.parse(oldest.at) - EPOCH) > 40_000)
    invariants.report("liveness", "entries still wait for their objects");
}
