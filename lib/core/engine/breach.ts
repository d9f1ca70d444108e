import type { Plan } from "../plan/plan.ts";
import { countsOf } from "../slo/counts.ts";
import type { Status } from "../status/status.ts";
import type { Assessment, SloJudgement } from "./assessment.ts";
import type { Observation } from "./observation.ts";

type Breach = NonNullable<Assessment["breach"]>;

/** How near blue's failure rate must come to green's for the cause to be a common one. */
const COMMON_CAUSE_RATIO = 0.5;

const SEVERITY: Record<Breach["onBreach"], number> = { rollback: 2, hold: 1, warn: 0 };

/**
 * The breach to act on: green's gravest first, then blue's; of equally grave ones one that blue shares, since nobody is helped by a way back
 * onto a bad blue. From a one-way stage on blue is not judged.
 */
export function breachOf(
  plan: Plan,
  status: Status,
  observation: Observation,
  slos: readonly SloJudgement[],
): Breach | undefined {
  const down = greenDown(plan, status, observation);
  if (down) return down;
  const [green] = slos
    .filter((slo) => slo.side === "green" && slo.verdict === "breach")
    .map((slo) => greenBreach(plan, observation, slo, slos))
    .sort(
      (a, b) => SEVERITY[b.onBreach] - SEVERITY[a.onBreach] || Number(b.commonCause) - Number(a.commonCause),
    );
  if (green && green.onBreach !== "warn") return green;
  return blueBreach(status, slos) ?? green;
}

/** Blue is where one would go back to: a breach there holds, whatever the plan says of the SLO. */
function blueBreach(status: Status, slos: readonly SloJudgement[]): Breach | undefined {
  if (status.oneWay) return undefined;
  const blue = slos.find((slo) => slo.side === "blue" && slo.verdict === "breach");
  const alike = slos.some(
    (slo) => slo.side === "green" && slo.verdict === "breach" && slo.name === blue?.name,
  );
  return (
    blue && {
      side: "blue",
      slo: blue.name,
      why: `${blue.title}: ${blue.why}`,
      gross: blue.proof?.rule === "gross",
      onBreach: "hold",
      commonCause: alike,
    }
  );
}

function greenBreach(
  plan: Plan,
  observation: Observation,
  slo: SloJudgement,
  slos: readonly SloJudgement[],
): Breach {
  const configured = plan.slos.find((one) => one.name === slo.name)?.onBreach ?? "hold";
  const onBreach = configured === "rollback" && !plan.rollback.auto ? "hold" : configured;
  const blue = slos.find((one) => one.name === slo.name && one.side === "blue");
  return {
    side: "green",
    slo: slo.name,
    why: `${slo.title}: ${slo.why}`,
    gross: slo.proof?.rule === "gross",
    onBreach,
    commonCause: blue !== undefined && sharesTheCause(plan, observation, slo, blue),
  };
}

/**
 * A broken prober or gateway shows on both sides, but seldom in the same tick: blue counts as bad too when it is in breach, or fails at
 * half of green's rate or more in the very window that convicted green.
 */
function sharesTheCause(
  plan: Plan,
  { metrics }: Observation,
  green: SloJudgement,
  blue: SloJudgement,
): boolean {
  if (blue.verdict === "breach") return true;
  const slo = plan.slos.find((one) => one.name === green.name);
  if (!slo || !green.proof || green.proof.rule === "value" || metrics.state === "blind") return false;
  const counts = countsOf(slo, "blue", metrics.samples, green.proof.windowMs);
  if (counts.state !== "counted" || counts.failures === 0) return false;
  const rate = green.proof.failures / Math.max(1, green.proof.samples);
  return counts.failures / Math.max(1, counts.total) >= rate * COMMON_CAUSE_RATIO;
}

/** Green below `minReady` is a gross breach where it carries traffic: without traffic it is a gate. */
function greenDown(plan: Plan, status: Status, { green, route }: Observation): Breach | undefined {
  const weight = route.state === "known" ? route.value.weight : (status.weight ?? 0);
  if (green.state === "unknown" || weight === 0) return undefined;
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
