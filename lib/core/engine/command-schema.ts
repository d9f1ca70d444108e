import { z } from "zod";
import { COMMAND_KINDS } from "../journal/entry.ts";
import { err, ok, type Result } from "../std/result.ts";
import type { CommandBody } from "./command.ts";

/** 4 KiB of UTF-8, whatever the number of characters. */
const MAX_REASON_BYTES = 4_096;
const bytes = (text: string) => new TextEncoder().encode(text).length;

const stageName = z
  .string("is missing")
  .max(256, "is longer than 256 characters")
  // Half of a surrogate pair has no place in the canonical JSON of an entry.
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "has control characters");
const digest = (of: string) => z.string(`is missing: ${of}`).regex(/^[0-9A-Za-z:-]{1,128}$/, `must be ${of}`);

/** The body of a command. Unknown keys are refused: one that is misspelt must not be lost silently. */
export const commandSchema = z.strictObject({
  id: z
    .string("is missing: 1 to 63 letters, digits and hyphens, made by the client")
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
      "must be 1 to 63 letters, digits and hyphens, with a letter or digit at both ends",
    ),
  kind: z.enum(COMMAND_KINDS, { error: `must be one of ${COMMAND_KINDS.join(", ")}` }),
  /** `""` while Pending. */
  stage: stageName,
  /** A hash that is not the document's is a conflict, whatever it looks like; only its form as a short text is checked here. */
  planHash: digest("the document's planHash"),
  reason: z
    .string()
    .refine((text) => bytes(text) <= MAX_REASON_BYTES, "is longer than 4 KiB")
    .refine((text) => text.isWellFormed(), "has half of a surrogate pair")
    .optional(),
  to: stageName.min(1, "is empty").optional(),
  approval: stageName.min(1, "is empty").optional(),
  evidence: digest("the document's evidence").optional(),
  force: z.boolean("must be true or false").optional(),
});

export type CommandProblem = { path: string; message: string };

function problemsOf(error: z.ZodError): CommandProblem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [...issue.path, key].join("."),
        message: "is not a field of a command",
      }));
    }
    return [{ path: issue.path.join(".") || "body", message: issue.message }];
  });
}

/** Every problem at once, each with its path. */
export function parseCommand(body: unknown): Result<CommandBody, CommandProblem[]> {
  const parsed = commandSchema.safeParse(body);
  if (!parsed.success) return err(problemsOf(parsed.error));
  // Optional fields are absent, never `undefined`.
  const present = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  return ok(Object.fromEntries(present) as CommandBody);
}
