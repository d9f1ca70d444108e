import { isOver } from "../core/status/states.ts";
import type { CommandKind } from "../core/journal/entry.ts";
import { isHeldForBreach } from "../core/status/states.ts";
import type { MigrationDocument, StageDocument } from "./document.ts";
import { formatCount, formatPercent, formatSpan, plural } from "./format.ts";
import { type GateLine, toGateLine } from "./gate-line.ts";
import { readStatus, spanMs } from "./status-view.ts";

/** A button. One with `why` cannot be used now; it stays focusable, and says so. */
export type Action = {
  kind: CommandKind;
  /** Begins with the verb; is the accessible name. */
  label: string;
  why?: string;
  /** The same in three words, for a small screen. */
  short?: string;
  to?: string;
  key?: "A" | "H" | "R";
};

export type NextStep = {
  heading: string;
  unmet: GateLine[];
  /** What stands in the way that is no condition of the plan: a route that cannot be read, a journal that cannot be written. */
  obstacle?: string;
  met: GateLine[];
  primary: Action;
  secondary?: Action;
  hold: Action;
  rollback: Action;
  /** Why none of the buttons can be used by whoever looks. */
  onlooker?: string;
  /** What the step does to clients. */
  effect?: string;
  /** After a rollback: until when the weight settles, in milliseconds; no stage with a weight is retried before. */
  settlesUntil?: number;
  /** What is lost for good by entering the next stage. */
  loses?: string;
  /** Share of pairs that cannot hear each other, where sides are isolated. */
  isolation?: string;
};

/**
 * How old the figures are, when they are too old to decide on, and why: no connection to Crossfade (`cut-off`), no right to look any more (`gone`),
 * Kubernetes does not answer Crossfade (`silent`), or nobody knows (`old`).
 */
export type Staleness = { stale: boolean; text: string; cause?: "cut-off" | "gone" | "silent" | "old" };

export function toNextStep(document: MigrationDocument, staleness: Staleness): NextStep {
  const status = readStatus(document);
  const next = document.stages.find((stage) => stage.name === document.advance.to);
  const current = document.stages.find((stage) => stage.state === "current");
  const unmet = document.advance.unmet.map((gate) => toGateLine(gate, document));
  const named = new Set(unmet.map((line) => line.gate));
  const met = (isOver(status.state) ? [] : (current?.gates ?? []))
    .filter((gate) => gate.state === "pass" && !named.has(gate.gate))
    .map((gate) => toGateLine(gate, document));
  const { why } = document.advance;
  const obstacle =
    why === undefined || !["Baking", "Ready"].includes(status.state) ? undefined : sentence(why);
  const effect = next ? describeEffect(document, next) : undefined;
  const isolation = next ? describeIsolation(document, next.weight) : undefined;
  return {
    heading: headingOf(document, next),
    unmet,
    ...(obstacle === undefined ? {} : { obstacle }),
    met,
    ...forwardActions(document, next, unmet.length, staleness),
    hold: holdAction(document),
    rollback: rollbackAction(document),
    ...(isOnlooker(document) ? { onlooker: "You may look, but not act: ask for the operator role." } : {}),
    ...(effect === undefined || isOver(status.state) || status.state === "RollingBack" ? {} : { effect }),
    ...settlesUntil(document),
    ...(next?.irreversible && next.loses !== undefined ? { loses: next.loses } : {}),
    ...(isolation === undefined ? {} : { isolation }),
  };
}

const isOnlooker = ({ can }: MigrationDocument): boolean =>
  !can.advance && !can.hold && !can.rollback && !can.approve;

function settlesUntil(document: MigrationDocument): Pick<NextStep, "settlesUntil"> {
  const { state, evidenceSince } = readStatus(document);
  const settles = state === "RolledBack" && evidenceSince !== undefined;
  return settles && evidenceSince > Date.parse(document.asOf) ? { settlesUntil: evidenceSince } : {};
}

