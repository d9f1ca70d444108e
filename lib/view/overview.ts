import { isOver } from "../core/status/states.ts";
import { type Banner, noWayBack } from "./banners.ts";
import { type Chip, type IconName, stateChip } from "./chip.ts";
import type { MigrationDocument } from "./document.ts";
import { formatPercent, shortActor } from "./format.ts";
import { titleOf } from "./header.ts";
import { toGateLine } from "./gate-line.ts";
import { sentence } from "./next-step.ts";
import { isOwnRollback } from "./rolling-back.ts";
import { toStageRail } from "./stage-rail.ts";
import { readStatus } from "./status-view.ts";

const MOST_IN_A_ROW = 240;

export type OverviewRow = {
  key: string;
  href: string;
  title: string;
  namespace: string;
  name: string;
  chip: Chip;
  group: OverviewGroup;
  weight?: number;
  share?: number;
  weightText: string;
  shareText: string;
  position: string;
  stage: string;
  slos: string;
  slosBad: number;
  /** Why it stands still, or what it waits for, in one sentence. */
  note?: OverviewNote;
  /** Kubernetes has not answered since then: the row is as it was. Milliseconds. */
  silentSince?: number;
  /** Milliseconds; for sorting by what changed last. */
  since: number;
};

export type OverviewNote = { text: string; icon: IconName };

export type OverviewGroup = "attention" | "moving" | "waiting" | "over";

export const OVERVIEW_GROUPS: { id: OverviewGroup | "all"; label: string }[] = [
  { id: "all", label: "All" },
  { id: "attention", label: "Needs attention" },
  { id: "moving", label: "Under way" },
  { id: "waiting", label: "Not started" },
  { id: "over", label: "Over" },
];

export function toOverviewRow(document: MigrationDocument): OverviewRow {
  const status = readStatus(document);
  const { namespace, name } = document.migration.metadata;
  const green = document.slos.filter((slo) => slo.side === "green");
  const bad = green.filter((slo) => slo.verdict === "breach" || slo.verdict === "blind").length;
  const blind = green.filter((slo) => slo.verdict === "blind").length;
  const passing = green.filter((slo) => slo.verdict === "pass").length;
  const note = noteOf(document);
  const problems = document.planProblems ?? [];
  const { weight, share } = document.traffic;
  return {
    key: `${namespace}/${name}`,
    href: `/migrations/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`,
    title: titleOf(document),
    namespace,
    name,
    chip: stateChip(status.state, status.hold?.code, isOwnRollback(document)),
    group: groupOf(document),
    ...(weight === undefined ? {} : { weight }),
    ...(share === undefined ? {} : { share }),
    weightText: weight === undefined ? "?" : formatPercent(weight),
    shareText: share === undefined ? "share unknown" : `share ${formatPercent(share)}`,
    position: problems.length > 0 ? "the plan cannot be read" : toStageRail(document).position,
    stage: status.stage,
    slos:
      green.length === 0
        ? "no SLO judged yet"
        : passing + bad === 0
          ? "too few samples yet"
          : `${passing} of ${green.length} SLOs pass${blind === 0 ? "" : `, ${blind} blind`}`,
    slosBad: bad,
    ...(note && { note }),
    ...(document.unanswered && { silentSince: Date.parse(document.unanswered.since) }),
    since: status.hold?.since ?? status.startedAt ?? 0,
  };
}

function groupOf(document: MigrationDocument): OverviewGroup {
  const { state } = readStatus(document);
  if (document.traffic.drift) return "attention";
  if (isOver(state)) return "over";
  if (state === "Held" || state === "RollingBack" || state === "RolledBack") return "attention";
  if (document.breach || document.blind) return "attention";
  if (planProblem(document) !== undefined || noWayBack(document) !== undefined) return "attention";
  return state === "Pending" ? "waiting" : "moving";
}

/** The one thing that somebody who looks over many should know of this one. */
function noteOf(document: MigrationDocument): OverviewNote | undefined {
  const { state, hold, conditions } = readStatus(document);
  const alert = (text: string): OverviewNote => ({ text: shortly(text), icon: "alert" });
  if (state === "Held" && hold) return alert(hold.reason);
  const drift = driftOf(document);
  if (isOver(state)) return drift === undefined ? undefined : alert(drift);
  const wrong = planProblem(document) ?? drift;
  if (wrong !== undefined) return alert(wrong);
  if ((state === "RollingBack" || state === "RolledBack") && document.rolledBack)
    return alert(whyBack(document.rolledBack));
  const alarming = breachOf(document) ?? document.blind?.why ?? wayBackOf(document);
  if (alarming !== undefined) return alert(alarming);
  const approval = awaitedApproval(document);
  if (approval !== undefined) return { text: approval, icon: "person" };
  if (document.advance.allowed && document.advance.to !== undefined)
    return {
      text: document.advance.to === "Completed" ? "Ready to complete." : `Ready for ${document.advance.to}.`,
      icon: "check",
    };
  if (conditions.PlanChanged?.status === "True")
    return { text: "The plan was changed since this run began.", icon: "question" };
  return undefined;
}

/** A reason may be as long as a letter; a row is no place for one. */
const shortly = (text: string): string =>
  sentence(text.length > MOST_IN_A_ROW ? `${text.slice(0, MOST_IN_A_ROW)}…` : text);

function whyBack({ by, from, reason }: NonNullable<MigrationDocument["rolledBack"]>): string {
  if (by === "crossfade") return reason;
  const said = reason === "" || reason === "by hand" ? "" : `: ${reason}`;
  return `By ${shortActor(by)} from ${formatPercent(from)}${said}`;
}

