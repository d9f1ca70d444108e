import type { IconName, Tone } from "./chip.ts";
import type { MigrationDocument } from "./document.ts";
import { formatPercent, formatSpan, formatValue, NBSP, shortActor } from "./format.ts";
import { sentence, type Staleness } from "./next-step.ts";
import { readStatus, type StatusView } from "./status-view.ts";

/** Something that must be seen before anything else on the page. */
export type Banner = {
  id: string;
  tone: Tone;
  icon: IconName;
  title: string;
  text: string;
  /** What to do about it. */
  advice?: string;
  at?: { word: string; ms: number };
};

export function toBanners(document: MigrationDocument, staleness: Staleness): Banner[] {
  const status = readStatus(document);
  return [
    staleBanner(staleness),
    rollbackBanner(document, status),
    holdBanner(document, status),
    driftBanner(document, status),
    breachBanner(document, status),
    blindBanner(document, status),
    planBanner(status),
    changedBanner(status),
  ].filter((banner) => banner !== undefined);
}

function staleBanner(staleness: Staleness): Banner | undefined {
  if (!staleness.stale) return undefined;
  return {
    id: "stale",
    tone: "blind",
    icon: "eye-off",
    title: `These figures are ${staleness.text} old`,
    text: "The connection to Crossfade is broken, or Crossfade cannot see the cluster.",
    advice: "Advancing waits until they are fresh. Roll back works all the same.",
  };
}

function rollbackBanner(document: MigrationDocument, status: StatusView): Banner | undefined {
  const run = document.rolledBack;
  if (!run || (status.state !== "RollingBack" && status.state !== "RolledBack")) return undefined;
  const over = status.state === "RolledBack";
  const breached = over ? undefined : breachedNow(document);
  const verb = over || breached ? "Rolled back" : "Rolling back";
  const who = run.by === "crossfade" ? " automatically" : ` by ${shortActor(run.by)}`;
  const what = run.from === 0 ? `${verb}${who}` : `${verb}${who} from ${formatPercent(run.from)}`;
  return {
    id: "rollback",
    tone: "bad",
    icon: breached ? "cross" : "undo",
    title: breached?.title ?? what,
    text: breached ? `On ${breached.side}: ${sentence(breached.why)} ${what}.` : sentence(run.reason),
    at: { word: "At", ms: Date.parse(run.at) },
  };
}

/** The breach as it stands, with its value; once green is good again its old figures are history, not news. */
function breachedNow(document: MigrationDocument): { title: string; side: string; why: string } | undefined {
  const { breach } = document;
  const slo = document.slos.find(
    (each) => each.name === breach?.slo && each.side === breach.side && each.verdict === "breach",
  );
  if (!breach || !slo) return undefined;
  const value = slo.value === undefined ? "no value" : formatValue(slo.value, slo.unit);
  const objective = slo.objective.replaceAll(" ", NBSP);
  return {
    title: `${slo.title} breached: ${value}, objective ${objective}`,
    side: breach.side,
    why: breach.why,
  };
}

const ADVICE: Record<NonNullable<StatusView["hold"]>["code"], string> = {
  person: "Resume when the reason is gone. Gates are judged again before anything moves.",
  breach: "Find the cause, roll back, or resume once the objective is met again.",
  "common-cause":
    "Both sides look bad at once: suspect the prober, the gateway or the network before you blame green.",
  "blue-breach": "Blue, the way back, is in breach: mend blue first.",
  "blue-not-ready": "Bring blue back to strength; a rollback can be forced with a reason.",
  drift: "Find out who owns the weight. Put it back and resume, or roll back.",
  router: "Look at the route: Crossfade never recreates it from memory.",
  api: "The Kubernetes API misbehaves: nothing moves until it answers.",
  rights: "Give Crossfade the right that it names, then resume.",
  "action-failed": "Mend the cause; Resume repeats the action.",
  overdue: "The stage took longer than the plan allows. Resume starts its time anew, or roll back.",
  history: "The journal is not what the status says: compare it before you resume.",
  inherited: "Traffic was on green when this migration appeared. Check, then resume or roll back.",
  conflicts: "Something else keeps writing the route: find it before you resume.",
  blind: "Nothing to do here but to mend the source: it ends by itself after 30 s of sight.",
};

