import type { Assessment, SloJudgement } from "../../core/engine/assessment.ts";
import type { Observation, Reading } from "../../core/engine/observation.ts";
import type { Side, Status, Verdict } from "../../core/status/status.ts";
import type { DocumentInput } from "../to-document/seen.ts";
import { emqxPlan, emqxSpec } from "./emqx.ts";

/** Tuesday, 24 November 2026, 14:43:00 UTC: the "now" of every fixture. */
export const NOW = Date.UTC(2026, 10, 24, 14, 43, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const known = <T>(value: T, at = NOW): Reading<T> => ({ state: "known", value, at });

/** A Migration in its stage `canary-10`, 41 minutes into a bake of two hours: the quiet state that the others differ from. */
export function baking(): DocumentInput {
  return {
    stored: {
      key: { namespace: "mqtt", name: "emqx-to-emqx-go" },
      uid: "3f0c",
      resourceVersion: "88214",
      generation: 1,
      deleting: false,
      annotations: {},
      bytes: 20_000,
      spec: emqxSpec,
    },
    plan: { ok: true, value: emqxPlan },
    status: bakingStatus(),
    assessment: bakingAssessment(),
    observation: bakingObservation(),
  };
}

function bakingStatus(): Status {
  const entered = NOW - 41 * MINUTE;
  return {
    state: "Baking",
    phase: "canary",
    stage: "canary-10",
    stageStartedAt: entered,
    bakedMs: 41 * MINUTE,
    evidenceSince: entered + 90_000,
    weight: 10,
    share: 9.8,
    plan: emqxSpec,
    planHash: "5b0f1cd9c7f2b44c4b7d5c3bd6f0b0f8f9b7a1f0c4d2e6a89b1c3d5e7f901234",
    observedGeneration: 1,
    epoch: 3,
    slos: [],
    gates: [
      {
        stage: "final-health-checks",
        gate: "job/load-test",
        state: "pass",
        since: NOW - 3 * HOUR,
        ref: "load-test-12-1",
      },
      {
        stage: "final-health-checks",
        gate: "job/contract-tests",
        state: "pass",
        since: NOW - 3 * HOUR,
        ref: "contract-tests-12-1",
      },
      {
        stage: "final-health-checks",
        gate: "job/row-count-validation",
        state: "pass",
        since: NOW - 3 * HOUR,
        ref: "row-count-validation-12-1",
      },
    ],
    approvals: [
      {
        name: "go-live",
        stage: "final-health-checks",
        by: "oidc:http://localhost:9000#approver",
        at: NOW - 82 * MINUTE,
        digest: "9f3c1a77c0de4411",
        expires: NOW + 22 * HOUR,
        entry: 31,
      },
    ],
    recent: [],
    journal: { length: 45, head: "c1".repeat(32), pending: [] },
    conditions: [],
    run: 41,
    stages: [
      {
        name: "deploy-green",
        enteredAt: NOW - 156 * MINUTE,
        leftAt: NOW - 144 * MINUTE,
        bakedMs: 0,
        by: "operator",
      },
      {
        name: "final-health-checks",
        enteredAt: NOW - 144 * MINUTE,
        leftAt: NOW - 106 * MINUTE,
        bakedMs: 38 * MINUTE,
        by: "operator",
      },
      {
        name: "canary-1",
        enteredAt: NOW - 106 * MINUTE,
        leftAt: entered,
        bakedMs: 62 * MINUTE,
        by: "operator",
      },
      { name: "canary-10", enteredAt: entered, bakedMs: 41 * MINUTE, by: "operator" },
    ],
    oneWay: false,
    route: { fingerprint: "f1", resourceVersion: "88214", weight: 10, changedAt: entered },
    blueReplicas: 3,
    drill: { at: NOW - 153 * MINUTE, ok: true, ms: 1_400, by: "operator", checks: [] },
  };
}

/** One judgement with what a test wants to say about it. */
export function slo(
  name: string,
  side: Side,
  verdict: Verdict,
  more: Partial<SloJudgement> = {},
): SloJudgement {
  const planned = emqxPlan.slos.find((each) => each.name === name);
  if (!planned) throw new Error(`no SLO ${name}`);
  const words = { above: ">", atLeast: "≥", below: "<", atMost: "≤" } as const;
  const { bound, value, unit } = planned.objective;
  return {
    name,
    side,
    verdict,
    provisional: false,
    unit,
    title: planned.title,
    objective: `${words[bound]} ${value} ${unit}`,
    query: `sum(rate(${name.replaceAll("-", "_")}_total{color="${side}",result="success"}[41m])) / sum(rate(${name.replaceAll("-", "_")}_total{color="${side}"}[41m])) * 100`,
    why: "",
    bound: { op: bound, value },
    ...more,
  };
}

export function bakingSlos(): SloJudgement[] {
  return [
    slo("availability", "green", "pass", {
      value: 99.98,
      samples: 7_412,
      needed: 4_742,
      failures: 1,
      allowed: 2,
      burn: 0.2,
      provisional: true,
      why: "1 of 7,412 failed; 2 would still pass",
    }),
    slo("availability", "blue", "pass", {
      value: 99.97,
      samples: 7_410,
      needed: 4_742,
      failures: 2,
      allowed: 2,
      burn: 0.3,
    }),
    slo("connection-success", "green", "insufficient", {
      value: 100,
      samples: 4_120,
      needed: 5_990,
      failures: 0,
      allowed: 0,
      burn: 0,
      why: "4,120 of 5,990 attempts",
    }),
    slo("connection-success", "blue", "pass", {
      value: 99.99,
      samples: 12_030,
      needed: 9_486,
      failures: 1,
      allowed: 1,
      burn: 0.2,
    }),
    slo("publish-latency", "green", "pass", {
      value: 38,
      samples: 7_380,
      needed: 773,
      failures: 3,
      allowed: 58,
      burn: 0.1,
      provisional: true,
    }),
    slo("publish-latency", "blue", "pass", {
      value: 61,
      samples: 7_380,
      needed: 913,
      failures: 5,
      allowed: 58,
      burn: 0.1,
    }),
    slo("end-to-end-latency", "green", "pass", {
      value: 142,
      samples: 7_365,
      needed: 1_800,
      failures: 11,
      allowed: 58,
      burn: 0.4,
      provisional: true,
    }),
    slo("end-to-end-latency", "blue", "pass", {
      value: 118,
      samples: 7_365,
      needed: 1_100,
      failures: 6,
      allowed: 58,
      burn: 0.1,
    }),
    slo("data-integrity", "green", "pass", {
      value: 100,
      samples: 7_365,
      needed: 2_995,
      failures: 0,
      allowed: 0,
      upperBound: 0.041,
      provisional: true,
    }),
    slo("data-integrity", "blue", "pass", {
      value: 100,
      samples: 7_365,
      needed: 2_995,
      failures: 0,
      allowed: 0,
      upperBound: 0.041,
    }),
    slo("supervisor-restarts", "green", "insufficient", {
      value: 1,
      samples: 2_460,
      needed: 3_420,
      failures: 1,
      why: "41 min of 57 min with 1 restart",
    }),
  ];
}

function bakingAssessment(): Assessment {
  const slos = bakingSlos();
  const bake = { gate: "bake", state: "waiting" as const, why: "1h19m of healthy bake left" };
  const gates = [
    bake,
    ...slos
      .filter((each) => each.side === "green")
      .map((each) => ({ gate: `slo/${each.name}`, state: each.verdict, why: each.why })),
  ];
  return {
    slos,
    gates,
    advance: { allowed: false, to: "canary-25", unmet: gates.filter((gate) => gate.state !== "pass") },
    rollback: {
      allowed: true,
      ready: true,
      checks: [
        { name: "blue-ready", ok: true, why: "3 of 3 pods ready" },
        { name: "blue-capacity", ok: true, why: "20,114 of 50,000 connections" },
        { name: "router", ok: true, why: "as we left it, version 88214" },
        { name: "write-permission", ok: true, why: "a dry run was accepted" },
        { name: "journal", ok: true, why: "written" },
        { name: "drill", ok: true, why: "passed in 1400 ms" },
      ],
    },
    converged: true,
    evidence: "9f3c1a77c0de4411",
    share: 9.8,
  };
}

function bakingObservation(): Observation {
  return {
    at: NOW,
    elapsedMs: 1_000,
    route: known({
      weight: 10,
      resourceVersion: "88214",
      fingerprint: "f1",
      owner: { namespace: "mqtt", name: "emqx-to-emqx-go", epoch: 3, seq: 42 },
      problems: [],
      object: {
        spec: {
          tcp: [
            {
              match: [{ port: 1883 }],
              route: [
                { destination: { host: "emqx-blue-service" }, weight: 90 },
                { destination: { host: "emqx-go-green-service" }, weight: 10 },
              ],
            },
          ],
        },
      },
    }),
    blue: known({ exists: true, replicas: 3, ready: 3, template: "b1" }),
    green: known({ exists: true, replicas: 3, ready: 3, template: "g1" }),
    connections: { blue: known(18_142), green: known(1_972) },
    metrics: { state: "answered", samples: new Map(), at: NOW - 800 },
    jobs: known([
      {
        ref: "contract-tests-12-1",
        job: "contract-tests",
        stage: "final-health-checks",
        run: 12,
        attempt: 1,
        state: "succeeded",
        startedAt: NOW - 143 * MINUTE,
        finishedAt: NOW - 140 * MINUTE,
        message: "212 of 212 passed",
      },
      {
        ref: "load-test-12-1",
        job: "load-test",
        stage: "final-health-checks",
        run: 12,
        attempt: 1,
        state: "succeeded",
        startedAt: NOW - 143 * MINUTE,
        finishedAt: NOW - 120 * MINUTE,
        message: "P99 41 ms at 2,000 connects/s",
      },
      {
        ref: "row-count-validation-12-1",
        job: "row-count-validation",
        stage: "final-health-checks",
        run: 12,
        attempt: 1,
        state: "succeeded",
        startedAt: NOW - 143 * MINUTE,
        finishedAt: NOW - 142 * MINUTE,
        message: "1,204,551 rows on both sides",
      },
    ]),
    dryRun: known({ name: "permission", ok: true, why: "dry run 4 s ago" }, NOW - 4_000),
    history: known({ length: 45, head: "c1".repeat(32) }),
    reports: [],
    misfits: [],
    deleting: false,
    namespaceDeleting: false,
  };
}
