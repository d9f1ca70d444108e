import { assess } from "./assess.ts";
import type { Assessment, Gate } from "./assessment.ts";
import { leaveStage } from "./commands/advance.ts";
import type { DecideInput, Decision } from "./decision.ts";
import { type Draft, note, notify, setCondition } from "./draft.ts";
import { continueEntering } from "./entering.ts";
import { followSpec, issuesOf } from "./follow-spec.ts";
import { handleCommand, refuseCommand } from "./handle-command.ts";
import { isApproval, isBake } from "./gates.ts";
import { hold } from "./holding.ts";
import { recordGates, runGateJobs } from "./jobs.ts";
import { newestRoute } from "./newest-route.ts";
import { finishLostRollback, reactToBreach } from "./react-to-breach.ts";
import { readinessOf } from "./readiness.ts";
import { continueRollback } from "./rolling-back.ts";
import { takeOver } from "./take-over.ts";
import {
  carryVerdicts,
  recordVerdicts,
  runClocks,
  voidApprovals,
  watchBlindness,
  watchGreenTemplate,
  watchOverdue,
} from "./watch-evidence.ts";
import { watchHistory } from "./watch-history.ts";
import { watchRoute } from "./watch-route.ts";

const TICK_MS = 1_000;
/** These are decided on what is known, without asking the metrics source: nothing is concluded from its silence. */
const ASKS_NO_METRICS = new Set(["rollback", "hold"]);

/**
 * What is to become of a Migration: pure, and the same for a command of a person and a tick of the loop. See `Decision` for what the caller
 * does with it. A plan that is not valid decides nothing but that.
 */
export function decide(input: DecideInput): Decision {
  if (!input.subject.plan.ok) return withoutPlan(input);
  const draft = draftOf(input, input.subject.plan.value);
  const { status, observation, now } = draft;
  const wasHealthy = isHealthy(status);
  followSpec(draft);
  watchHistory(draft);
  watchRoute(draft);
  draft.assessment = assess(draft.plan, status, observation, now);
  if (input.command) {
    const answer = handleCommand(draft, input.command);
    return anchored(input, finish(draft, { answer, kind: input.command.body.kind }), draft);
  }
  tick(draft, wasHealthy, input.takeover && takeOver(draft));
  return anchored(input, finish(draft), draft);
}

/** Each new head of the journal goes where nobody who can write to the cluster can take it back. */
function anchored({ status: { journal: was } }: DecideInput, decision: Decision, draft: Draft): Decision {
  const { length, head } = decision.next.journal;
  if (length > was.length) notify(draft, "anchor", `The journal has ${length} entries`, `head ${head}`);
  return decision;
}

