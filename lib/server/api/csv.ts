import type { Entry } from "../../core/journal/entry.ts";

const COLUMNS = [
  "migration",
  "seq",
  "at",
  "kind",
  "actor",
  "commandId",
  "reason",
  "stage",
  "from",
  "to",
  "evidence",
  "prev",
  "hash",
] as const satisfies readonly (keyof Entry)[];

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front. */
function cell(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The entries as CSV with a header line, in the order given. */
export function toCsv(entries: readonly Entry[]): string {
  const lines = entries.map((entry) => COLUMNS.map((column) => cell(entry[column])).join(","));
  return [COLUMNS.join(","), ...lines].map((line) => `${line}\r\n`).join("");
}
