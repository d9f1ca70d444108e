import { stringify } from "yaml";
import { journalEntryCrd, migrationCrd } from "./crd.ts";

const HEAD = "# Generated from lib/core/plan by scripts/generate-crds.ts. Do not edit.\n";

/** The files of deploy/crds, as text. */
export function crdFiles(): { name: string; text: string }[] {
  const crds = {
    "migrations.crossfade.dev.yaml": migrationCrd(),
    "journalentries.crossfade.dev.yaml": journalEntryCrd(),
  };
  return Object.entries(crds).map(([name, crd]) => ({
    name,
    text: HEAD + stringify(crd, { lineWidth: 0, aliasDuplicateObjects: false }),
  }));
}
