import type { Entry } from "../core/journal/entry.ts";
import { verdictOf } from "./journal-text.ts";
import { type JournalLine, toJournalLine } from "./journal.ts";

/** A rollback that a person began is no failure, as one that Crossfade began is. */
export type IncidentKind = "breach" | "blind" | "held" | "rollback" | "rollback-by-hand" | "drift" | "other";

const WORDS: Partial<Record<IncidentKind, string>> = { breach: "Breach", blind: "Blind", held: "Held" };

/** What went another way than planned, in a `word`; `more` verdicts like it came at the same time. `query` is what the verdict stands on, where there is one. */
export type Incident = JournalLine & {
  word: string;
  more?: number;
  incident: IncidentKind;
  slo?: string;
  query?: string;
};

/** What a manager asks about: everything that was not the plan, oldest first. */
export function toIncidents(entries: readonly Entry[]): Incident[] {
  const together: Incident[] = [];
  for (const incident of entries.flatMap(incidentOf)) {
    const last = together.at(-1);
    const isSame =
      last?.incident === "blind" && incident.incident === "blind" && incident.at - last.at < SAME_MS;
    if (isSame) {
      const { slo: _ofOne, ...rest } = last;
      together[together.length - 1] = { ...rest, more: (last.more ?? 0) + 1 };
    } else together.push(incident);
  }
  return together;
}

/** When Prometheus goes, every objective is blind at once: that is one incident. */
const SAME_MS = 5_000;

const incidentOf = (entry: Entry): Incident[] => {
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
};

function kindOf(entry: Entry): IncidentKind | undefined {
  switch (entry.kind) {
    case "verdict": {
      const verdict = verdictOf(entry);
      return verdict === "breach" || verdict === "blind" ? verdict : undefined;
    }
    case "rollback":
      return entry.actor === "crossfade" ? "rollback" : "rollback-by-hand";
    case "drift":
      return "drift";
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
