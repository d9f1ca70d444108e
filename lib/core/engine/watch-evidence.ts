import { stageNamed } from "../plan/stages.ts";
import { isOutOfRun } from "../status/states.ts";
import type { SloStatus, Verdict } from "../status/status.ts";
import type { SloJudgement } from "./assessment.ts";
import { assess } from "./assess.ts";
import { isBaked, isOverdue, settledAt } from "./clocks.ts";
import { beginEvidence, type Draft, hasRoom, log, note, notify, setCondition } from "./draft.ts";
import { isApproval, isBake, isUnmet } from "./gates.ts";
import { hold, release } from "./holding.ts";

const BLIND_HOLDS_AFTER_MS = 60_000;
const SIGHT_RESUMES_AFTER_MS = 30_000;
const VERDICT_JOURNAL_EVERY_MS = 60_000;
/** A loop that stood still longer than this did not watch: the rest of the gap is no bake. */
const LONGEST_TICK_MS = 5_000;

const WATCHED = new Set(["Entering", "Baking", "Ready", "Held"]);

/**
 * Carries verdicts into the status; journals the way into and out of breach and blind, at most once a minute for each. What happened within the
 * minute is not lost: when it is over, the verdict is compared with the one that was journalled last.
 */
export function recordVerdicts(draft: Draft): void {
  const { status, now } = draft;
  const isOver = isOutOfRun(status.state);
  status.slos = draft.assessment.slos.map((slo) => {
    const known = status.slos.find((one) => one.name === slo.name && one.side === slo.side);
    const next = toStatus(slo, known, status.evidenceSince, now);
    const told = known?.journalled ?? known?.verdict ?? "insufficient";
    if (isOver || told === slo.verdict || !(isBad(told) || isBad(slo.verdict))) return next;
    if (known?.journalledAt !== undefined && now - known.journalledAt < VERDICT_JOURNAL_EVERY_MS) return next;
    note(draft, {
      kind: "verdict",
      actor: "crossfade",
      reason: `${slo.title} on ${slo.side}: ${told} → ${slo.verdict}, ${slo.why}`,
      evidence: {
        slo: slo.name,
        side: slo.side,
        verdict: slo.verdict,
        query: slo.query,
        value: slo.value ?? "none",
        samples: slo.samples ?? 0,
        ...(slo.proof && { proof: slo.proof }),
      },
    });
    if (slo.verdict === "breach") notify(draft, "breach", `${slo.title} breached on ${slo.side}`, slo.why);
    return { ...next, journalledAt: now, journalled: slo.verdict };
  });
}

/** After the bake clock moved: the same look may be another one now. Journalled was it before. */
export function carryVerdicts({ status, assessment, now }: Draft): void {
  status.slos = assessment.slos.map((slo) => {
    const known = status.slos.find((one) => one.name === slo.name && one.side === slo.side);
    return toStatus(slo, known, status.evidenceSince, now);
  });
}

const isBad = (verdict: Verdict): boolean => verdict === "breach" || verdict === "blind";

function toStatus(
  slo: SloJudgement,
  known: SloStatus | undefined,
  evidenceSince: number | undefined,
  now: number,
): SloStatus {
  const { name, side, verdict, provisional, value, unit, samples, needed, looked } = slo;
  // What was found on earlier evidence is another verdict, though it reads the same.
  const stands = known?.verdict === verdict && known.since >= Math.min(now, evidenceSince ?? 0);
  return {
    name,
    side,
    verdict,
    provisional,
    unit,
    ...(value !== undefined && { value }),
    ...(samples !== undefined && { samples }),
    ...(needed !== undefined && { needed }),
    ...(looked && { looked }),
    since: stands ? known.since : now,
    ...(known?.journalledAt !== undefined && { journalledAt: known.journalledAt }),
    ...(known?.journalled !== undefined && { journalled: known.journalled }),
  };
}

const TEMPLATE_COUNTS = new Set(["Entering", "Baking", "Ready", "Held", "RollingBack", "RolledBack"]);

/** The stage that is being entered patches green's workload itself: what it makes is what will be measured. */
function isOwnChange({ status, plan }: Draft): boolean {
  if (status.state !== "Entering") return false;
  const { kind, name } = plan.green.workload;
  const actions = stageNamed(plan, status.stage)?.actions ?? [];
  return actions.some((one) => one.kind === "patch" && one.target.kind === kind && one.target.name === name);
}

