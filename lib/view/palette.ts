/** One thing that the palette leads to. Commands are led to as well, and never given: their button says what it takes. */
export type PaletteItem = {
  id: string;
  group: "Commands" | "On this page" | "Pages" | "Migrations";
  label: string;
  /** Said beside it, and searched too. */
  hint?: string;
  to: { kind: "button"; key: string } | { kind: "section"; id: string } | { kind: "page"; href: string };
};

const MOST = 40;

/** The items that hold every word typed, in their order; those whose label begins with it first. */
export function findItems(items: readonly PaletteItem[], typed: string): PaletteItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (item: PaletteItem) => `${item.label} ${item.hint ?? ""} ${item.group}`.toLowerCase();
  const found = items.filter((item) => words.every((word) => text(item).includes(word)));
  const [first] = words;
  const begins = (item: PaletteItem) => first !== undefined && item.label.toLowerCase().startsWith(first);
  return [...found.filter(begins), ...found.filter((item) => !begins(item))].slice(0, MOST);
}

/** Where Up and Down lead: round at both ends. -1 is none. */
export function moved(at: number, by: 1 | -1, count: number): number {
  return count === 0 ? -1 : (at + by + count) % count;
}

export const SECTIONS: { id: string; label: string }[] = [
  { id: "traffic", label: "Traffic" },
  { id: "action", label: "Next step" },
  { id: "stages", label: "Stages" },
  { id: "slos", label: "SLOs" },
  { id: "risks", label: "Risks" },
  { id: "readiness", label: "Rollback readiness" },
  { id: "approvals", label: "Approvals" },
  { id: "journal", label: "Journal" },
];

export function pageItems(migration: string | undefined): PaletteItem[] {
  const page = (label: string, href: string, hint?: string): PaletteItem => ({
    id: href,
    group: "Pages",
    label,
    ...(hint === undefined ? {} : { hint }),
    to: { kind: "page", href },
  });
  const own =
    migration === undefined
      ? []
      : [
          page("History", `${migration}/history`, "charts of the whole run"),
          page("Report", `${migration}/report`, "to print"),
        ];
  return [...own, page("All migrations", "/"), page("New migration", "/new", "paste a plan")];
}

export function sectionItems(): PaletteItem[] {
  return SECTIONS.map(({ id, label }) => ({
    id: `#${id}`,
    group: "On this page",
    label,
    to: { kind: "section", id },
  }));
}
