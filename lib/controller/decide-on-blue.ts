import { decide } from "../core/engine/decide.ts";
import type { Decision, DecideInput } from "../core/engine/decision.ts";
import type { Observation } from "../core/engine/observation.ts";
import type { StoredMigration } from "../ports/migration-store.ts";
import type { Ports } from "./ports.ts";

/**
 * Decides, and where blue is what keeps traffic from going back, decides again on blue as the API has it now: what a watch has not told yet must not
 * stand in the way of a rollback (F07). A rollback that may go ahead asks nobody.
 */
export async function decideOnBlue(
  { workloads }: Ports,
  { key }: StoredMigration,
  input: DecideInput,
): Promise<{ decision: Decision; observation: Observation }> {
  const { subject, observation } = input;
  const decision = decide(input);
  if (!subject.plan.ok || !isStoppedByBlue(decision)) return { decision, observation };
  const blue = await workloads.side(key.namespace, subject.plan.value, "blue", { fresh: true });
  if (blue.state === "unknown") return { decision, observation };
  const seen = { ...observation, blue };
  return { decision: decide({ ...input, observation: seen }), observation: seen };
}

const isStoppedByBlue = ({ answer, next }: Decision): boolean =>
  next.hold?.code === "blue-not-ready" ||
  answer?.reasons.some(({ code }) => code === "blue-not-ready") === true;