function draftOf(input: DecideInput, plan: Draft["plan"]): Draft {
  const { subject, now, engine } = input;
  const { plan: pinned, ...rest } = input.status;
  // The pinned plan is the largest part of a status and is only ever replaced: it need not be copied each second.
  const status = { ...structuredClone(rest), ...(pinned !== undefined && { plan: pinned }) };
  return {
    plan,
    migration: { namespace: subject.namespace, name: subject.name },
    observation: newestRoute(input.observation, status),
    now,
    engine,
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
}

/** As it was found at the last look: a bake counts what lies between two healthy ones. */
const isHealthy = ({ slos, conditions }: Draft["status"]): boolean =>
  !slos.some((slo) => slo.verdict === "breach") &&
  !conditions.some((one) => one.type === "Blind" && one.status === "True");

/** Everything that happens by itself, in the order of its urgency. */
function tick(draft: Draft, wasHealthy: boolean, isFenceMoving: boolean): void {
  const askedIn = approvalsAskedIn(draft);
  recordVerdicts(draft);
  watchGreenTemplate(draft);
  watchBlindness(draft);
  // What begins here has sent its write: it goes on in the next look.
  continueRollback(draft);
  finishLostRollback(draft);
  reactToBreach(draft);
  watchDeletion(draft);
  carryOutDrain(draft);
  if (!isFenceMoving) continueEntering(draft);
  runClocks(draft, wasHealthy);
  draft.assessment = assess(draft.plan, draft.status, draft.observation, draft.now);
  carryVerdicts(draft);
  voidApprovals(draft);
  recordGates(draft);
  runGateJobs(draft);
  settleState(draft, askedIn);
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
function settleState(draft: Draft, askedIn: number | undefined): void {
  const { status, assessment, plan } = draft;
  if (status.state !== "Baking" && status.state !== "Ready") return;
  const was = status.state;
  status.state = assessment.advance.allowed ? "Ready" : "Baking";
  watchOverdue(draft);
  if (status.state !== "Ready") return askedIn === status.run ? undefined : askForApproval(draft);
  const stage = plan.phases.flatMap((phase) => phase.stages).find((one) => one.name === status.stage);
  if (stage?.advance === "auto") leaveStage(draft, undefined, plan);
  else if (was !== "Ready") tellReady(draft, assessment);
}

function tellReady(draft: Draft, { advance }: Assessment): void {
  notify(draft, "stage", `Ready to advance to ${advance.to ?? ""}`, "every gate passes");
}

/** When nothing is missing any more but approvals: nobody need be asked for one that could not be given yet. */
function askForApproval(draft: Draft): void {
  const { assessment } = draft;
  const { unmet } = assessment.advance;
  if (!areApprovalsMissing(unmet)) return;
  for (const { gate } of unmet.filter(isApproval))
    notify(
      draft,
      "approval-requested",
      `Approval ${gate.slice("approval/".length)} is needed`,
      `evidence ${assessment.evidence}`,
    );
}

/** The run of which somebody was asked at the last look, for approvals that are still missing. During a hold nobody is asked. */
function approvalsAskedIn({ status, observation, now }: Draft): number | undefined {
  const { state, run, gates, resumedAt } = status;
  const isResumed = resumedAt !== undefined && now - resumedAt < observation.elapsedMs;
  const isOpen = (state === "Baking" || state === "Ready") && !isResumed;
  return isOpen && areApprovalsMissing(gates.filter((gate) => gate.state !== "pass")) ? run : undefined;
}

function areApprovalsMissing(unmet: readonly Pick<Gate, "gate">[]): boolean {
  const others = unmet.filter((gate) => !isBake(gate));
  return others.length > 0 && others.every(isApproval);
}

type Asked = { answer: NonNullable<Decision["answer"]>; kind: string };

function finish(draft: Draft, asked?: Asked): Decision {
  const { status, observation, now, plan } = draft;
  const assessment = assess(plan, status, observation, now);
  if (!asked || !ASKS_NO_METRICS.has(asked.kind)) concludeFrom(draft, assessment);
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
  return {
    next: status,
    effects: draft.effects,
    assessment,
    wakeAt: now + TICK_MS,
    ...(asked && { answer: asked.answer }),
  };
}

/** What metrics say of the state: `Ready` exactly when the advance is allowed, the share, and whether it follows the weight. */
function concludeFrom(draft: Draft, assessment: Assessment): void {
  const { status } = draft;
  if (status.state === "Baking" || status.state === "Ready") {
    // An approval may be the last that was missing.
    if (status.state === "Baking" && assessment.advance.allowed) tellReady(draft, assessment);
    status.state = assessment.advance.allowed ? "Ready" : "Baking";
  }
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
}

function withoutPlan(input: DecideInput): Decision {
  const draft = draftOf(input, EMPTY_PLAN);
  const { status, now } = draft;
  followSpec(draft);
  watchHistory(draft);
  const decision = { next: status, effects: draft.effects, assessment: NOTHING_KNOWN, wakeAt: now + TICK_MS };
  if (!input.command || input.subject.plan.ok) return decision;
  const message = `the plan is not valid: ${issuesOf(input.subject.plan.error)}`;
  return { ...decision, answer: refuseCommand(draft, input.command, [{ code: "state", message }]) };
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
