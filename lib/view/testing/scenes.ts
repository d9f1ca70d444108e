import type { DocumentInput } from "../to-document/seen.ts";
import { baking, bakingSlos, HOUR, MINUTE, NOW, slo } from "./input.ts";

/** The states a page must be able to show, each told as a difference to `baking`. */
export const scenes: Record<string, () => DocumentInput> = {
  baking,
  ready,
  pending,
  entering,
  "rolling-back": rollingBack,
  "rolled-back": rolledBack,
  "held-blind": heldBlind,
  "held-person": heldPerson,
  "held-drift": heldDrift,
  "common-cause": commonCause,
  approval: awaitingApproval,
  "one-way": oneWayAhead,
  completed,
  invalid: invalidPlan,
  "rolling-back-by-hand": () => byHand(rollingBack()),
  "rolled-back-by-hand": () => byHand(rolledBack()),
  aborted,
  blind,
  "kubernetes-silent": kubernetesSilent,
  "blue-not-ready": blueNotReady,
  "plan-changed": planChanged,
  "invalid-running": invalidWhileRunning,
};

function ready(): DocumentInput {
  const it = baking();
  const slos = bakingSlos().map((each) => ({ ...each, verdict: "pass" as const, provisional: false }));
  return {
    ...it,
    status: { ...it.status, state: "Ready", bakedMs: 125 * MINUTE, stageStartedAt: NOW - 127 * MINUTE },
    assessment: {
      ...it.assessment,
      slos,
      gates: it.assessment.gates.map((gate) => ({ ...gate, state: "pass", why: "passed" })),
      advance: { allowed: true, to: "canary-25", unmet: [] },
    },
  };
}

function pending(): DocumentInput {
  const it = baking();
  const {
    plan: _plan,
    stageStartedAt: _at,
    evidenceSince: _since,
    share: _share,
    drill: _drill,
    ...status
  } = it.status;
  const { share: _none, ...assessment } = it.assessment;
  return {
    ...it,
    status: {
      ...status,
      state: "Pending",
      phase: "",
      stage: "",
      bakedMs: 0,
      weight: 0,
      stages: [],
      gates: [],
      approvals: [],
      run: 0,
      journal: { length: 0, head: "0".repeat(64), pending: [] },
    },
    assessment: {
      ...assessment,
      slos: [],
      gates: [],
      advance: { allowed: false, to: "deploy-green", unmet: [] },
      rollback: {
        ...assessment.rollback,
        allowed: false,
        why: "Nothing is on green: the migration has not started.",
      },
    },
    observation: {
      ...it.observation,
      route: {
        state: "known",
        at: NOW,
        value: { weight: 0, resourceVersion: "1", fingerprint: "f1", problems: [], object: {} },
      },
      connections: {
        blue: { state: "known", value: 20_114, at: NOW },
        green: { state: "known", value: 0, at: NOW },
      },
      green: { state: "known", at: NOW, value: { exists: true, replicas: 3, ready: 2, template: "g1" } },
      jobs: { state: "known", value: [], at: NOW },
    },
  };
}

function entering(): DocumentInput {
  const it = baking();
  return {
    ...it,
    status: {
      ...it.status,
      state: "Entering",
      stage: "canary-25",
      stageStartedAt: NOW - 2_000,
      bakedMs: 0,
      intent: {
        seq: 50,
        kind: "advance",
        actor: "operator",
        stage: "canary-25",
        from: 10,
        to: 25,
        routerVersion: "88214",
        at: NOW - 2_000,
        step: 0,
      },
      stages: [
        ...it.status.stages,
        { name: "canary-25", enteredAt: NOW - 2_000, bakedMs: 0, by: "operator" },
      ],
    },
    assessment: {
      ...it.assessment,
      converged: false,
      gates: [],
      advance: {
        allowed: false,
        to: "canary-50",
        unmet: [{ gate: "bake", state: "waiting", why: "the stage is being entered" }],
      },
    },
  };
}

function breached() {
  return bakingSlos().map((each) =>
    each.name === "publish-latency" && each.side === "green"
      ? slo("publish-latency", "green", "breach", {
          value: 412,
          samples: 1_204,
          needed: 1_204,
          failures: 96,
          allowed: 4,
          burn: 8,
          why: "96 of 1,204 were over 100 ms in 30 s; 12 prove a breach",
        })
      : each,
  );
}