function holdBanner(document: MigrationDocument, status: StatusView): Banner | undefined {
  const hold = status.hold;
  if (status.state !== "Held" || !hold) return undefined;
  const common = hold.code === "common-cause" || document.breach?.commonCause === true;
  const code = common ? "common-cause" : hold.code;
  return {
    id: "hold",
    tone: hold.code === "blind" ? "blind" : hold.code === "person" ? "wait" : "bad",
    icon: hold.code === "blind" ? "eye-off" : "pause",
    title: holdTitle(document, hold, common),
    text: sentence(hold.reason),
    advice: ADVICE[code] ?? ADVICE.person,
    ...(Number.isNaN(hold.since) ? {} : { at: { word: "Since", ms: hold.since } }),
  };
}

function holdTitle(
  document: MigrationDocument,
  hold: NonNullable<StatusView["hold"]>,
  common: boolean,
): string {
  const { drift } = document.traffic;
  if (common) return "Held: common cause";
  if (hold.code === "drift" && drift) {
    return `Held: ${shortActor(drift.by)} set the weight from ${formatPercent(drift.from)} to ${formatPercent(drift.to)}`;
  }
  return hold.by === "crossfade" ? "Held by Crossfade" : `Held by ${shortActor(hold.by)}`;
}

function driftBanner(document: MigrationDocument, status: StatusView): Banner | undefined {
  const drift = document.traffic.drift;
  // A hold for drift says it all already.
  if (!drift || (status.state === "Held" && status.hold?.code === "drift")) return undefined;
  const raised = drift.to > drift.from;
  return {
    id: "drift",
    tone: raised ? "bad" : "wait",
    icon: "hand",
    title: `${shortActor(drift.by)} set the weight from ${formatPercent(drift.from)} to ${formatPercent(drift.to)}`,
    text: raised
      ? "Crossfade did not ask for it and does not fight over it."
      : "It was lowered by another hand, and that is respected.",
    at: { word: "At", ms: Date.parse(drift.at) },
  };
}

/** A breach that did not roll back: the plan says hold or warn, or blue is in it too. */
function breachBanner(document: MigrationDocument, status: StatusView): Banner | undefined {
  const breach = document.breach;
  if (!breach || ["RollingBack", "RolledBack"].includes(status.state)) return undefined;
  const slo = document.slos.find((each) => each.name === breach.slo && each.side === breach.side);
  return {
    id: "breach",
    tone: "bad",
    icon: "cross",
    title: breach.commonCause
      ? `${slo?.title ?? breach.slo}: blue and green in breach at once`
      : `${slo?.title ?? breach.slo} in breach on ${breach.side}`,
    text: sentence(breach.why),
  };
}

function blindBanner(document: MigrationDocument, status: StatusView): Banner | undefined {
  if (!document.blind || status.state === "Held") return undefined;
  return {
    id: "blind",
    tone: "blind",
    icon: "eye-off",
    title: "Crossfade cannot see all of the evidence",
    text: sentence(document.blind.why),
    advice: `Unknown never counts as healthy: the bake clock stops, and after ${formatSpan(60_000)} it holds.`,
  };
}

function planBanner(status: StatusView): Banner | undefined {
  const invalid = status.conditions.PlanValid;
  if (invalid?.status !== "False") return undefined;
  return {
    id: "plan-invalid",
    tone: "bad",
    icon: "alert",
    title: "The plan is not valid",
    text: sentence(invalid.message),
    advice: "Mend it in git and apply it again.",
  };
}

function changedBanner(status: StatusView): Banner | undefined {
  const changed = status.conditions.PlanChanged;
  if (changed?.status !== "True") return undefined;
  return {
    id: "plan-changed",
    tone: "wait",
    icon: "alert",
    title: "The plan was changed since this run began",
    text: sentence(changed.message),
    advice: "This run keeps to its pinned plan until somebody adopts the new one.",
  };
}
