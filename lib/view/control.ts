import type { State } from "../core/status/status.ts";
import { type ApprovalsView, toApprovals } from "./approvals.ts";
import { type Banner, toBanners } from "./banners.ts";
import type { MigrationDocument } from "./document.ts";
import { type Fact, toFacts } from "./facts.ts";
import { withSilence } from "./freshness.ts";
import { type HeaderView, toHeader } from "./header.ts";
import { type NextStep, type Staleness, toNextStep } from "./next-step.ts";
import { type ReadinessView, toReadiness } from "./readiness.ts";
import { type RiskMatrix, toRiskMatrix } from "./risk-matrix.ts";
import { retryTargets, type RollingBackView, toRollingBack } from "./rolling-back.ts";
import { type SloCard, toSloCards } from "./slo-card.ts";
import type { StageMark } from "./chart-series.ts";
import { type StageRail, toStageMarks, toStageRail } from "./stage-rail.ts";
import { readStatus } from "./status-view.ts";
import { toTraffic, type TrafficView } from "./traffic.ts";

/** Everything that the control page shows of one document; what depends on the passing of time is left to its leaves. */
export type ControlView = {
  state: State;
  header: HeaderView;
  /** A quiet line from the annotation `crossfade.dev/note`. */
  note?: string;
  banners: Banner[];
  traffic: TrafficView;
  facts: Fact[];
  next: NextStep;
  rollingBack?: RollingBackView;
  retryTargets: { name: string; label: string }[];
  rail: StageRail;
  marks: StageMark[];
  slos: SloCard[];
  risks: RiskMatrix;
  readiness: ReadinessView;
  approvals: ApprovalsView;
  /** The plan cannot be read: what would be told of it is not known, and must not look like nothing. */
  unreadable: boolean;
  /** Blue is not ready: a rollback needs force and a reason. */
  forceRollback: boolean;
  skipBake?: SkipBake;
  adoptPlan?: string;
  journalLength: number;
  command: CommandContext;
};

/** What a command says that the person was looking at. */
export type CommandContext = {
  namespace: string;
  name: string;
  stage: string;
  planHash: string;
  evidence: string;
};

export type SkipBake = { approved: boolean; canApprove: boolean; canSkip: boolean };

export function toControlView(document: MigrationDocument, seen: Staleness): ControlView {
  const staleness = withSilence(seen, document);
  const status = readStatus(document);
  const { namespace, name, annotations } = document.migration.metadata;
  const note = annotations?.["crossfade.dev/note"];
  const moving = status.state === "RollingBack" || status.state === "RolledBack";
  const rail = toStageRail(document);
  const skipBake = toSkipBake(document, status.state);
  const adopt = newPlanHash(document);
  return {
    state: status.state,
    header: toHeader(document),
    ...(note === undefined ? {} : { note }),
    banners: toBanners(document, staleness),
    traffic: toTraffic(document),
    facts: toFacts(document, Date.parse(document.asOf)),
    next: toNextStep(document, staleness),
    ...(moving ? { rollingBack: toRollingBack(document) } : {}),
    retryTargets: status.state === "RolledBack" ? retryTargets(document) : [],
    rail,
    marks: toStageMarks(rail),
    slos: toSloCards(document),
    risks: toRiskMatrix(document),
    readiness: toReadiness(document),
    approvals: toApprovals(document, staleness),
    unreadable: document.plan === undefined,
    forceRollback: document.rollback.code === "blue-not-ready" && document.can.rollback,
    ...(skipBake ? { skipBake } : {}),
    ...(adopt === undefined ? {} : { adoptPlan: adopt }),
    journalLength: status.journalLength,
    command: { namespace, name, stage: status.stage, planHash: status.planHash, evidence: document.evidence },
  };
}

function toSkipBake(document: MigrationDocument, state: State): SkipBake | undefined {
  const baking = document.advance.unmet.some((gate) => gate.gate === "bake");
  if (!baking || state !== "Baking") return undefined;
  const stage = readStatus(document).stage;
  return {
    approved: document.approvals.some((given) => given.name === "skip-bake" && given.stage === stage),
    canApprove: document.can.approve,
    canSkip: document.can.advance,
  };
}

/** The hash of the plan in git, where the condition names it: 64 hex digits. */
function newPlanHash(document: MigrationDocument): string | undefined {
  const changed = readStatus(document).conditions.PlanChanged;
  if (changed?.status !== "True" || !document.can.advance) return undefined;
  return /\b[0-9a-f]{64}\b/.exec(changed.message)?.[0];
}
