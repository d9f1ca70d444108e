import { byHand, type HandCommand } from "./by-hand.ts";
import type { IconName, Tone } from "./chip.ts";
import type { MigrationDocument } from "./document.ts";
import { formatPercent, formatSpan, formatValue, NBSP, plural, shortActor } from "./format.ts";
import { sentence, type Staleness } from "./next-step.ts";
import { isOwnRollback } from "./rolling-back.ts";
import { readStatus, type StatusView } from "./status-view.ts";

/** Something that must be seen before anything else on the page. */
export type Banner = {
  id: string;
  tone: Tone;
  icon: IconName;
  title: string;
  text: string;
  /** What is wrong, one by one. */
  items?: string[];
  /** What to do about it. */
  advice?: string;
  /** What to do where this page can do nothing. */
  commands?: HandCommand[];
  at?: { word: string; ms: number };
};

export function toBanners(document: MigrationDocument, staleness: Staleness): Banner[] {
  const status = readStatus(document);
  return [
    staleBanner(document, staleness),
    rollbackBanner(document, status),
    holdBanner(document, status),
    driftBanner(document, status),
    breachBanner(document, status),
    noWayBackBanner(document, status),
    blindBanner(document, status),
    planBanner(document, status),
    changedBanner(status),
  ].filter((banner) => banner !== undefined);
}

function staleBanner(document: MigrationDocument, staleness: Staleness): Banner | undefined {
  if (!staleness.stale) return undefined;
  const base = { id: "stale", tone: "blind", icon: "eye-off" } as const;
  switch (staleness.cause) {
    case "gone":
      return {
        ...base,
        title: "This page is not renewed any more",
        text: "You were signed out, lost the right to look, or the migration was deleted.",
        advice: "Load the page again: it says which.",
      };
    case "silent": {
      const { weight } = document.traffic;
      const stays =
        weight === undefined
          ? "Traffic stays as it is"
          : `Green keeps ${formatPercent(weight)} of new traffic`;
      return {
        ...base,
        tone: "bad",
        icon: "alert",
        title: "Kubernetes does not answer Crossfade",
        text: `${stays}: weights live in the router. Nothing can be changed from here until Kubernetes answers.`,
        ...since(document.unanswered?.since),
        advice: "Roll back is tried all the same. Or by hand, from where kubectl reaches the API:",
        commands: byHand(document),
      };
    }
    case "cut-off":
      return {
        ...base,
        title: `No connection to Crossfade: these figures are ${staleness.text} old`,
        text: "Either this device is offline, or Crossfade is. The page goes on trying.",
        advice: "Advancing waits until they are fresh. If Roll back is not answered either, by hand:",
        commands: byHand(document),
      };
    default:
      return {
        ...base,
        title: `These figures are ${staleness.text} old`,
        text: "Crossfade is there, but sees nothing newer of the cluster or of Prometheus.",
        advice:
          "Advancing waits until they are fresh. Roll back works all the same. If it does not, by hand:",
        commands: byHand(document),
      };
  }
}

function since(at: string | undefined): Pick<Banner, "at"> {
  return at === undefined ? {} : { at: { word: "Since", ms: Date.parse(at) } };
}

function rollbackBanner(document: MigrationDocument, status: StatusView): Banner | undefined {
  const run = document.rolledBack;
  if (!run || (status.state !== "RollingBack" && status.state !== "RolledBack")) return undefined;
  const over = status.state === "RolledBack";
  const itself = isOwnRollback(document);
  // What a person does is no incident; what made them do it may be one, and then says so itself.
  const breached = over || !itself ? undefined : breachedNow(document);
  const verb = over || breached ? "Rolled back" : "Rolling back";
  const who = itself ? " automatically" : ` by ${shortActor(run.by)}`;
  const what = run.from === 0 ? `${verb}${who}` : `${verb}${who} from ${formatPercent(run.from)}`;
  const reason = sentence(run.reason) || "No reason was given.";
  return {
    id: "rollback",
    ...(itself
      ? { tone: "bad", icon: breached ? "cross" : "alert" }
      : { tone: "plain", icon: over ? "check" : "undo" }),
    title: breached?.title ?? what,
    text: breached ? `On ${breached.side}: ${sentence(breached.why)} ${what}.` : reason,
    ...(over && itself
      ? {
          advice: "Find the cause before a stage is retried: the journal has the evidence it was decided on.",
        }
      : {}),
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
  const told = status.state === "RolledBack" || (status.state === "RollingBack" && isOwnRollback(document));
  if (!breach || told) return undefined;
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

/** Traffic is on green, and a rollback would be refused for want of a blue: in a sentence why. */
export function noWayBack({ rollback, traffic }: MigrationDocument): string | undefined {
  if (rollback.code !== "blue-not-ready" || (traffic.weight ?? 0) === 0) return undefined;
  return sentence(rollback.why ?? "blue is not ready");
}

function noWayBackBanner(document: MigrationDocument, status: StatusView): Banner | undefined {
  const why = noWayBack(document);
  // A hold for it says it all already.
  if (why === undefined || (status.state === "Held" && status.hold?.code === "blue-not-ready"))
    return undefined;
  return {
    id: "no-way-back",
    tone: "bad",
    icon: "alert",
    title: "There is no way back to blue at present",
    text: why,
    advice:
      "Bring blue back to strength. Until then nothing rolls back by itself; you can force it, with a reason.",
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

function planBanner(document: MigrationDocument, status: StatusView): Banner | undefined {
  const invalid = status.conditions.PlanValid;
  const problems = document.planProblems ?? [];
  if (invalid?.status !== "False" && problems.length === 0) return undefined;
  const base = { id: "plan-invalid", tone: "bad", icon: "alert" } as const;
  if (problems.length === 0)
    return {
      ...base,
      title: "The plan is not valid",
      text: sentence(invalid?.message ?? ""),
      advice: "Mend it in git and apply it again.",
    };
  const started = status.state !== "Pending";
  return {
    ...base,
    title: "The plan cannot be read",
    text: `${plural(problems.length, "problem")}. Until ${problems.length === 1 ? "it is" : "they are"} mended nothing is judged, and stages, risks and approvals are not known.`,
    items: problems.map(({ path, message }) => `${path}: ${message}`),
    advice: started
      ? "The run is pinned to this plan, and Crossfade changes no weight by it. By hand:"
      : "Mend it in git and apply it again.",
    ...(started ? { commands: byHand(document) } : {}),
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
