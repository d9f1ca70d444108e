import type { Indicator, Plan, RouterPlan, SidePlan } from "../../core/plan/plan.ts";
import { recentWindowMs } from "../../core/slo/chart-window.ts";
import type { PlanOutline, SampleKind, SideOutline } from "../document.ts";

/** A plan in short: what a page shows of it. */
export function toOutline(plan: Plan): PlanOutline {
  return {
    title: plan.title,
    blue: toSide(plan.blue),
    green: toSide(plan.green),
    traffic: {
      router: plan.traffic.router.kind,
      ...routerObject(plan.traffic.router),
      unit: countsRequests(plan.traffic.router) ? "requests" : "connections",
      existingConnections: plan.traffic.existingConnections,
      settleMs: plan.traffic.settleMs,
      drainTimeMs: plan.traffic.drainTimeMs,
    },
    ...(plan.topology === undefined ? {} : { topology: plan.topology }),
    phases: plan.phases.map(({ name, title }) => ({ name, title })),
    approvals: plan.phases.flatMap((phase) =>
      phase.stages.flatMap((stage) =>
        stage.gates.flatMap((gate) =>
          gate.kind === "approval" ? [{ name: gate.name, stage: stage.name, quorum: gate.quorum }] : [],
        ),
      ),
    ),
    slos: plan.slos.map((slo) => ({
      name: slo.name,
      onBreach: slo.onBreach,
      windowMs: slo.windowMs,
      recentMs: recentWindowMs(slo),
      counts: sampleKind(slo.indicator),
    })),
    risks: plan.risks.map(({ evidence: _, ...risk }) => risk),
    autoRollback: plan.rollback.auto,
    drain: plan.rollback.drain,
  };
}

function toSide(side: SidePlan): SideOutline {
  return {
    title: side.title,
    workload: `${side.workload.kind} ${side.workload.name}`,
    minReady: side.minReady,
    ...side.capacity,
  };
}

function routerObject(router: RouterPlan): { object: string; resource: string } {
  switch (router.kind) {
    case "istio":
      return named("VirtualService", router.virtualService, "virtualservices.networking.istio.io");
    case "istioEndpoints":
      return named("ServiceEntry", router.serviceEntry, "serviceentries.networking.istio.io");
    case "gateway":
      return named(
        router.routeKind,
        router.name,
        `${router.routeKind.toLowerCase()}s.gateway.networking.k8s.io`,
      );
    case "traefik":
      return named(router.objectKind, router.name, `${router.objectKind.toLowerCase()}s.traefik.io`);
    case "ingressNginx":
      return named("Ingress", router.ingress, "ingresses.networking.k8s.io");
  }
}

function named(kind: string, name: string, resource: string): { object: string; resource: string } {
  return { object: `${kind} ${name}`, resource: `${resource}/${name}` };
}

function countsRequests(router: RouterPlan): boolean {
  switch (router.kind) {
    case "istio":
      return router.route.kind === "http";
    case "gateway":
      return router.routeKind === "HTTPRoute" || router.routeKind === "GRPCRoute";
    case "traefik":
      return router.objectKind === "TraefikService";
    case "ingressNginx":
      return true;
    case "istioEndpoints":
      return false;
  }
}

function sampleKind(indicator: Indicator): SampleKind {
  switch (indicator.kind) {
    case "ratio":
      return { kind: "things", noun: nounOf(indicator.total) };
    case "latency":
      return { kind: "things", noun: nounOf(indicator.histogram) };
    case "events":
      return { kind: "time" };
    case "value":
      return { kind: "reading" };
  }
}

/**
 * What a counter counts, from its name: `mqtt_probe_connect_attempts_total` counts attempts. Names that do not end in
 * a plural count samples.
 */
export function nounOf(expression: string): string {
  const metric = /[a-zA-Z_:][a-zA-Z0-9_:]*(?=\{|\[|$)/.exec(expression)?.[0] ?? "";
  const words = metric.replace(/_(total|count|sum|bucket|seconds|bytes)\b/g, "").split(/[_:]/);
  if (/_(seconds|milliseconds)$/.test(metric)) return "samples";
  const last = words.at(-1) ?? "";
  if (/[a-z]{2,}s$/.test(last)) return last;
  return words.find((word) => /^(messages|requests|calls|queries)$/.test(word)) ?? "samples";
}
