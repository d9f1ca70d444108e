/**
 * A plan with everything in it that can go wrong, and short: gates of every kind, actions before and after the weight, a stage that advances by
 * itself, a stepped rollback on request, and a door that goes one way.
 */
export const STAGES = ["prepare", "canary", "half", "full", "watch", "farewell"] as const;
export const WEIGHTS: Record<string, number> = {
  prepare: 0,
  canary: 10,
  half: 50,
  full: 100,
  watch: 100,
  farewell: 100,
};
export const KEY = { namespace: "mqtt", name: "move" };
export const ROUTE = "broker";

export type Variant = {
  steps: boolean;
  drain: boolean;
  onBreach: "rollback" | "hold" | "warn";
  auto: boolean;
  /** Advances by itself from the canary on. */
  automatic: boolean;
};
export const PLAIN: Variant = {
  steps: false,
  drain: false,
  onBreach: "rollback",
  auto: true,
  automatic: false,
};

const side = (color: string, title: string) => ({
  title,
  service: { name: color, port: 1883 },
  workload: { kind: "StatefulSet", name: color },
  minReady: 2,
});

export function simPlan(variant: Variant = PLAIN): Record<string, unknown> {
  const { steps, drain, onBreach, auto, automatic } = variant;
  return {
    title: "A move",
    blue: side("blue", "Old"),
    green: side("green", "New"),
    traffic: {
      istio: { virtualService: ROUTE, route: { tcp: { port: 1883 } } },
      existingConnections: "drained",
      settle: "3s",
      drainTime: "1s",
      share: 'sum(live{color="$side"})',
    },
    topology: "fan-in-dual-subscribed",
    slos: [
      {
        name: "availability",
        title: "Availability",
        objective: { above: 99, unit: "%" },
        window: "15s",
        freshFor: "5s",
        indicator: {
          ratio: {
            good: 'sum(increase(ok_total{color="$side"}[$window]))',
            total: 'sum(increase(all_total{color="$side"}[$window]))',
          },
        },
        onBreach,
      },
    ],
    phases: [
      {
        name: "setup",
        title: "Setup",
        stages: [
          {
            name: "prepare",
            weight: 0,
            gates: [{ ready: "green" }, { job: { name: "check", template: "check", timeout: "1m" } }],
          },
        ],
      },
      {
        name: "canary",
        title: "Canary",
        stages: [
          { name: "canary", weight: 10, bake: { atLeast: "8s", atMost: "10m" }, gates: [{ slos: "all" }] },
          {
            name: "half",
            weight: 50,
            bake: { atLeast: "8s", atMost: "10m" },
            gates: [{ slos: "all" }, { approval: { name: "shift", quorum: 2 } }],
          },
          {
            name: "full",
            weight: 100,
            bake: { atLeast: "5s" },
            gates: [{ slos: "all" }],
            ...(automatic ? { advance: "auto" } : {}),
          },
          {
            name: "watch",
            weight: 100,
            gates: [{ slos: "all" }],
            actions: [
              {
                patch: {
                  target: { apiVersion: "v1", kind: "ConfigMap", name: "broker-config" },
                  merge: { data: { mode: "new" } },
                },
              },
            ],
          },
        ],
      },
      {
        name: "end",
        title: "End",
        stages: [
          {
            name: "farewell",
            weight: 100,
            irreversible: true,
            loses: "Blue is gone.",
            gates: [{ approval: { name: "farewell", quorum: 1 } }],
            actions: [{ scale: { side: "blue", replicas: 0 } }],
          },
        ],
      },
    ],
    rollback: { auto, drain: drain ? "restart-green" : "none", ...(steps ? { steps: [20] } : {}) },
    jobTemplates: [{ name: "check", job: { image: "example.test/check:1" } }],
  };
}