function rollingBack(): DocumentInput {
  const it = baking();
  const at = NOW - 17_000;
  return {
    ...it,
    status: {
      ...it.status,
      state: "RollingBack",
      weight: 0,
      share: 6.1,
      rollback: {
        at,
        by: "crossfade",
        reason: "P99 publish latency (PUBACK) on green: 412 ms, objective < 100 ms",
        from: 10,
        clients: 1_972,
        weightAt: at + 9,
        steps: [],
      },
    },
    assessment: {
      ...it.assessment,
      slos: breached(),
      converged: false,
      share: 6.1,
      advance: { allowed: false, to: "canary-25", unmet: it.assessment.advance.unmet },
      rollback: { ...it.assessment.rollback, allowed: false, why: "It is being rolled back." },
      breach: {
        side: "green",
        slo: "publish-latency",
        why: "96 of 1,204 were over 100 ms in 30 s, burn 8.0×",
        gross: false,
        onBreach: "rollback",
        commonCause: false,
      },
    },
    observation: {
      ...it.observation,
      route: {
        state: "known",
        at: NOW,
        value: { weight: 0, resourceVersion: "88230", fingerprint: "f1", problems: [], object: {} },
      },
      connections: {
        blue: { state: "known", value: 18_887, at: NOW },
        green: { state: "known", value: 1_227, at: NOW },
      },
    },
  };
}

function rolledBack(): DocumentInput {
  const it = rollingBack();
  return {
    ...it,
    status: {
      ...it.status,
      state: "RolledBack",
      share: 0,
      rollback: { ...it.status.rollback!, drainedAt: it.status.rollback!.at + 46_000 },
    },
    assessment: {
      ...it.assessment,
      share: 0,
      converged: true,
      slos: bakingSlos(),
      advance: { allowed: false, unmet: [] },
      rollback: { ...it.assessment.rollback, allowed: false, why: "All traffic is on blue." },
    },
    observation: {
      ...it.observation,
      connections: {
        blue: { state: "known", value: 20_114, at: NOW },
        green: { state: "known", value: 0, at: NOW },
      },
    },
  };
}

function heldBlind(): DocumentInput {
  const it = baking();
  return {
    ...it,
    status: {
      ...it.status,
      state: "Held",
      hold: {
        by: "crossfade",
        code: "blind",
        reason: "Prometheus has not answered for 61 s: connect ECONNREFUSED 10.0.3.4:9090",
        since: NOW - 25_000,
      },
    },
    assessment: {
      ...it.assessment,
      slos: bakingSlos().map(({ value: _v, samples: _s, needed: _n, burn: _b, failures: _f, ...each }) => ({
        ...each,
        verdict: "blind" as const,
        why: "Prometheus does not answer",
      })),
      blind: { why: "Prometheus has not answered for 61 s" },
    },
    observation: { ...it.observation, metrics: { state: "blind", why: "connect ECONNREFUSED", at: NOW } },
  };
}

function heldPerson(): DocumentInput {
  const it = baking();
  return {
    ...it,
    status: {
      ...it.status,
      state: "Held",
      hold: {
        by: "operator",
        code: "person",
        reason: "Waiting for the network team to finish their change",
        since: NOW - 12 * MINUTE,
      },
    },
  };
}

function heldDrift(): DocumentInput {
  const it = baking();
  return {
    ...it,
    status: {
      ...it.status,
      state: "Held",
      hold: {
        by: "crossfade",
        code: "drift",
        reason: "The weight was raised from 10 % to 60 % by argocd-controller",
        since: NOW - 40_000,
      },
      drift: { by: "argocd-controller", at: NOW - 42_000, from: 10, to: 60 },
    },
    assessment: { ...it.assessment, converged: false, share: 31.4 },
    observation: {
      ...it.observation,
      route: {
        state: "known",
        at: NOW,
        value: {
          weight: 60,
          resourceVersion: "88240",
          fingerprint: "f1",
          problems: [],
          object: {},
          writer: { manager: "argocd-controller", at: NOW - 42_000 },
        },
      },
      connections: {
        blue: { state: "known", value: 13_798, at: NOW },
        green: { state: "known", value: 6_316, at: NOW },
      },
    },
  };
}

function commonCause(): DocumentInput {
  const it = baking();
  return {
    ...it,
    status: {
      ...it.status,
      state: "Held",
      hold: {
        by: "crossfade",
        code: "common-cause",
        reason: "Connection success is in breach on blue and green at once",
        since: NOW - 20_000,
      },
    },
    assessment: {
      ...it.assessment,
      slos: bakingSlos().map((each) =>
        each.name === "connection-success"
          ? { ...each, verdict: "breach" as const, value: 71.2, failures: 1_200 }
          : each,
      ),
      breach: {
        side: "blue",
        slo: "connection-success",
        why: "1,200 of 4,120 failed",
        gross: true,
        onBreach: "rollback",
        commonCause: true,
      },
    },
  };
}

