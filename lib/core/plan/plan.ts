import type { Side } from "./fields.ts";
import type { EVENT_KINDS, TOPOLOGIES } from "./schema-rest.ts";
import type { OBJECTIVE_BOUNDS, ON_BREACH } from "./schema-slos.ts";
import type { GATEWAY_KINDS, TRAEFIK_KINDS } from "./schema-traffic.ts";

export type { Side } from "./fields.ts";

/**
 * A plan as the engine works on it: checked, defaults applied, durations in milliseconds, every choice a
 * union by `kind`. Made by `parsePlan`. What is absent was left open by the writer.
 */
export type Plan = {
  title: string;
  blue: SidePlan;
  green: SidePlan;
  traffic: TrafficPlan;
  slos: Slo[];
  phases: Phase[];
  rollback: RollbackPlan;
  topology?: Topology;
  topologyWaiver?: { reason: string };
  risks: Risk[];
  notify: Receiver[];
  jobTemplates: JobTemplate[];
};

export type SidePlan = {
  title: string;
  service: { name: string; port: number };
  workload: { kind: "StatefulSet" | "Deployment"; name: string };
  /** Pods that must be ready. */
  minReady: number;
  /** What the side was load-tested for; a figure is absent when unknown. */
  capacity: { connections?: number; connectsPerSecond?: number };
};

export type TrafficPlan = {
  router: RouterPlan;
  settleMs: number;
  existingConnections: "drained" | "sticky";
  drainTimeMs: number;
  /** PromQL for one side's live connections; without it the share is unknown. */
  share?: string;
};

export type RouterPlan = IstioPlan | IstioEndpointsPlan | GatewayPlan | TraefikPlan | IngressNginxPlan;

export type RouterKind = RouterPlan["kind"];

export type IstioPlan = {
  kind: "istio";
  virtualService: string;
  route: IstioRoute;
  /** Empty where destinations have no subset. */
  subset: { blue?: string; green?: string };
};

/** Which route of the VirtualService; without port, SNI or name it is the one that sends to both sides. */
export type IstioRoute =
  | { kind: "tcp"; port: number }
  | { kind: "tls"; sni?: string; port?: number }
  | { kind: "http"; name?: string; port?: number };

export type IstioEndpointsPlan = {
  kind: "istioEndpoints";
  serviceEntry: string;
  destinationRule?: string;
  /** Addresses of the endpoints; by default the sides' Service names. */
  blue: string;
  green: string;
};

export type GatewayPlan = {
  kind: "gateway";
  routeKind: (typeof GATEWAY_KINDS)[number];
  name: string;
  rule?: string;
};

export type TraefikPlan = {
  kind: "traefik";
  objectKind: (typeof TRAEFIK_KINDS)[number];
  name: string;
  match?: string;
};

export type IngressNginxPlan = { kind: "ingressNginx"; ingress: string };

/** `above: 99.9` is `{ bound: "above", value: 99.9, unit: "%" }`. */
export type Objective = { bound: (typeof OBJECTIVE_BOUNDS)[number]; value: number; unit: string };

export type Indicator =
  | { kind: "ratio"; good: string; total: string }
  /** `thresholdSeconds` is the objective in the histogram's unit; `percentile` is in percent, such as 99. */
  | { kind: "latency"; histogram: string; matchers: string; percentile: number; thresholdSeconds: number }
  | { kind: "events"; total: string; matchers: string; perMs: number }
  | { kind: "value"; expression: string };

export type OnBreach = (typeof ON_BREACH)[number];

export type Slo = {
  name: string;
  title: string;
  objective: Objective;
  indicator: Indicator;
  windowMs: number;
  freshForMs: number;
  sides: Side[];
  onBreach: OnBreach;
};

export type Phase = { name: string; title: string; stages: Stage[] };

export type Stage = {
  name: string;
  /** Green's share of new traffic, a whole number from 0 to 100. */
  weight: number;
  /** `atLeastMs: 0` is a stage without a bake. */
  bake: { atLeastMs: number; atMostMs?: number };
  gates: Gate[];
  actions: Action[];
  advance: "manual" | "auto";
  irreversible: boolean;
  /** What is lost by entering; always there on an irreversible stage. */
  loses?: string;
};

export type Gate =
  /** `slos: all` comes with every name of the plan. */
  | { kind: "slos"; names: string[] }
  | { kind: "approval"; name: string; quorum: number; expiresMs: number }
  | { kind: "job"; name: string; template: string; timeoutMs: number; everyMs?: number }
  /** `$side` in the expression stands for green. */
  | { kind: "query"; name: string; expression: string; pass: Objective }
  | { kind: "ready"; side: Side };

export type Action = { before: boolean } & (
  | { kind: "scale"; side: Side; replicas: number }
  | { kind: "restart"; side: Side }
  | { kind: "patch"; target: PatchTarget; merge: Record<string, unknown> }
  | { kind: "job"; name: string; template: string; timeoutMs: number }
);

export type PatchTarget = {
  apiVersion: "v1" | "apps/v1";
  kind: "ConfigMap" | "Deployment" | "StatefulSet";
  name: string;
};

export type RollbackPlan = {
  auto: boolean;
  drain: "none" | "restart-green";
  /** Weights on the way down, strictly falling, without the final 0. */
  steps: number[];
};

export type Topology = (typeof TOPOLOGIES)[number];

export type RiskLevel = "Low" | "Medium" | "High";

export type Risk = {
  id: string;
  category: string;
  description: string;
  likelihood: RiskLevel;
  impact: RiskLevel;
  mitigation: string;
  /** References such as `slo/availability`, checked against the plan. */
  evidence: string[];
};

export type EventKind = (typeof EVENT_KINDS)[number];

export type Receiver =
  | { kind: "alertmanager"; labels: Record<string, string>; events: EventKind[] }
  | { kind: "webhook"; url: { file: string } | { address: string }; events: EventKind[] };

export type JobTemplate = {
  name: string;
  image: string;
  command: string[];
  args: string[];
  env: { name: string; value: string }[];
  resources: { requests?: Quantities; limits?: Quantities };
  serviceAccountName: string;
};

export type Quantities = { cpu?: string; memory?: string };
