import { goForward, runUntilDone, untilLed } from "./drive.ts";
import { Invariants } from "./invariants.ts";
import { withJitter } from "./jitter.ts";
import type { Fate } from "./network.ts";
import { PLAIN, type Variant } from "./plan.ts";
import type { Scenario } from "./scenarios.ts";
import { type Snapshot, SimWorld } from "./world.ts";

/** What happens to the process whose write it was: it starts again alone, or another one that was there takes over. */
export type Aftermath = "restart" | "takeover";
export type Point = { write: number; fate: Fate; then: Aftermath };

export const FATES: readonly Fate[] = ["before", "committed", "after"];
export const AFTERMATHS: readonly Aftermath[] = ["restart", "takeover"];

const SEED = 7;
const ACTS_WITHIN_MS = 150_000;
const ENDS_WITHIN_MS = 60_000;

const snapshots = new Map<string, Promise<Snapshot>>();

/** The world at the stage where a scenario begins, reached in peace once and used for each of its points. */
export function snapshotAt(stage: string, state: string, variant: Variant): Promise<Snapshot> {
  const key = `${stage} ${state} ${JSON.stringify(variant)}`;
  const known = snapshots.get(key) ?? reach(stage, state, variant);
  snapshots.set(key, known);
  return known;
}

async function reach(stage: string, state: string, variant: Variant): Promise<Snapshot> {
  return await withJitter(SEED, async () => {
    const world = new SimWorld({ seed: SEED, replicas: 1, variant });
    const isThere = (): boolean => {
      const status = world.status();
      return (status?.stage ?? "") === stage && (status?.state ?? "Pending") === state;
    };
    await runUntilDone(world, goForward(world, isThere, 200_000), 200_000);
    // A tick or two more, in which entries become objects.
    await world.scheduler.runUntil(world.time + 1_900);
    if (!isThere())
      throw new Error(
        `${stage} ${state} was not reached: it is ${world.status()?.state} in ${world.status()?.stage}`,
      );
    world.end();
    return world.snapshot();
  });
}

/** Everything that Crossfade writes in a scenario but the renewals of its Lease, when nobody dies. */
export async function countWrites(scenario: Scenario, then: Aftermath): Promise<number> {
  const { writes, problems } = await run(scenario, { write: Number.POSITIVE_INFINITY, fate: "after", then });
  if (problems.length > 0) throw new Error(`${scenario.name}: ${problems.join("; ")}`);
  return writes;
}

/** One row of the table: what was wrong, which is nothing. */
export const runPoint = async (scenario: Scenario, point: Point): Promise<string[]> =>
  (await run(scenario, point)).problems;

async function run(scenario: Scenario, point: Point): Promise<{ writes: number; problems: string[] }> {
  const from = await snapshotAt(...scenario.from, { ...PLAIN, ...scenario.variant });
  return await withJitter(SEED, async () => {
    const world = new SimWorld({ seed: SEED, replicas: point.then === "restart" ? 1 : 2, from });
    const invariants = new Invariants(world);
    await untilLed(world);
    let writes = 0;
    world.network.fateOf = (by, { path }) => {
      if (path.includes("/leases")) return undefined;
      writes += 1;
      if (writes !== point.write) return undefined;
      world.note(`${by} dies: ${point.fate}, ${point.then}`);
      const index = world.replicas.findIndex((replica) => replica?.host.name === by);
      if (point.then === "restart") world.replicas[index]?.host.onDeath(() => world.restart(index));
      return point.fate;
    };
    const acted = await runUntilDone(world, scenario.act(world), ACTS_WITHIN_MS);
    await world.scheduler.runWhile(() => !scenario.ends(world), ENDS_WITHIN_MS);
    await world.scheduler.runWhile(() => (world.status()?.journal.pending.length ?? 0) > 0, ENDS_WITHIN_MS);
    invariants.atRest();
    world.end();
    const status = world.status();
    const problems = invariants.violations.map(({ invariant, what }) => `${invariant}: ${what}`);
    if (!acted) problems.push("people still wait for an answer");
    if (!scenario.ends(world))
      problems.push(
        `it ended ${status?.state} in ${status?.stage} at ${world.weight()} %${status?.hold ? `, ${status.hold.reason}` : ""}`,
      );
    if ((status?.journal.pending.length ?? 0) > 0) problems.push("entries still wait for their objects");
    return { writes, problems };
  });
}
