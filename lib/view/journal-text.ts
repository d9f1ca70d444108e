import type { Entry } from "../core/journal/entry.ts";
import { plural } from "./format.ts";

/** What an entry says in one line: what somebody wrote, or what its evidence amounts to. */
export function journalText(entry: Entry): string {
  if (entry.reason !== undefined && entry.reason !== "") return entry.reason;
  return fromEvidence(entry) ?? "";
}

function fromEvidence({ kind, evidence, stage }: Entry): string | undefined {
  const summary = text(evidence, "summary") ?? text(evidence, "why") ?? text(evidence, "message");
  if (summary !== undefined) return summary;
  const digest = text(evidence, "digest");
  switch (kind) {
    case "start":
      return engineText(text(evidence, "engine"));
    case "approve":
      return [text(evidence, "approval"), digest && `on evidence ${digest.slice(0, 8)}`]
        .filter(Boolean)
        .join(" ");
    case "weight":
      return routerText(evidence);
    case "stage":
      return stage === "" ? undefined : `entered ${stage}`;
    default:
      return gatesText(evidence, digest);
  }
}

function engineText(engine: string | undefined): string | undefined {
  return engine === undefined ? undefined : `engine ${engine}`;
}

function routerText(evidence: unknown): string | undefined {
  const router = field(evidence, "router");
  const before = text(router, "before");
  const after = text(router, "after");
  return before === undefined || after === undefined ? undefined : `route version ${before} → ${after}`;
}

/** `7 of 7 conditions passed`. */
function gatesText(evidence: unknown, digest: string | undefined): string | undefined {
  const gates = field(evidence, "gates");
  if (!Array.isArray(gates) || gates.length === 0) return undefined;
  const passed = gates.filter((gate: unknown) => Array.isArray(gate) && gate[1] === "pass").length;
  const on = digest === undefined ? "" : `, evidence ${digest.slice(0, 8)}`;
  return `${passed} of ${plural(gates.length, "condition")} met${on}`;
}

/** Of a verdict entry: what it turned to. */
export function verdictOf(entry: Entry): string | undefined {
  return text(entry.evidence, "verdict") ?? (typeof entry.to === "string" ? entry.to : undefined);
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function text(value: unknown, key: string): string | undefined {
  const held = field(value, key);
  return typeof held === "string" ? held : undefined;
}
