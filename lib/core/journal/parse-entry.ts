import { z } from "zod";
import type { Entry, EntryKind } from "./entry.ts";

const digits = /^[0-9a-f]{64}$/;

/**
 * An entry as stored. Read leniently: a kind or field of a newer version is kept as it is, since the hash covers it. Whether the
 * hash is right is for the chain's check to say, not for this.
 */
export const entrySchema: z.ZodType<Entry> = z.looseObject({
  migration: z.string(),
  seq: z.int().min(1),
  at: z.string(),
  kind: z.custom<EntryKind>((kind) => typeof kind === "string"),
  actor: z.string(),
  commandId: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  stage: z.string(),
  from: z.union([z.string(), z.number()]).exactOptional(),
  to: z.union([z.string(), z.number()]).exactOptional(),
  evidence: z.unknown().optional(),
  prev: z.string().regex(digits),
  hash: z.string().regex(digits),
});
