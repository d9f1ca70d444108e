import type { CommandKind } from "../core/journal/entry.ts";
import { snapshotAt } from "./crash-table.ts";
import { withJitter } from "./jitter.ts";
import { runUntilDone, untilLed, wait } from "./drive.ts";
import { Invariants } from "./invariants.ts";
import { PLAIN } from "./plan.ts";
import { SimWorld } from "./world.ts";

/** States in which the weight is up, or about to be. */
const PLACES = [
  ["prepare", "Ready"],
  ["canary", "Baking"],
  ["canary", "Ready"],
  ["half", "Baking"],
  ["full", "Ready"],
] as const;
/** Milliseconds from the other command to the rollback; a write and its answer take two to eight. */
const DISTANCES = [-12, -6, -2, 0, 2, 5, 9, 14, 20, 30];

/** Every race of a rollback with that command; what was wrong, which is nothing. */
export async function racesWithRollback(kind: CommandKind): Promise<string[]> {
  const wrong: string[] = [];
  for (const [stage, state] of PLACES)
    for (const distance of DISTANCES)
      for (const problem of await race(kind, stage, state, distance))
        wrong.push(`${kind} at ${stage} ${state}, rollback ${distance} ms later: ${problem}`);
  return wrong;
}

async function race(kind: CommandKind, stage: string, state: string, distance: number): Promise<string[]> {
  const from = await snapshotAt(stage, state, PLAIN);
  return await withJitter(100 + distance, async () => {
    const world = new SimWorld({ seed: 100 + distance, replicas: 2, from });
    const invariants = new Invariants(world);
    await untilLed(world);
    const other = async (): Promise<unknown> => {
      await wait(world, Math.max(0, -distance));
      return await world.command(kind, { actor: "alice", to: toOf(kind, world), reason: "a race", via: 0 });
    };
    const rollback = async (): Promise<unknown> => {
      await wait(world, Math.max(0, distance));
      return await world.command("rollback", { actor: "operator", via: 1 });
    };
    const answered = await runUntilDone(world, Promise.all([other(), rollback()]), 60_000);
    await world.scheduler.runUntil(world.time + 8_000);
    invariants.atRest();
    world.end();
    const problems = invariants.violations.map(({ invariant, what }) => `${invariant}: ${what}`);
    if (!answered) problems.push("somebody still waits for an answer");
    const accepted = world.sent.some(
      ({ body, answer }) => body.kind === "rollback" && answer?.outcome === "done",
    );
    const again = world.sent.some(({ body, answer }) => body.kind === "retry" && answer?.outcome === "done");
    if (accepted && !again && world.weight() !== 0) problems.push(`the weight is ${world.weight()} %`);
    if (!accepted && world.weight() !== 0)
      problems.push(`the rollback was not taken, and the weight is ${world.weight()} %`);
    return problems;
  });
}

const toOf = (kind: CommandKind, world: SimWorld): string =>
  kind === "adopt-plan" ? world.specHash() : (world.status()?.stage ?? "");
