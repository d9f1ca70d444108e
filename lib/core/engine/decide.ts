import { assess } from "./assess.ts";
import type { Assessment } from "./assessment.ts";
import { leaveStage } from "./commands/advance.ts";
import type { DecideInput, Decision } from "./decision.ts";
import { type Draft, fenceOf, hold, log, markOf, note, notify, setCondition } from "./draft.ts";
import { continueEntering } from "./entering.ts";
import { handleCommand } from "./handle-command.ts";
import { judgeRollback, readinessOf } from "./readiness.ts";
import { recordGates, runGateJobs } from "./jobs.ts";
import { beginRollback, continueRollback } from "./rolling-back.ts";
import {
  recordVerdicts,
  runClocks,
  voidApprovals,
  watchBlindness,
  watchGreenTemplate,
} from "./watch-evidence.ts";
import { watchHistory } from "./watch-history.ts";
import { watchRoute } from "./watch-route.ts";

const TICK_MS = 1_000;

/**
 * What is to become of a Migration: pure, and the same for a command of a person and a tick of the loop. See `Decision` for what the caller
 * does with it. A plan that is not valid decides nothing but that.
 */
export function decide(input: DecideInput): Decision {
  const { subject, observation, now } = input;
  if (!subject.plan.ok) return withoutPlan(input);
  const status = structuredClone(input.status);
  const draft: Draft = {
    plan: subject.plan.value,
    migration: { namespace: subject.namespace, name: subject.name },
    observation,
    now,
    engine: input.engine,
    spec: status.plan ?? subject.spec,
    offered: {
      spec: subject.spec,
      hash: subject.specHash,
      generation: subject.generation,
      plan: subject.offered,
    },
    status,
    assessment: NOTHING_KNOWN,
    effects: [],
  };
  followSpec(draft);
  watchHistory(draft);
  watchRoute(draft);
  draft.assessment = assess(draft.plan, status, observation, now);
  if (input.command) {
    const answer = handleCommand(draft, input.command);
    return finish(draft, answer);
  }
  if (input.takeover) takeOver(draft);
  tick(draft);
  return finish(draft);
}

/** Everything that happens by itself, in the order of its urgency. */
function tick(draft: Draft): void {
  recordVerdicts(draft);
  watchGreenTemplate(draft);
  watchBlindness(draft);
  reactToBreach(draft);
  watchDeletion(draft);
  continueRollback(draft);
  carryOutDrain(draft);
  continueEntering(draft);
  runClocks(draft);
  voidApprovals(draft);
  draft.assessment = assess(draft.plan, draft.status, draft.observation, draft.now);
  recordGates(draft);
  runGateJobs(draft);
  settleState(draft);
}

/** While pending, the plan follows `spec`; from `start` on it is pinned and a change is shown. */
function followSpec(draft: Draft): void {
  const { status, offered } = draft;
  setCondition(
    draft,
    "PlanValid",
    offered.plan.ok ? "True" : "False",
    offered.plan.ok ? "Valid" : "Invalid",
    offered.plan.ok ? "the plan is valid" : issuesOf(offered.plan.error),
  );
  if (status.state === "Pending" || status.planHash === "") {
    status.plan = offered.spec;
    status.planHash = offered.hash;
    status.observedGeneration = offered.generation;
  }
  const changed = status.planHash !== offered.hash;
  setCondition(
    draft,
    "PlanChanged",
    changed ? "True" : "False",
    changed ? "SpecDiffers" : "Same",
    changed
      ? `spec has hash ${offered.hash}, the run is pinned to ${status.planHash}`
      : "the run follows spec",
  );
}

const issuesOf = (issues: readonly { path: string; message: string }[]): string =>
  issues
    .map((issue) => `${issue.path}: ${issue.message}`)
    .join("; ")
    .slice(0, 4_000);

