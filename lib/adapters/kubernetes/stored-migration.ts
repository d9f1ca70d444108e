import { z } from "zod";
import { fromWire, WIRE_FIELDS } from "../../core/status/wire.ts";
import type { StoredMigration } from "../../ports/migration-store.ts";

const migrationObject = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    resourceVersion: z.string(),
    generation: z.number().default(0),
    deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z.unknown().optional(),
  status: z.unknown().optional(),
});

/** Fields of the stored status that are not ours: of a newer version, to be written back as they were (F50). */
export type Foreign = Readonly<Record<string, unknown>>;

/** Undefined for what is no object of the API. Whether `spec` is a plan is for `parsePlan` to say. */
export function parseMigration(object: unknown): { stored: StoredMigration; foreign: Foreign } | undefined {
  const read = migrationObject.safeParse(object);
  if (!read.success) return undefined;
  const { metadata, spec, status } = read.data;
  const known = fromWire(status);
  return {
    stored: {
      key: { namespace: metadata.namespace, name: metadata.name },
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      generation: metadata.generation,
      deleting: metadata.deletionTimestamp !== undefined,
      annotations: metadata.annotations ?? {},
      bytes: Buffer.byteLength(JSON.stringify(object)),
      spec,
      ...(known === undefined ? {} : { status: known }),
    },
    foreign: Object.fromEntries(Object.entries(status ?? {}).filter(([name]) => !WIRE_FIELDS.has(name))),
  };
}
