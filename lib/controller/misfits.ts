import type { Subject } from "../core/engine/decision.ts";
import { checkBuckets } from "../core/plan/buckets.ts";
import type { PlanIssue } from "../core/plan/issue.ts";
import type { Plan, Slo } from "../core/plan/plan.ts";
import { fill } from "../core/slo/promql.ts";
import type { Side, Status } from "../core/status/status.ts";
import type { Memory } from "./memory.ts";
import type { Ports } from "./ports.ts";

type Source = { clock: Pick<Ports["clock"], "monotonic">; metrics: Pick<Ports["metrics"], "buckets"> };

const ASK_EVERY_MS = 15_000;

/**
 * What stands against the plan that git has now and that only the metrics source can tell: a latency threshold that is no bound of the histogram
 * has no bucket to be judged by. Asked before a start and while another plan than the pinned one is offered; a histogram that has no buckets yet
 * proves nothing, and is asked for again.
 */
export async function findMisfits(
  ports: Source,
  subject: Subject,
  status: Status,
  memory: Memory,
  mayAsk: boolean,
): Promise<PlanIssue[]> {
  const { offered, specHash } = subject;
  if (!offered.ok || (status.state !== "Pending" && specHash === status.planHash)) return [];
  const last = memory.misfits?.specHash === specHash ? memory.misfits : undefined;
  const asked = ports.clock.monotonic();
  if (last && (!mayAsk || asked - last.asked < ASK_EVERY_MS)) return last.issues;
  if (!mayAsk) return [];
  const issues = (await Promise.all(offered.value.slos.map((slo) => ask(ports, offered.value, slo)))).flat();
  memory.misfits = { specHash, issues, asked };
  return issues;
}

async function ask(ports: Source, plan: Plan, slo: Slo): Promise<PlanIssue[]> {
  const { indicator } = slo;
  if (indicator.kind !== "latency") return [];
  const ofSide = async (side: Side) =>
    (await ports.metrics.buckets(indicator.histogram, fill(indicator.matchers, side, 0))) ?? [];
  const buckets = await Promise.all(slo.sides.map(ofSide));
  // Two sides that disagree: the first that has no bucket at the threshold is named.
  return buckets.flatMap((bounds) => checkBuckets(plan, slo, bounds)).slice(0, 1);
}