/** A new leader moves the fence of a weight that its predecessor may still be writing. */
function takeOver(draft: Draft): void {
  const { status, observation } = draft;
  if (["Pending", "Completed", "Aborted"].includes(status.state)) return;
  status.epoch += 1;
  note(draft, { kind: "leader", actor: "crossfade", reason: `epoch ${status.epoch}` });
  const { intent } = status;
  const { route } = observation;
  if (intent && route.state === "known" && route.value.weight !== intent.to) {
    draft.effects.push({
      kind: "mark-route",
      mark: markOf(draft, intent.seq - 1),
      fence: fenceOf(route.value),
      urgent: false,
    });
  }
}

/** A breach on green does what the plan says; one on blue, or a common cause, holds: blue is where one would roll back to. */
function reactToBreach(draft: Draft): void {
  const { status, assessment, plan, observation } = draft;
  const { breach } = assessment;
  if (
    !breach ||
    breach.onBreach === "warn" ||
    !["Entering", "Baking", "Ready", "Held"].includes(status.state)
  )
    return;
  if (breach.commonCause)
    return hold(
      draft,
      "common-cause",
      `both sides are bad, which points to the prober or the gateway: ${breach.why}`,
    );
  if (breach.side === "blue") return hold(draft, "blue-breach", breach.why);
  if (breach.onBreach === "hold") return hold(draft, "breach", breach.why);
  const judged = judgeRollback(plan, status, observation);
  if (!judged.allowed) {
    return hold(
      draft,
      judged.refusal?.code === "blue-not-ready" ? "blue-not-ready" : "breach",
      `${breach.why}; ${judged.refusal?.message ?? ""}`,
    );
  }
  const proof = assessment.slos.find((slo) => slo.name === breach.slo && slo.side === "green");
  beginRollback(draft, {
    actor: "crossfade",
    reason: breach.why,
    evidence: {
      slo: breach.slo,
      gross: breach.gross,
      ...(proof?.proof && { proof: proof.proof }),
      ...(proof?.value !== undefined && { value: proof.value }),
      ...(proof && { query: proof.query }),
      router: observation.route.state === "known" ? observation.route.value.object : "unknown",
    },
  });
}

function watchDeletion(draft: Draft): void {
  const { status, observation } = draft;
  if (!["Entering", "Baking", "Ready"].includes(status.state)) return;
  if (observation.namespaceDeleting) hold(draft, "api", "the namespace is being deleted");
  else if (observation.deleting) hold(draft, "api", "the Migration is being deleted");
}

function carryOutDrain(draft: Draft): void {
  const { status, observation } = draft;
  if (!status.drain) return;
  const { at, seq } = status.drain;
  const report = observation.reports.find((one) => one.of === "action" && one.run === seq && one.step === -1);
  if (!report) {
    draft.effects.push({ kind: "restart", side: "green", at, run: seq, step: -1 });
    return;
  }
  note(draft, {
    kind: "action",
    actor: "crossfade",
    reason: report.result === "done" ? "green restarted" : `restart of green: ${report.message}`,
  });
  delete status.drain;
}

/** `Ready` exactly when the advance is allowed; a stage that advances by itself is left at once. */
function settleState(draft: Draft): void {
  const { status, assessment, plan } = draft;
  if (status.state !== "Baking" && status.state !== "Ready") return;
  const was = status.state;
  status.state = assessment.advance.allowed ? "Ready" : "Baking";
  if (status.state !== "Ready") return askForApproval(draft);
  const stage = plan.phases.flatMap((phase) => phase.stages).find((one) => one.name === status.stage);
  if (
    stage?.advance === "auto" &&
    !status.drift &&
    !draft.observation.deleting &&
    draft.observation.route.state === "known" &&
    draft.observation.route.value.problems.length === 0
  ) {
    leaveStage(draft, undefined, plan);
  } else if (was !== "Ready")
    notify(draft, "stage", `Ready to advance to ${assessment.advance.to ?? ""}`, "every gate passes");
}

