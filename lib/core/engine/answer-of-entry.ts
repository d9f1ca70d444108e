import { z } from "zod";
import type { Entry } from "../journal/entry.ts";
import { recentSchema } from "../status/wire-parts.ts";
import type { Answer } from "./command.ts";

/** What the entry of a command that was not taken keeps of its answer. */
const refusal = recentSchema.pick({ outcome: true, reasons: true }).extend({ command: z.string() });

/**
 * Kind and answer of a command by the one entry that carries its id, once the status has forgotten it. Of an answer whose reasons found no room in
 * the entry only the text is left.
 */
export function answerOfEntry({ kind, seq, reason, evidence }: Entry): { kind: string; answer: Answer } {
  if (kind !== "refused") return { kind, answer: { outcome: "done", reasons: [], entry: seq } };
  const read = refusal.safeParse(evidence);
  if (!read.success) {
    const reasons = [{ code: "state" as const, message: reason ?? "refused" }];
    return { kind, answer: { outcome: "refused", reasons, entry: seq } };
  }
  const { command, outcome, reasons } = read.data;
  return { kind: command, answer: { outcome, reasons, entry: seq } };
}
