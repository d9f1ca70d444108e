import type { SimWorld } from "./world.ts";

/** Approves what is asked for and advances when it may, as people at the page would, until that state and stage or until the time is over. */
export async function driveTo(
  world: SimWorld,
  stage: string,
  state: string,
  withinMs: number,
): Promise<boolean> {
  const end = world.time + withinMs;
  let busy: Promise<unknown> | undefined;
  const act = async (): Promise<void> => {
    const status = world.status();
    if (status === undefined || status.state === "Pending") return void (await world.command("start"));
    if (status.stage === stage && status.state === state) return;
    const wanted = APPROVALS[status.stage];
    if (wanted !== undefined && (status.state === "Baking" || status.state === "Ready")) {
      for (const actor of wanted.by)
        if (
          !status.approvals.some(
            (one) => one.by === actor && one.stage === status.stage && one.usedAt === undefined,
          )
        )
          await world.command("approve", { actor, approval: wanted.name });
    }
    if (world.status()?.state === "Ready") await world.command("advance");
  };
  while (world.time < end) {
    const status = world.status();
    if (status?.stage === stage && status.state === state) return true;
    busy ??= act().finally(() => (busy = undefined));
    await world.scheduler.runUntil(Math.min(end, world.time + 500));
  }
  return false;
}

const APPROVALS: Record<string, { name: string; by: string[] }> = {
  half: { name: "shift", by: ["alice", "bob"] },
  watch: { name: "farewell", by: ["alice"] },
};
