import { initialStatus } from "../core/engine/initial-status.ts";
import type { Subject } from "../core/engine/decision.ts";
import { planHash } from "../core/plan/hash.ts";
import { parsePlan } from "../core/plan/parse.ts";
import { nextStage } from "../core/plan/stages.ts";
import type { Status } from "../core/status/status.ts";
import type { StoredMigration } from "../ports/migration-store.ts";
import type { Memory } from "./memory.ts";

type Parsed = { hash: string; plan: Subject["plan"] };
// Specs change seldom and are read every tick: by identity of the stored object, and by what is in it.
const parsed = new WeakMap<object, Parsed>();
const byHash = new Map<string, Parsed>();
const PLANS_KEPT = 256;

function parse(spec: unknown): Parsed {
  const known = typeof spec === "object" && spec !== null ? parsed.get(spec) : undefined;
  if (known) return known;
  const hash = planHash(spec);
  const fresh = byHash.get(hash) ?? { hash, plan: parsePlan(spec, "lenient") };
  byHash.delete(hash);
  byHash.set(hash, fresh);
  const [oldest] = byHash.keys();
  if (byHash.size > PLANS_KEPT && oldest !== undefined) byHash.delete(oldest);
  if (typeof spec === "object" && spec !== null) parsed.set(spec, fresh);
  return fresh;
}

/** The Migration as `decide` wants it: the pinned plan from `start` on, and the one of `spec`. */
export function subjectOf(stored: StoredMigration, status: Status): Subject {
  const offered = parse(stored.spec);
  const pinned = status.state !== "Pending" && status.plan !== undefined ? parse(status.plan) : offered;
  const { namespace, name } = stored.key;
  return {
    namespace,
    name,
    generation: stored.generation,
    spec: stored.spec,
    specHash: offered.hash,
    plan: pinned.plan,
    offered: offered.plan,
  };
}

/** Whether the next stage cannot be undone: an intent to enter it may be there already, and not yet be known here. */
export function isBeforeDoor({ plan }: Subject, { stage }: Status): boolean {
  return plan.ok && nextStage(plan.value, stage)?.irreversible === true;
}

/**
 * The status to decide on: this process's own, where it was made from the stored version that still stands; otherwise the stored one, with
 * the healthy time that this process has counted since for the same stage.
 */
export function baseStatus(stored: StoredMigration, memory: Memory | undefined): Status {
  const status = stored.status ?? initialStatus();
  const working = memory?.working;
  if (!working) return status;
  if (working.base === stored.resourceVersion) return working.status;
  const same =
    working.status.run === status.run &&
    working.status.evidenceSince === status.evidenceSince &&
    working.status.stage === status.stage &&
    working.status.stageStartedAt === status.stageStartedAt;
  // While a stage is entered the time is that of the one before it, which must not count for this one.
  return same && isBaking(status) && isBaking(working.status)
    ? { ...status, bakedMs: Math.max(status.bakedMs, working.status.bakedMs) }
    : status;
}

const isBaking = ({ state }: Status): boolean => state === "Baking" || state === "Ready";