function askForApproval(draft: Draft): void {
  const { status, assessment, now } = draft;
  const open = assessment.advance.unmet.filter((gate) => gate.gate !== "bake");
  const onlyApprovals = open.length > 0 && open.every((gate) => gate.gate.startsWith("approval/"));
  if (!onlyApprovals) return;
  const waiting = status.gates.filter(
    (gate) => gate.since === now && open.some((one) => one.gate === gate.gate),
  );
  for (const gate of waiting)
    notify(
      draft,
      "approval-requested",
      `Approval ${gate.gate.slice("approval/".length)} is needed`,
      `evidence ${assessment.evidence}`,
    );
}

function finish(draft: Draft, answer?: Decision["answer"]): Decision {
  const { status, observation, now, plan } = draft;
  const assessment = assess(plan, status, observation, now);
  const { ready } = readinessOf(plan, status, observation);
  setCondition(
    draft,
    "RollbackReady",
    ready ? "True" : "False",
    ready ? "Ready" : "NotReady",
    assessment.rollback.checks.find((check) => !check.ok && check.name !== "drill")?.why ??
      "a rollback would work now",
  );
  setCondition(
    draft,
    "Drifted",
    status.drift ? "True" : "False",
    status.drift ? "WeightChanged" : "AsLeft",
    status.drift ? `set to ${status.drift.to} % by ${status.drift.by}` : "the weight is as it was left",
  );
  setCondition(
    draft,
    "Converged",
    assessment.converged ? "True" : "False",
    assessment.converged ? "Converged" : "Converging",
    assessment.converged
      ? "the share of live connections follows the weight"
      : "the share of live connections does not follow the weight yet",
  );
  if (assessment.share === undefined) delete status.share;
  else status.share = assessment.share;
  return {
    next: status,
    effects: draft.effects,
    assessment,
    wakeAt: now + TICK_MS,
    ...(answer && { answer }),
  };
}

function withoutPlan({ subject, status: before, observation, now, command, engine }: DecideInput): Decision {
  const status = structuredClone(before);
  const draft: Draft = {
    plan: EMPTY_PLAN,
    migration: { namespace: subject.namespace, name: subject.name },
    observation,
    now,
    engine,
    spec: subject.spec,
    offered: {
      spec: subject.spec,
      hash: subject.specHash,
      generation: subject.generation,
      plan: subject.offered,
    },
    status,
    assessment: NOTHING_KNOWN,
    effects: [],
  };
  followSpec(draft);
  watchHistory(draft);
  const decision: Decision = { next: status, effects: [], assessment: NOTHING_KNOWN, wakeAt: now + TICK_MS };
  if (!command) return decision;
  const message = subject.plan.ok ? "" : `the plan is not valid: ${issuesOf(subject.plan.error)}`;
  const reasons = [{ code: "state" as const, message }];
  const entry = log(draft, {
    kind: "refused",
    actor: command.actor,
    commandId: command.body.id,
    reason: message.slice(0, 1_000),
    evidence: { command: command.body.kind, outcome: "refused", reasons },
  });
  return { ...decision, answer: { outcome: "refused", reasons, entry } };
}

const NOTHING_KNOWN: Assessment = {
  slos: [],
  gates: [],
  advance: { allowed: false, unmet: [] },
  rollback: { allowed: false, why: "the plan is not valid", ready: false, checks: [] },
  converged: false,
  evidence: "",
};

const EMPTY_PLAN: Draft["plan"] = {
  title: "",
  blue: {
    title: "",
    service: { name: "", port: 0 },
    workload: { kind: "Deployment", name: "" },
    minReady: 1,
    capacity: {},
  },
  green: {
    title: "",
    service: { name: "", port: 0 },
    workload: { kind: "Deployment", name: "" },
    minReady: 1,
    capacity: {},
  },
  traffic: {
    router: { kind: "ingressNginx", ingress: "" },
    settleMs: 0,
    existingConnections: "drained",
    drainTimeMs: 0,
  },
  slos: [],
  phases: [],
  rollback: { auto: false, drain: "none", steps: [] },
  risks: [],
  notify: [],
  jobTemplates: [],
};
