import type { Plan } from "../plan/plan.ts";
import type { Status } from "../status/status.ts";
import type { Assessment, SloJudgement } from "./assessment.ts";
import type { Observation } from "./observation.ts";

type Breach = NonNullable<Assessment["breach"]>;

/** How near blue's failure rate must come to green's for the cause to be a common one. */
const COMMON_CAUSE_RATIO = 0.5;

const SEVERITY: Record<Breach["onBreach"], number> = { rollback: 2, hold: 1, warn: 0 };

/** The breach to act on: green's gravest first, then blue's. From a one-way stage on blue is not judged. */
export function breachOf(
  plan: Plan,
  status: Status,
  observation: Observation,
  slos: readonly SloJudgement[],
): Breach | undefined {
  const down = greenDown(plan, observation);
  const green = slos
    .filter((slo) => slo.side === "green" && slo.verdict === "breach")
    .map((slo) => greenBreach(plan, slo, slos));
  const gravest = [...(down ? [down] : []), ...green].sort(
    (a, b) => SEVERITY[b.onBreach] - SEVERITY[a.onBreach],
  )[0];
  const blue = status.oneWay
    ? undefined
    : slos.find((slo) => slo.side === "blue" && slo.verdict === "breach");
  if (gravest) return gravest;
  return (
    blue && {
      side: "blue",
      slo: blue.name,
      why: `${blue.title}: ${blue.why}`,
      gross: blue.proof?.rule === "gross",
      onBreach: "hold",
      commonCause: false,
    }
  );
}

function greenBreach(plan: Plan, slo: SloJudgement, slos: readonly SloJudgement[]): Breach {
  const configured = plan.slos.find((one) => one.name === slo.name)?.onBreach ?? "hold";
  const onBreach = configured === "rollback" && !plan.rollback.auto ? "hold" : configured;
  const blue = slos.find((one) => one.name === slo.name && one.side === "blue");
  return {
    side: "green",
    slo: slo.name,
    why: `${slo.title}: ${slo.why}`,
    gross: slo.proof?.rule === "gross",
    onBreach,
    commonCause: blue !== undefined && sharesTheCause(slo, blue),
  };
}

/**
 * A broken prober or gateway shows on both sides, but seldom in the same tick: blue counts as bad too when it is in breach, or fails at
 * half of green's rate or more. Rolling back onto such a blue helps nobody.
 */
function sharesTheCause(green: SloJudgement, blue: SloJudgement): boolean {
  if (blue.verdict === "breach") return true;
  if (!green.proof || !blue.failures || !blue.samples) return false;
  const rate = green.proof.failures / Math.max(1, green.proof.samples);
  return blue.failures / blue.samples >= rate * COMMON_CAUSE_RATIO;
}

/** Green below `minReady` is a gross breach where it carries traffic: without traffic it is a gate. */
function greenDown(plan: Plan, { green, route }: Observation): Breach | undefined {
  if (green.state === "unknown" || route.state === "unknown" || route.value.weight === 0) return undefined;
  const { ready, replicas } = green.value;
  if (ready >= plan.green.minReady) return undefined;
  return {
    side: "green",
    slo: "ready/green",
    why: `green has ${ready} of ${replicas} pods ready, needs ${plan.green.minReady}`,
    gross: true,
    onBreach: plan.rollback.auto ? "rollback" : "hold",
    commonCause: false,
  };
}
