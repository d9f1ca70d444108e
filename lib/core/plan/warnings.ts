import { type PlanIssue } from "./issue.ts";
import type { Plan, Slo } from "./plan.ts";
import { mentions } from "./promql.ts";
import { stagesOf } from "./stages.ts";

/** What is allowed and yet likely a mistake. Nothing is refused for it. Paths are those of the spec. */
export function planWarnings(plan: Plan): PlanIssue[] {
  return [
    ...plan.slos.flatMap((slo, index) => sloWarnings(slo, `spec.slos[${index}].indicator`)),
    ...trafficWarnings(plan),
    ...planShapeWarnings(plan),
  ];
}

function sloWarnings({ indicator, sides }: Slo, path: string): PlanIssue[] {
  const expressions =
    indicator.kind === "ratio"
      ? [indicator.good, indicator.total]
      : [indicator.kind === "value" ? indicator.expression : indicator.matchers];
  const issues: PlanIssue[] = [];
  if (sides.length > 1 && !expressions.every((text) => mentions(text, "$side"))) {
    issues.push({ path, message: "does not use $side, so that both sides are judged by the same series" });
  }
  if (indicator.kind === "ratio" && !expressions.every((text) => mentions(text, "$window"))) {
    issues.push({ path, message: "does not use $window, so that samples from before the stage count" });
  }
  return issues;
}

function trafficWarnings({ traffic, rollback }: Plan): PlanIssue[] {
  const issues: PlanIssue[] = [];
  if (traffic.share === undefined) {
    const message = "is absent: the share of live connections is unknown, and a rollback ends by the clock";
    issues.push({ path: "spec.traffic.share", message });
  } else if (!mentions(traffic.share, "$side")) {
    issues.push({ path: "spec.traffic.share", message: "does not use $side" });
  }
  if (traffic.existingConnections === "sticky" && rollback.drain === "none") {
    const message = "is none and the router is sticky: a rollback leaves open connections on green";
    issues.push({ path: "spec.rollback.drain", message });
  }
  return issues;
}

function planShapeWarnings(plan: Plan): PlanIssue[] {
  const stages = stagesOf(plan);
  const issues: PlanIssue[] = [];
  if (plan.slos.length === 0) {
    issues.push({
      path: "spec.slos",
      message: "is empty: no evidence is asked for, and nothing can roll back by itself",
    });
  } else if (!stages.some((stage) => stage.gates.some((gate) => gate.kind === "slos"))) {
    issues.push({
      path: "spec.phases",
      message: "has no slos gate: the SLOs roll back, but no stage waits for them",
    });
  }
  if (plan.topologyWaiver && plan.topology !== "isolated") {
    issues.push({ path: "spec.topologyWaiver", message: "waives nothing: the topology is not isolated" });
  }
  return issues;
}
