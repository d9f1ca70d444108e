import { DEFAULTS } from "./defaults.ts";
import { normaliseSlo } from "./normalise-slo.ts";
import { normaliseStage } from "./normalise-stage.ts";
import { normaliseTraffic } from "./normalise-traffic.ts";
import type { JobTemplate, Plan, Receiver, SidePlan } from "./plan.ts";
import { present } from "./present.ts";
import type { PlanSpec } from "./schema.ts";

/** Applies the defaults and turns a spec that `parsePlan` found right into a Plan. */
export function normalise(spec: PlanSpec): Plan {
  const sloNames = (spec.slos ?? []).map((slo) => slo.name);
  return {
    title: spec.title,
    blue: normaliseSide(spec.blue),
    green: normaliseSide(spec.green),
    traffic: normaliseTraffic(spec),
    slos: (spec.slos ?? []).map(normaliseSlo),
    phases: spec.phases.map((phase) => ({
      name: phase.name,
      title: phase.title ?? phase.name,
      stages: phase.stages.map((stage) => normaliseStage(stage, sloNames)),
    })),
    rollback: {
      auto: spec.rollback?.auto ?? true,
      drain: spec.rollback?.drain ?? "none",
      steps: (spec.rollback?.steps ?? []).filter((step) => step > 0),
    },
    ...present({ topology: spec.topology, topologyWaiver: spec.topologyWaiver }),
    risks: (spec.risks ?? []).map((risk) => ({ ...risk, evidence: risk.evidence ?? [] })),
    notify: (spec.notify ?? []).map(normaliseReceiver),
    jobTemplates: (spec.jobTemplates ?? []).map(normaliseJobTemplate),
  };
}

function normaliseSide(side: PlanSpec["blue"]): SidePlan {
  return {
    title: side.title,
    service: side.service,
    workload: side.workload,
    minReady: side.minReady ?? DEFAULTS.minReady,
    capacity: present(side.capacity ?? {}),
  };
}

function normaliseReceiver(receiver: NonNullable<PlanSpec["notify"]>[number]): Receiver {
  if (receiver.alertmanager) {
    const { labels, events } = receiver.alertmanager;
    return { kind: "alertmanager", labels: labels ?? {}, events };
  }
  if (receiver.webhook) {
    const { url, events } = receiver.webhook;
    if (url.file !== undefined) return { kind: "webhook", url: { file: url.file }, events };
    if (url.address !== undefined) return { kind: "webhook", url: { address: url.address }, events };
  }
  throw new TypeError("an unchecked receiver");
}

function normaliseJobTemplate(template: NonNullable<PlanSpec["jobTemplates"]>[number]): JobTemplate {
  const { image, command, args, env, resources, serviceAccountName } = template.job;
  return {
    name: template.name,
    image,
    command: command ?? [],
    args: args ?? [],
    env: env ?? [],
    resources: present({
      requests: resources?.requests && present(resources.requests),
      limits: resources?.limits && present(resources.limits),
    }),
    serviceAccountName: serviceAccountName ?? "default",
  };
}