function headingOf(document: MigrationDocument, next: StageDocument | undefined): string {
  const { state, stage } = readStatus(document);
  switch (state) {
    case "Pending":
      return next ? `Begin with ${next.name}` : "Begin";
    case "RollingBack":
      return "Rolling back";
    case "RolledBack":
      return "Rolled back";
    case "Completed":
      return "Completed";
    case "Aborted":
      return "Ended";
    case "Entering":
      return `Entering ${stage}`;
    default:
      if (document.plan === undefined) return "Next: not known";
      return next ? `Next: ${describeStage(next)}` : "Next: complete";
  }
}

/** `25 % for 4 to 6 h`, `disable-dual-write, a one-way door`. */
function describeStage(stage: StageDocument): string {
  if (stage.irreversible) return `${stage.name}, a one-way door`;
  const least = spanMs(stage.bake.atLeast);
  if (least === 0) return `${formatPercent(stage.weight)}, ${stage.name}`;
  const most = stage.bake.atMost === undefined ? undefined : formatSpan(spanMs(stage.bake.atMost));
  const time = most === undefined ? `at least ${formatSpan(least)}` : `${formatSpan(least)} to ${most}`;
  return `${formatPercent(stage.weight)} for ${time}`;
}

function forwardActions(
  document: MigrationDocument,
  next: StageDocument | undefined,
  unmet: number,
  staleness: Staleness,
): Pick<NextStep, "primary" | "secondary"> {
  const { state } = readStatus(document);
  const refused = notAllowed(document, staleness);
  switch (state) {
    case "Pending":
      return {
        primary: {
          kind: "start",
          label: "Start",
          ...whyNot(refused ?? startProblem(document)),
          key: "A",
        },
      };
    case "Held":
      return {
        primary: { kind: "resume", label: "Resume", ...whyNot(refused ?? resumeProblem(document)), key: "A" },
        secondary: {
          kind: "advance",
          label: advanceLabel(document, next),
          why: "The migration is held: resume it first.",
        },
      };
    case "RolledBack":
      return {
        primary: { kind: "retry", label: "Retry", ...whyNot(refused), key: "A" },
        secondary: {
          kind: "abort",
          label: "End the migration",
          ...whyNot(
            document.can.rollback ? undefined : "You may not end it: that takes the right to roll back.",
          ),
        },
      };
    default:
      return {
        primary: {
          kind: "advance",
          label: advanceLabel(document, next),
          ...whyNot(overWhy(state) ?? refused ?? gateWhy(document, unmet)),
          ...(unmet > 0 ? { short: `${plural(unmet, "condition")} unmet` } : {}),
          key: "A",
        },
      };
  }
}

/** What a hold warns of, where it still stands: nobody resumes over it. A weight that somebody raised is never made ours. */
function resumeProblem(document: MigrationDocument): string | undefined {
  const { hold } = readStatus(document);
  const { drift } = document.traffic;
  if (drift !== undefined && drift.to > drift.from)
    return `${drift.by} raised the weight: put it back to ${formatPercent(drift.from)} first, or roll back.`;
  if (hold?.code === "blind" && document.slos.some(({ verdict }) => verdict === "blind"))
    return "Nothing can be seen yet: the hold ends by itself after 30 s of sight.";
  const breached = document.slos.find(({ verdict }) => verdict === "breach");
  if (breached !== undefined && hold !== undefined && isHeldForBreach(hold.code))
    return `${breached.title} on ${breached.side} is still in breach.`;
  return undefined;
}

function advanceLabel(document: MigrationDocument, next: StageDocument | undefined): string {
  if (!next) return document.advance.to === "Completed" ? "Advance to completion" : "Advance";
  if (next.irreversible) return `Advance to ${next.name}`;
  const weight = document.stages.find((stage) => stage.state === "current")?.weight;
  return next.weight === weight ? `Advance to ${next.name}` : `Advance to ${formatPercent(next.weight)}`;
}

function overWhy(state: string): string | undefined {
  switch (state) {
    case "Completed":
      return "The migration is completed.";
    case "Aborted":
      return "The migration was ended.";
    case "RollingBack":
      return "It is being rolled back.";
    case "Entering":
      return "The stage is still being entered.";
    default:
      return undefined;
  }
}

