import type { CommandKind } from "../core/journal/entry.ts";
import { STAGES } from "./plan.ts";
import type { SimWorld } from "./world.ts";

const HELPFUL: Record<string, readonly CommandKind[]> = {
  Pending: ["start", "start", "note", "drill"],
  Entering: ["note", "advance", "hold"],
  Baking: ["approve", "approve", "advance", "note", "drill"],
  Ready: ["advance", "advance", "advance", "approve"],
  Held: ["resume", "resume", "resume", "approve"],
  RollingBack: ["rollback", "drain", "note"],
  RolledBack: ["retry", "retry", "retry", "note"],
  Completed: ["note"],
  Aborted: ["note"],
};
const MISCHIEF: readonly CommandKind[] = [
  "rollback",
  "rollback",
  "rollback",
  "hold",
  "resume",
  "advance",
  "approve",
  "revoke-approval",
  "skip-bake",
  "retry",
  "abort",
  "adopt-plan",
  "drain",
  "start",
];
const PEOPLE = ["operator", "alice", "bob"];

/** A person who, but for `mischief` (0 to 1), does what the page offers, sometimes from a page that is old, sometimes twice. */
export function startOperator(world: SimWorld, endAt: number, mischief: number): void {
  const { random } = world;
  let old = world.status();
  const turn = async (): Promise<void> => {
    const status = world.status();
    const choices = HELPFUL[status?.state ?? "Pending"] ?? ["note"];
    const kind = random.chance(mischief) ? random.pick(MISCHIEF) : random.pick(choices);
    const seen = random.chance(0.08) ? old : status;
    old = random.chance(0.3) ? status : old;
    const fields = {
      actor: random.pick(PEOPLE),
      stage: seen?.stage ?? "",
      ...(seen?.planHash ? { planHash: seen.planHash } : {}),
      ...(kind === "retry"
        ? { to: random.pick([seen?.stage || "canary", random.pick(STAGES), "job/check"]) }
        : {}),
      ...(kind === "adopt-plan" ? { to: world.specHash() } : {}),
      ...(kind === "approve" ? { approval: approvalOf(seen?.stage) } : {}),
      ...(kind === "skip-bake" || kind === "note" || kind === "abort" ? { reason: "it is time" } : {}),
      ...(kind === "rollback" && random.chance(0.2) ? { force: true, reason: "now" } : {}),
    };
    if (random.chance(0.1)) await twice(world, kind, fields);
    else await world.command(kind, fields);
  };
  const next = (): void =>
    world.scheduler.after(random.whole(300, 5_000), () => {
      if (world.time < endAt) void turn().then(next);
    });
  next();
}

/** A double click: the same id to two replicas at once. */
async function twice(
  world: SimWorld,
  kind: CommandKind,
  fields: Parameters<SimWorld["command"]>[1],
): Promise<void> {
  const id = world.newId();
  await Promise.all([
    world.command(kind, { ...fields, id, via: 0 }),
    world.command(kind, { ...fields, id, via: 1 }),
  ]);
}

const approvalOf = (stage = ""): string =>
  stage === "half" ? "shift" : stage === "canary" ? "skip-bake" : "farewell";