function awaitingApproval(): DocumentInput {
  const it = baking();
  const unmet = [{ gate: "approval/full-shift", state: "waiting" as const, why: "0 of 1" }];
  const slos = bakingSlos().map((each) => ({ ...each, verdict: "pass" as const, provisional: false }));
  return {
    ...it,
    status: {
      ...it.status,
      stage: "canary-50",
      approvals: approvedBefore(it.status.approvals, 12 * HOUR),
      bakedMs: 6 * HOUR + 4 * MINUTE,
      stageStartedAt: NOW - 6 * HOUR - 6 * MINUTE,
      weight: 50,
      stages: [
        ...leftBehind(it.status.stages, 12 * HOUR, NOW - 10 * HOUR - 30 * MINUTE),
        {
          name: "canary-25",
          enteredAt: NOW - 10 * HOUR - 30 * MINUTE,
          leftAt: NOW - 6 * HOUR - 6 * MINUTE,
          bakedMs: 4 * HOUR + 20 * MINUTE,
          by: "operator",
        },
        {
          name: "canary-50",
          enteredAt: NOW - 6 * HOUR - 6 * MINUTE,
          bakedMs: 6 * HOUR,
          by: "oidc:http://localhost:9000#operator",
        },
      ],
    },
    assessment: {
      ...it.assessment,
      slos,
      share: 49.6,
      gates: [
        { gate: "bake", state: "pass", why: "6 h baked" },
        ...slos
          .filter((each) => each.side === "green")
          .map((each) => ({ gate: `slo/${each.name}`, state: "pass" as const, why: "" })),
        { gate: "job/chaos-kill-pod", state: "pass", why: "no client noticed" },
        ...unmet,
      ],
      advance: { allowed: false, to: "full", unmet },
    },
    observation: {
      ...it.observation,
      route: {
        state: "known",
        at: NOW,
        value: { weight: 50, resourceVersion: "1", fingerprint: "f1", problems: [], object: {} },
      },
      connections: {
        blue: { state: "known", value: 10_137, at: NOW },
        green: { state: "known", value: 9_977, at: NOW },
      },
    },
  };
}

type Stages = DocumentInput["status"]["stages"];

/** The stages of before, so much earlier; the last of them was left then. */
const leftBehind = (stages: Stages, earlier: number, leftAt: number): Stages =>
  stages.map((run) => {
    const left = run.leftAt === undefined ? leftAt : run.leftAt - earlier;
    const enteredAt = run.enteredAt - earlier;
    return { ...run, enteredAt, leftAt: left, bakedMs: Math.min(run.bakedMs, left - enteredAt) };
  });

type Approvals = DocumentInput["status"]["approvals"];

const approvedBefore = (approvals: Approvals, earlier: number): Approvals =>
  approvals.map((approval) => ({
    ...approval,
    at: approval.at - earlier,
    expires: approval.expires - earlier,
  }));

function oneWayAhead(): DocumentInput {
  const it = awaitingApproval();
  const unmet = [{ gate: "approval/disable-dual-write", state: "waiting" as const, why: "1 of 2" }];
  return {
    ...it,
    status: {
      ...it.status,
      phase: "decommission",
      stage: "observe",
      stageStartedAt: NOW - 26 * HOUR,
      weight: 100,
      bakedMs: 25 * HOUR,
      stages: [
        ...leftBehind(it.status.stages, 27 * HOUR, NOW - 26 * HOUR - 3 * MINUTE),
        {
          name: "full",
          enteredAt: NOW - 26 * HOUR - 3 * MINUTE,
          leftAt: NOW - 26 * HOUR,
          bakedMs: 0,
          by: "operator",
        },
        { name: "observe", enteredAt: NOW - 26 * HOUR, bakedMs: 25 * HOUR, by: "operator" },
      ],
      approvals: [
        ...approvedBefore(it.status.approvals, 27 * HOUR),
        {
          name: "disable-dual-write",
          stage: "observe",
          by: "approver2",
          at: NOW - MINUTE,
          digest: "9f3c1a77c0de4411",
          expires: NOW + 23 * HOUR,
          entry: 77,
        },
      ],
    },
    assessment: {
      ...it.assessment,
      share: 100,
      gates: [{ gate: "bake", state: "pass", why: "25 h" }, ...unmet],
      advance: { allowed: false, to: "disable-dual-write", unmet },
    },
    observation: {
      ...it.observation,
      route: {
        state: "known",
        at: NOW,
        value: { weight: 100, resourceVersion: "1", fingerprint: "f1", problems: [], object: {} },
      },
      connections: {
        blue: { state: "known", value: 0, at: NOW },
        green: { state: "known", value: 20_114, at: NOW },
      },
    },
  };
}

