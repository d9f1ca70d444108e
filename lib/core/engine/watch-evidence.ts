import { stageNamed } from "../plan/stages.ts";
import type { SloStatus, Verdict } from "../status/status.ts";
import type { SloJudgement } from "./assessment.ts";
import { assess, evidenceStage } from "./assess.ts";
import { isBaked, isOverdue, settledAt } from "./clocks.ts";
import { beginEvidence, type Draft, hold, note, notify, setCondition } from "./draft.ts";

const BLIND_HOLDS_AFTER_MS = 60_000;
const SIGHT_RESUMES_AFTER_MS = 30_000;
const VERDICT_JOURNAL_EVERY_MS = 60_000;
/** A loop that stood still longer than this did not watch: the rest of the gap is no bake. */
const LONGEST_TICK_MS = 5_000;

const WATCHED = new Set(["Entering", "Baking", "Ready", "Held"]);

/** Carries verdicts into the status; journals the way into and out of breach and blind, at most once a minute for each. */
export function recordVerdicts(draft: Draft): void {
  const { status, now } = draft;
  if (!WATCHED.has(status.state) && status.state !== "RollingBack" && status.state !== "RolledBack") {
    status.slos = draft.assessment.slos.map((slo) => toStatus(slo, undefined, now));
    return;
  }
  status.slos = draft.assessment.slos.map((slo) => {
    const known = status.slos.find((one) => one.name === slo.name && one.side === slo.side);
    const next = toStatus(slo, known, now);
    if (!known || known.verdict === slo.verdict || !(isBad(known.verdict) || isBad(slo.verdict))) return next;
    if (known.journalledAt !== undefined && now - known.journalledAt < VERDICT_JOURNAL_EVERY_MS) return next;
    note(draft, {
      kind: "verdict",
      actor: "crossfade",
      reason: `${slo.title} on ${slo.side}: ${known.verdict} → ${slo.verdict}, ${slo.why}`,
      evidence: {
        slo: slo.name,
        side: slo.side,
        verdict: slo.verdict,
        query: slo.query,
        value: slo.value ?? "none",
        samples: slo.samples ?? 0,
      },
    });
    if (slo.verdict === "breach") notify(draft, "breach", `${slo.title} breached on ${slo.side}`, slo.why);
    return { ...next, journalledAt: now };
  });
}

const isBad = (verdict: Verdict): boolean => verdict === "breach" || verdict === "blind";

function toStatus(slo: SloJudgement, known: SloStatus | undefined, now: number): SloStatus {
  const { name, side, verdict, provisional, value, unit, samples, needed, looked } = slo;
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
    since: known?.verdict === verdict ? known.since : now,
    ...(known?.journalledAt !== undefined && { journalledAt: known.journalledAt }),
  };
}

/** A new pod template of green voids what was measured on the old one. */
export function watchGreenTemplate(draft: Draft): void {
  const { status, observation, now } = draft;
  if (observation.green.state === "unknown" || !["Baking", "Ready", "Held"].includes(status.state)) return;
  const { template, exists } = observation.green.value;
  if (!exists || status.greenTemplate === undefined) {
    if (exists) status.greenTemplate = template;
    return;
  }
  if (status.greenTemplate === template) return;
  status.greenTemplate = template;
  status.bakedMs = 0;
  delete status.lookedAt;
  beginEvidence(draft, now);
  status.approvals = status.approvals.filter((approval) => approval.usedAt !== undefined);
  note(draft, {
    kind: "check",
    actor: "crossfade",
    reason: "green's pod template changed: evidence and bake begin again, unused approvals are void",
  });
  draft.assessment = assess(draft.plan, status, observation, now);
}

/** An approval stands on every gate but the bake and other approvals: when one fails, it is void. */
export function voidApprovals(draft: Draft): void {
  const { status, assessment } = draft;
  if (!["Baking", "Ready", "Held", "RolledBack"].includes(status.state)) return;
  const failing = assessment.gates.find(
    (gate) => gate.state !== "pass" && gate.gate !== "bake" && !gate.gate.startsWith("approval/"),
  );
  const open = status.approvals.filter(
    (one) => one.usedAt === undefined && one.name !== "skip-bake" && one.stage === status.stage,
  );
  if (!failing || open.length === 0) return;
  status.approvals = status.approvals.filter((one) => !open.includes(one));
  for (const approval of open) {
    note(draft, {
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
  if (!WATCHED.has(status.state)) return;
  if (assessment.blind) {
    delete status.sightSince;
    const since = before?.status === "True" ? before.since : now;
    if (now - since >= BLIND_HOLDS_AFTER_MS)
      hold(draft, "blind", `blind for ${Math.round((now - since) / 1000)} s: ${assessment.blind.why}`);
    return;
  }
  if (before?.status === "True") {
    status.sightSince = now;
    beginEvidence(draft, now);
  }
  if (status.hold?.code === "blind" && now - (status.sightSince ?? now) >= SIGHT_RESUMES_AFTER_MS) {
    delete status.hold;
    status.state = status.intent ? "Entering" : "Baking";
    note(draft, { kind: "resume", actor: "crossfade", reason: "everything can be seen again for 30 s" });
  }
}

/** Counts healthy time of the bake, takes the first look, and holds what is overdue. */
export function runClocks(draft: Draft): void {
  const { status, assessment, now, plan, observation } = draft;
  if (status.state !== "Baking" && status.state !== "Ready") return;
  const stage = stageNamed(plan, evidenceStage(status));
  if (!stage) return;
  const breached = assessment.slos.some((slo) => slo.verdict === "breach");
  const healthy = !assessment.blind && !breached && !assessment.breach && now >= settledAt(plan, status);
  if (isBaked(status, stage) && status.lookedAt === undefined) status.lookedAt = now;
  if (healthy) status.bakedMs += Math.max(0, Math.min(observation.elapsedMs, LONGEST_TICK_MS));
  if (isOverdue(status, stage, now) && !assessment.advance.allowed) {
    hold(
      draft,
      "overdue",
      `not ready within ${Math.round((stage.bake.atMostMs ?? 0) / 60_000)} min: ${assessment.advance.unmet.map((gate) => gate.gate).join(", ")}`,
    );
  }
}
