import type { MigrationDocument } from "@/lib/view/document.ts";
import { titleOf } from "@/lib/view/header.ts";
import type { PaletteItem } from "@/lib/view/palette.ts";

/** A palette is no list: who has more finds the rest on the page of all. */
const MOST = 50;

/** The migrations that one may see; none where the server does not answer, since the palette is of use without them. */
export async function fetchMigrationItems(signal: AbortSignal): Promise<PaletteItem[]> {
  try {
    const response = await fetch(`/api/v1/migrations?limit=${MOST}`, { signal, cache: "no-store" });
    if (!response.ok) return [];
    const { items } = (await response.json()) as { items: MigrationDocument[] };
    return items.map(toItem);
  } catch (error) {
    if (error instanceof TypeError || signal.aborted) return [];
    throw error;
  }
}

function toItem(document: MigrationDocument): PaletteItem {
  const { namespace, name } = document.migration.metadata;
  const href = `/migrations/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  return {
    id: href,
    group: "Migrations",
    label: titleOf(document),
    hint: `${namespace}/${name}`,
    to: { kind: "page", href },
  };
}