function planProblem(document: MigrationDocument): string | undefined {
  const { PlanValid } = readStatus(document).conditions;
  if (PlanValid?.status === "False") return PlanValid.message;
  const [first] = document.planProblems ?? [];
  return first && `${first.path}: ${first.message}`;
}

function breachOf({ breach, slos }: MigrationDocument): string | undefined {
  if (!breach) return undefined;
  const slo = slos.find(({ name, side }) => name === breach.slo && side === breach.side);
  return `${slo?.title ?? breach.slo} in breach on ${breach.side}: ${breach.why}`;
}

function driftOf({ traffic: { drift } }: MigrationDocument): string | undefined {
  if (!drift) return undefined;
  const [from, to] = [formatPercent(drift.from), formatPercent(drift.to)];
  return `${shortActor(drift.by)} set the weight from ${from} to ${to}`;
}

function wayBackOf(document: MigrationDocument): string | undefined {
  const why = noWayBack(document);
  return why && `Roll back would be refused: ${lowerFirst(why)}`;
}

/** Nothing but people stands before the next stage. */
function awaitedApproval(document: MigrationDocument): string | undefined {
  const { unmet, allowed } = document.advance;
  const isForPeople = unmet.length > 0 && unmet.every(({ gate }) => gate.startsWith("approval/"));
  if (allowed || !isForPeople || readStatus(document).state !== "Baking") return undefined;
  const lines = unmet.map((gate) => toGateLine(gate, document));
  return `Waits for ${lines.map(({ text, detail }) => `${lowerFirst(text)}, ${detail}`).join("; ")}.`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** How the list hears of changes: not any more (`gone`), or not since then, by the clock of this browser. */
export type Hearing = { gone: boolean; lostSince?: number };

/** What is wrong with the list itself, before anything in it is believed. */
export function toOverviewBanners(rows: readonly OverviewRow[], { gone, lostSince }: Hearing): Banner[] {
  const unknown = { id: "stale", tone: "blind", icon: "eye-off" } as const;
  const since = rows.flatMap(({ silentSince }) => silentSince ?? []).sort((one, other) => one - other)[0];
  const stay = "Weights stay as they are: they live in the routers.";
  if (gone)
    return [
      {
        ...unknown,
        title: "This list is not renewed any more",
        text: "You were signed out, or lost the right to look.",
        advice: "Load the page again: it says which.",
      },
    ];
  if (lostSince !== undefined)
    return [
      {
        ...unknown,
        title: "No connection to Crossfade: this list is not live",
        text: `Either this device is offline, or Crossfade is. ${stay} The page goes on trying.`,
        at: { word: "Since", ms: lostSince },
      },
    ];
  if (since !== undefined)
    return [
      {
        ...unknown,
        tone: "bad",
        icon: "alert",
        title: "Kubernetes does not answer Crossfade",
        text: `${stay} Nothing can be changed from here until Kubernetes answers.`,
        at: { word: "Since", ms: since },
        advice: "The page of each migration has the commands that roll it back by hand.",
      },
    ];
  return [];
}

const ORDER: Record<OverviewGroup, number> = { attention: 0, moving: 1, waiting: 2, over: 3 };

const byName = (one: OverviewRow, other: OverviewRow): number => one.key.localeCompare(other.key);

const SORTS = {
  attention: (one, other) => ORDER[one.group] - ORDER[other.group] || byName(one, other),
  name: byName,
  changed: (one, other) => other.since - one.since || byName(one, other),
  weight: (one, other) => (other.weight ?? -1) - (one.weight ?? -1) || byName(one, other),
} satisfies Record<string, (one: OverviewRow, other: OverviewRow) => number>;

export type OverviewSort = keyof typeof SORTS;

export const OVERVIEW_SORTS: { id: OverviewSort; label: string }[] = [
  { id: "attention", label: "Needs attention first" },
  { id: "changed", label: "Changed last first" },
  { id: "weight", label: "Furthest first" },
  { id: "name", label: "By name" },
];

/** What is looked at: the address of the list holds it, so that it can be sent to somebody. */
export type OverviewQuery = { group: OverviewGroup | "all"; sort: OverviewSort; text: string };

/** Reads the part of an address after `?`; what it does not know is as if it were not there. */
export function readQuery(search: string): OverviewQuery {
  const asked = new URLSearchParams(search);
  const group = OVERVIEW_GROUPS.find(({ id }) => id === asked.get("show"))?.id ?? "all";
  const sort = OVERVIEW_SORTS.find(({ id }) => id === asked.get("sort"))?.id ?? "attention";
  return { group, sort, text: asked.get("q") ?? "" };
}

export function writeQuery({ group, sort, text }: OverviewQuery): string {
  const asked = new URLSearchParams();
  if (group !== "all") asked.set("show", group);
  if (sort !== "attention") asked.set("sort", sort);
  if (text !== "") asked.set("q", text);
  return asked.size === 0 ? "" : `?${asked}`;
}

/** `text` is searched in titles, names, stages and states. */
export function arrange(
  rows: readonly OverviewRow[],
  group: OverviewGroup | "all",
  text: string,
  sort: OverviewSort = "attention",
): OverviewRow[] {
  const wanted = text.trim().toLowerCase();
  return rows
    .filter((row) => group === "all" || row.group === group)
    .filter(
      (row) =>
        wanted === "" ||
        `${row.title} ${row.key} ${row.stage} ${row.chip.word}`.toLowerCase().includes(wanted),
    )
    .sort(SORTS[sort]);
}