function completed(): DocumentInput {
  const it = oneWayAhead();
  return {
    ...it,
    status: {
      ...it.status,
      state: "Completed",
      stage: "decommission-blue",
      approvals: approvedBefore(it.status.approvals, 2 * HOUR + MINUTE),
      stageStartedAt: NOW - HOUR,
      oneWay: true,
      stages: [
        ...leftBehind(it.status.stages, 2 * HOUR, NOW - 2 * HOUR),
        {
          name: "disable-dual-write",
          enteredAt: NOW - 2 * HOUR,
          leftAt: NOW - HOUR,
          bakedMs: 0,
          by: "operator",
        },
        {
          name: "decommission-blue",
          enteredAt: NOW - HOUR,
          leftAt: NOW - HOUR + MINUTE,
          bakedMs: 0,
          by: "operator",
        },
      ],
    },
    assessment: {
      ...it.assessment,
      gates: [],
      advance: { allowed: false, unmet: [] },
      rollback: {
        ...it.assessment.rollback,
        allowed: false,
        ready: false,
        why: "disable-dual-write was entered: a return to blue loses every write made after it.",
        refusal: { code: "one-way", message: "" },
      },
    },
  };
}

function invalidPlan(): DocumentInput {
  const it = pending();
  return {
    ...it,
    plan: {
      ok: false,
      error: [
        {
          path: "spec.phases[1].stages[2].weight",
          message: "must be at least 10, the weight of the stage before",
        },
      ],
    },
    status: {
      ...it.status,
      conditions: [
        {
          type: "PlanValid",
          status: "False",
          reason: "Invalid",
          message: "spec.phases[1].stages[2].weight: must be at least 10, the weight of the stage before",
          since: NOW - MINUTE,
        },
      ],
    },
    assessment: { ...it.assessment, advance: { allowed: false, unmet: [] } },
  };
}

/** A person went back though every objective was met. */
function byHand(it: DocumentInput): DocumentInput {
  const { breach: _breach, ...assessment } = it.assessment;
  const { rollback } = it.status;
  const by = "oidc:http://localhost:9000#operator";
  return {
    ...it,
    status: {
      ...it.status,
      ...(rollback && { rollback: { ...rollback, by, reason: "Complaints from the field" } }),
    },
    assessment: { ...assessment, slos: bakingSlos() },
  };
}

function aborted(): DocumentInput {
  const it = byHand(rolledBack());
  return { ...it, status: { ...it.status, state: "Aborted" } };
}

/** The first seconds of it, before it is held for it. */
function blind(): DocumentInput {
  const it = heldBlind();
  const { hold: _hold, ...status } = it.status;
  return { ...it, status: { ...status, state: "Baking" } };
}

function kubernetesSilent(): DocumentInput {
  const it = baking();
  const silence = { since: NOW - 7_000, why: "connect ECONNREFUSED 10.0.3.1:443" };
  return { ...it, observation: { ...it.observation, silence } };
}

function blueNotReady(): DocumentInput {
  const it = baking();
  const why = "blue is not ready: 1 of 3 pods";
  const { rollback } = it.assessment;
  return {
    ...it,
    assessment: {
      ...it.assessment,
      rollback: {
        ...rollback,
        allowed: false,
        ready: false,
        why,
        refusal: { code: "blue-not-ready", message: why },
        checks: rollback.checks.map((check) =>
          check.name === "blue-ready" ? { ...check, ok: false, why: "1 of 3 pods ready" } : check,
        ),
      },
    },
  };
}

function planChanged(): DocumentInput {
  const it = baking();
  const message = `the plan in git is ${"ab".repeat(32)}: slos[2].objective.below 100 is now 150`;
  const changed = {
    type: "PlanChanged",
    status: "True",
    reason: "SpecChanged",
    message,
    since: NOW - MINUTE,
  } as const;
  return { ...it, status: { ...it.status, conditions: [changed] } };
}

/** The schema of a newer version cannot read the plan of a run that is under way. */
function invalidWhileRunning(): DocumentInput {
  const it = baking();
  const { share: _share, ...assessment } = it.assessment;
  const unknown = { state: "unknown", code: "invalid", why: "the plan is not valid", at: NOW } as const;
  return {
    ...it,
    plan: { ok: false, error: [{ path: "spec.slos[0].objective.unit", message: "must be one of %, ms, s" }] },
    assessment: {
      ...assessment,
      slos: [],
      gates: [],
      advance: { allowed: false, unmet: [] },
      rollback: { allowed: false, why: "the plan cannot be read", ready: false, checks: [] },
    },
    observation: { ...it.observation, route: unknown, connections: { blue: unknown, green: unknown } },
  };
}