function gateWhy(document: MigrationDocument, unmet: number): string | undefined {
  const { allowed, why } = document.advance;
  if (allowed) return undefined;
  if (unmet === 0) return sentence(why ?? "The server does not allow it yet.");
  const first = document.advance.unmet.slice(0, 3).map((gate) => {
    const line = toGateLine(gate, document);
    return line.detail === "" ? line.text : `${line.text} (${line.detail})`;
  });
  const more = unmet > first.length ? `, and ${unmet - first.length} more` : "";
  const besides = why === undefined ? "" : ` ${sentence(why)}`;
  return `${plural(unmet, "condition")} unmet: ${first.join("; ")}${more}.${besides}`;
}

/** `advance` is not a command of a pending migration, so what it says counts only where it names a condition. */
function startProblem(document: MigrationDocument): string | undefined {
  const invalid = readStatus(document).conditions.PlanValid;
  if (invalid?.status === "False") return `The plan is not valid: ${invalid.message}`;
  const unmet = document.advance.unmet.length;
  return unmet > 0 ? gateWhy(document, unmet) : undefined;
}

function notAllowed(document: MigrationDocument, staleness: Staleness): string | undefined {
  if (!document.can.advance) return "You may look, but not advance: ask for the operator role.";
  return tooOldTo("advance", staleness);
}

/** Why nobody should do that on these figures; undefined while they are fresh. */
export function tooOldTo(act: "advance" | "approve", { stale, text, cause }: Staleness): string | undefined {
  if (cause === "silent") return "Kubernetes does not answer: nothing can be changed until it does.";
  return stale ? `The figures are ${text} old: nobody should ${act} on them.` : undefined;
}

function holdAction(document: MigrationDocument): Action {
  const { state, hold } = readStatus(document);
  const base = { kind: "hold", label: "Hold", key: "H" } as const;
  if (!document.can.hold) return { ...base, why: "You may look, but not hold: ask for the operator role." };
  if (state === "Held") {
    return hold?.code === "person" ? { ...base, why: "It is held already." } : base;
  }
  if (["Entering", "Baking", "Ready"].includes(state)) return base;
  return { ...base, why: "There is nothing under way to hold." };
}

function rollbackAction(document: MigrationDocument): Action {
  const { allowed, why, code } = document.rollback;
  const base = { kind: "rollback", label: `Roll back to ${formatPercent(0)}`, key: "R" } as const;
  if (!document.can.rollback)
    return { ...base, why: "You may look, but not roll back: ask for the operator role." };
  if (allowed || code === "blue-not-ready") return base;
  return { ...base, why: sentence(why ?? "There is nothing to roll back.") };
}

function describeEffect(document: MigrationDocument, next: StageDocument): string | undefined {
  const traffic = document.plan?.traffic;
  const weight = document.traffic.weight;
  if (!traffic || weight === undefined) return undefined;
  if (next.weight === weight) return "This step changes no weight: no client has to reconnect.";
  if (traffic.existingConnections === "sticky") {
    return `Open ${traffic.unit} stay where they are; only new ones follow the weight.`;
  }
  const { connections } = document.traffic;
  const all = connections ? connections.blue + connections.green : undefined;
  const who =
    all === undefined ? "all clients" : all === 1 ? "the one client" : `all ${formatCount(all)} clients`;
  return `Each step on this route makes ${who} reconnect once, ${formatSpan(traffic.drainTimeMs)} later.`;
}

/** With clients split at random, publisher and subscriber are on different sides with probability 2w(1 − w). */
function describeIsolation(document: MigrationDocument, weight: number): string | undefined {
  if (document.plan?.topology !== "isolated") return undefined;
  const w = weight / 100;
  return `The sides are isolated: at ${formatPercent(weight)}, ${formatPercent(200 * w * (1 - w))} of publishers and subscribers cannot reach each other.`;
}

function whyNot(why: string | undefined): { why?: string } {
  return why === undefined ? {} : { why };
}

/** A reason of the engine as a sentence of the page. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return trimmed;
  // Names and paths keep their spelling.
  const capital = /^[a-z]+[\s,:]/.test(trimmed)
    ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
    : trimmed;
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
