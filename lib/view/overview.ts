import { type Chip, stateChip } from "./chip.ts";
import type { MigrationDocument } from "./document.ts";
import { formatPercent } from "./format.ts";
import { titleOf } from "./header.ts";
import { sentence } from "./next-step.ts";
import { isOwnRollback } from "./rolling-back.ts";
import { toStageRail } from "./stage-rail.ts";
import { readStatus } from "./status-view.ts";

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
  /** Why it is held or rolled back, in one sentence. */
  note: string;
  /** Milliseconds; for sorting by what changed last. */
  since: number;
};

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
  const passing = green.filter((slo) => slo.verdict === "pass").length;
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
    position: toStageRail(document).position,
    stage: status.stage,
    slos: green.length === 0 ? "no SLO judged yet" : `${passing} of ${green.length} SLOs pass`,
    slosBad: bad,
    note: noteOf(document),
    since: status.hold?.since ?? status.startedAt ?? 0,
  };
}

function groupOf(document: MigrationDocument): OverviewGroup {
  const { state, conditions } = readStatus(document);
  if (state === "Held" || state === "RollingBack" || state === "RolledBack") return "attention";
  if (document.breach || document.blind || document.traffic.drift) return "attention";
  if (state === "Completed" || state === "Aborted") return "over";
  if (state === "Pending") return conditions.PlanValid?.status === "False" ? "attention" : "waiting";
  return "moving";
}

function noteOf(document: MigrationDocument): string {
  const { state, hold, conditions } = readStatus(document);
  if (state === "Held" && hold) return sentence(hold.reason);
  if ((state === "RollingBack" || state === "RolledBack") && document.rolledBack) {
    return sentence(document.rolledBack.reason || "Rolled back by hand");
  }
  if (conditions.PlanValid?.status === "False") return sentence(conditions.PlanValid.message);
  if (document.advance.allowed && document.advance.to !== undefined)
    return `Ready for ${document.advance.to}.`;
  return "";
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
