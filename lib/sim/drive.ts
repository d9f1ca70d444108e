import type { SimWorld } from "./world.ts";

/** Resolves when that much simulated time has passed. */
export const wait = (world: SimWorld, ms: number): Promise<void> =>
  new Promise((resolve) => world.scheduler.after(ms, resolve));

/** Until somebody leads, and has looked. */
export async function untilLed(world: SimWorld, lookingMs = 1_500): Promise<void> {
  await world.scheduler.runWhile(() => world.leader() === undefined, 60_000);
  await world.scheduler.runUntil(world.time + lookingMs);
}

/** Which approvals each stage asks for, and who gives them. */
const APPROVALS: Record<string, { name: string; by: readonly string[] }> = {
  half: { name: "shift", by: ["alice", "bob"] },
  watch: { name: "farewell", by: ["alice"] },
};

/** Starts, approves what is asked for and advances when it may, as people at the page would, until `done` or until the time is over. */
export async function goForward(world: SimWorld, done: () => boolean, withinMs: number): Promise<void> {
  const end = world.time + withinMs;
  while (!done() && world.time < end) {
    await step(world);
    await wait(world, 500);
  }
}

async function step(world: SimWorld): Promise<void> {
  const status = world.status();
  if (status === undefined || status.state === "Pending") return void (await world.command("start"));
  const wanted = APPROVALS[status.stage];
  if (wanted !== undefined && (status.state === "Baking" || status.state === "Ready")) {
    const given = status.approvals.filter(
      ({ stage, usedAt }) => stage === status.stage && usedAt === undefined,
    );
    for (const actor of wanted.by)
      if (!given.some(({ by }) => by === actor))
        await world.command("approve", { actor, approval: wanted.name });
  }
  if (world.status()?.state === "Ready") await world.command("advance");
}

/** Runs the world until that work is done, or the time is over; says which. */
export async function runUntilDone(
  world: SimWorld,
  work: Promise<unknown>,
  withinMs: number,
): Promise<boolean> {
  let done = false;
  void work.then(() => (done = true));
  return await world.scheduler.runWhile(() => !done, withinMs);
}