/** A new pod template of green voids what was measured on the old one. */
export function watchGreenTemplate(draft: Draft): void {
  const { status, observation, now } = draft;
  if (observation.green.state === "unknown" || !TEMPLATE_COUNTS.has(status.state)) return;
  const { template, exists } = observation.green.value;
  if (!exists || status.greenTemplate === template) return;
  const isFirst = status.greenTemplate === undefined || isOwnChange(draft);
  status.greenTemplate = template;
  if (isFirst) return;
  status.bakedMs = 0;
  delete status.lookedAt;
  delete status.bakeSkipped;
  beginEvidence(draft, now);
  status.approvals = status.approvals.filter((approval) => approval.usedAt !== undefined);
  const reason = "green's pod template changed: evidence and bake begin again, unused approvals are void";
  log(draft, { kind: "check", actor: "crossfade", reason });
  draft.assessment = assess(draft.plan, status, observation, now);
}

/** An approval stands on every gate but the bake and other approvals: when one fails, it is void. */
export function voidApprovals(draft: Draft): void {
  const { status, assessment } = draft;
  if (!["Baking", "Ready", "Held", "RolledBack"].includes(status.state)) return;
  const failing = assessment.gates.find((gate) => isUnmet(gate) && !isBake(gate) && !isApproval(gate));
  const open = status.approvals.filter(
    (one) => one.usedAt === undefined && one.name !== "skip-bake" && one.stage === status.stage,
  );
  if (!failing || open.length === 0) return;
  status.approvals = status.approvals.filter((one) => !open.includes(one));
  for (const approval of open) {
    log(draft, {
      kind: "gate",
      actor: "crossfade",
      reason: `approval ${approval.name} by ${approval.by} is void: ${failing.gate} is ${failing.state} (${failing.why})`,
    });
  }
  draft.assessment = assess(draft.plan, status, draft.observation, draft.now);
}

/** Blind for 60 s holds; 30 s of sight ends that hold. Either way the evidence begins anew when sight returns. */
export function watchBlindness(draft: Draft): void {
  const { status, assessment, now } = draft;
  const before = status.conditions.find((one) => one.type === "Blind");
  setCondition(
    draft,
    "Blind",
    assessment.blind ? "True" : "False",
    assessment.blind ? "Blind" : "Sighted",
    assessment.blind?.why ?? "every indicator can be seen",
  );
  const returns = !assessment.blind && before?.status === "True";
  if (returns && (WATCHED.has(status.state) || status.state === "RolledBack")) {
    status.sightSince = now;
    beginEvidence(draft, now);
  }
  if (!WATCHED.has(status.state)) return;
  if (assessment.blind) {
    delete status.sightSince;
    const since = before?.status === "True" ? before.since : now;
    if (now - since >= BLIND_HOLDS_AFTER_MS)
      hold(draft, "blind", `blind for ${Math.round((now - since) / 1000)} s: ${assessment.blind.why}`);
    return;
  }
  if (status.hold?.code !== "blind" || now - (status.sightSince ?? now) < SIGHT_RESUMES_AFTER_MS) return;
  // The number of the entry is that of the write to come: without room for it there is none.
  if (!hasRoom(status, "own")) return;
  const reason = "everything can be seen again for 30 s";
  release(draft, log(draft, { kind: "resume", actor: "crossfade", reason }));
  notify(draft, "resume", "Resumed", reason);
}

/**
 * Counts the healthy time of the bake: what lies between two looks that were both healthy, and not before the evidence began or the hold ended.
 * Finds the bake done, which is the first look.
 */
export function runClocks(draft: Draft, wasHealthy: boolean): void {
  const { status, now, plan, observation } = draft;
  if (status.state !== "Baking" && status.state !== "Ready") return;
  const stage = stageNamed(plan, status.stage);
  if (!stage) return;
  const since = Math.max(status.evidenceSince ?? 0, settledAt(plan, status), status.resumedAt ?? 0);
  const counted = Math.min(observation.elapsedMs, LONGEST_TICK_MS, now - since);
  if (wasHealthy && isHealthy(draft)) status.bakedMs += Math.max(0, counted);
  if (isBaked(status, stage)) status.lookedAt ??= now;
}

const isHealthy = ({ assessment }: Draft): boolean =>
  !assessment.blind && !assessment.breach && !assessment.slos.some((slo) => slo.verdict === "breach");

/** Past `atMost` and not ready: held, never rolled back for it. */
export function watchOverdue(draft: Draft): void {
  const { status, assessment, now, plan } = draft;
  const stage = stageNamed(plan, status.stage);
  if (status.state !== "Baking" || !stage || !isOverdue(status, stage, now)) return;
  const minutes = Math.round((stage.bake.atMostMs ?? 0) / 60_000);
  const unmet = assessment.advance.unmet.map((gate) => gate.gate).join(", ") || assessment.advance.why;
  hold(draft, "overdue", `not ready within ${minutes} min: ${unmet}`);
}
