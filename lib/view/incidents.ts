import type { Entry } from "../core/journal/entry.ts";
import { verdictOf } from "./journal-text.ts";
import { type JournalLine, toJournalLine } from "./journal.ts";

export type IncidentKind = "breach" | "blind" | "held" | "rollback" | "drift" | "other";

const WORDS: Partial<Record<IncidentKind, string>> = { breach: "Breach", blind: "Blind", held: "Held" };

/** What went another way than planned, in a `word`. `query` is what the verdict stands on, where there is one. */
export type Incident = JournalLine & { word: string; incident: IncidentKind; slo?: string; query?: string };

/** What a manager asks about: everything that was not the plan, oldest first. */
export const toIncidents = (entries: readonly Entry[]): Incident[] =>
  entries.flatMap((entry) => {
    const incident = kindOf(entry);
    if (incident === undefined) return [];
    const line = toJournalLine(entry);
    const slo = textIn(entry.evidence, "slo");
    const query = textIn(entry.evidence, "query");
    return [
      {
        ...line,
        word: WORDS[incident] ?? line.label,
        incident,
        ...(slo === undefined ? {} : { slo }),
        ...(query === undefined ? {} : { query }),
      },
    ];
  });

function kindOf(entry: Entry): IncidentKind | undefined {
  switch (entry.kind) {
    case "verdict": {
      const verdict = verdictOf(entry);
      return verdict === "breach" || verdict === "blind" ? verdict : undefined;
    }
    case "rollback":
    case "drift":
      return entry.kind;
    case "hold":
      return "held";
    case "refused":
    case "skip-bake":
    case "abort":
    case "adopt-plan":
      return "other";
    default:
      return undefined;
  }
}

function textIn(evidence: unknown, key: string): string | undefined {
  const held =
    typeof evidence === "object" && evidence !== null
      ? (evidence as Record<string, unknown>)[key]
      : undefined;
  return typeof held === "string" && held !== "" ? held : undefined;
}
