import { type Chip, type Tone, stateChip } from "./chip.ts";
import type { MigrationDocument } from "./document.ts";
import { formatPercent } from "./format.ts";
import { isOwnRollback } from "./rolling-back.ts";
import { readStatus } from "./status-view.ts";

export type HeaderView = {
  title: string;
  namespace: string;
  name: string;
  chip: Chip;
  /** For the tab: the state first, since tabs are narrow. */
  tab: string;
  favicon: string;
};

const FAVICONS: Record<Tone, string> = {
  pass: "/icons/ready.svg",
  wait: "/icons/moving.svg",
  bad: "/icons/alert.svg",
  blind: "/icons/blind.svg",
  plain: "/icons/idle.svg",
};

export function toHeader(document: MigrationDocument): HeaderView {
  const status = readStatus(document);
  const { namespace, name } = document.migration.metadata;
  const chip = stateChip(status.state, status.hold?.code, isOwnRollback(document));
  const title = titleOf(document);
  const weight = document.traffic.weight;
  return {
    title,
    namespace,
    name,
    chip,
    tab: `${weight === undefined ? "" : `${formatPercent(weight)} `}${chip.word} · ${title}`,
    favicon: FAVICONS[chip.tone],
  };
}

/** The plan's title, or the resource's name where the plan cannot be read. */
export function titleOf(document: MigrationDocument): string {
  return document.plan?.title ?? document.migration.metadata.name;
}
