import { z } from "zod";
import { entrySchema } from "../journal/parse-entry.ts";
import type { Hold, State, Status } from "./status.ts";
import { duration, readableItems, time } from "./wire-fields.ts";
import {
  approvalSchema,
  conditionSchema,
  drainSchema,
  driftSchema,
  drillSchema,
  missingSchema,
  gateSchema,
  holdSchema,
  intentSchema,
  recentSchema,
  rollbackSchema,
  routeSchema,
  sloSchema,
  stageRunSchema,
  stateSchema,
} from "./wire-parts.ts";

const NO_HASH = "0".repeat(64);

/** `status` of the resource (RFC 3339, Go's durations) to the left, the engine's to the right. */
const wireSchema = z.object({
  state: stateSchema,
  phase: z.string().default(""),
  stage: z.string().default(""),
  stageStartedAt: time().exactOptional(),
  bakedFor: duration().default(0),
  evidenceSince: time().exactOptional(),
  weight: z.number().exactOptional(),
  share: z.number().exactOptional(),
  plan: z.unknown().optional(),
  planHash: z.string().default(""),
  observedGeneration: z.int().default(0),
  epoch: z.int().default(0),
  intent: intentSchema.exactOptional(),
  hold: holdSchema.exactOptional(),
  slos: readableItems(sloSchema).default([]),
  gates: readableItems(gateSchema).default([]),
  approvals: readableItems(approvalSchema).default([]),
  recent: readableItems(recentSchema).default([]),
  journal: z
    .object({ length: z.int(), head: z.string(), pending: z.array(entrySchema).default([]) })
    .default({ length: 0, head: NO_HASH, pending: [] }),
  conditions: readableItems(conditionSchema).default([]),
  run: z.int().default(0),
  stages: readableItems(stageRunSchema).default([]),
  oneWay: z.boolean().default(false),
  route: routeSchema.exactOptional(),
  drift: driftSchema.exactOptional(),
  writers: z.record(z.string(), z.int()).exactOptional(),
  missing: missingSchema.exactOptional(),
  adopted: z.int().exactOptional(),
  enteredBy: z.string().exactOptional(),
  lookedAt: time().exactOptional(),
  jobRetries: z.record(z.string(), z.int()).exactOptional(),
  resumedAt: time().exactOptional(),
  drain: drainSchema.exactOptional(),
  bakeSkipped: z.boolean().exactOptional(),
  overdueFrom: time().exactOptional(),
  sightSince: time().exactOptional(),
  greenTemplate: z.string().exactOptional(),
  blueReplicas: z.number().exactOptional(),
  rollback: rollbackSchema.exactOptional(),
  drill: drillSchema.exactOptional(),
});

type Wire = z.output<typeof wireSchema>;
type Inner = Omit<Wire, "bakedFor"> & { bakedMs: number };
/** Fails to compile when the engine's status has a field that the wire does not carry, at the top or one level down. */
type Uncarried<A, B> = Exclude<keyof A, keyof B>;
const complete: [
  Uncarried<Status, Inner>,
  Uncarried<NonNullable<Status["intent"]>, NonNullable<Inner["intent"]>>,
  Uncarried<
    NonNullable<NonNullable<Status["intent"]>["left"]>,
    NonNullable<NonNullable<Inner["intent"]>["left"]>
  >,
  Uncarried<NonNullable<Status["route"]>, NonNullable<Inner["route"]>>,
  Uncarried<NonNullable<Status["rollback"]>, NonNullable<Inner["rollback"]>>,
  Uncarried<NonNullable<Status["drain"]>, NonNullable<Inner["drain"]>>,
  Uncarried<NonNullable<Status["drill"]>, NonNullable<Inner["drill"]>>,
  Uncarried<Status["slos"][number], Inner["slos"][number]>,
  Uncarried<Status["approvals"][number], Inner["approvals"][number]>,
  Uncarried<Status["recent"][number], Inner["recent"][number]>,
  Uncarried<Status["stages"][number], Inner["stages"][number]>,
] extends never[]
  ? true
  : false = true;

/** Field names of ours on the wire: what else stands in a stored status belongs to a newer version, and stays. */
export const WIRE_FIELDS: ReadonlySet<string> = new Set(complete ? Object.keys(wireSchema.shape) : []);

/** The `status` to store. Fields that are absent are absent, never null. */
export function toWire(status: Status): Record<string, unknown> {
  const { bakedMs, ...rest } = status;
  const inner: Wire = { ...rest, bakedFor: bakedMs };
  return z.encode(wireSchema, inner);
}

/**
 * Reads a stored `status`: unknown fields are ignored, absent lists are empty. `undefined` when there is none yet. A field that is there and
 * cannot be read never counts as absent in silence: the migration is held with code `history` and the field's name (a rollback goes on).
 */
export function fromWire(wire: unknown): Status | undefined {
  if (typeof wire !== "object" || wire === null || Object.keys(wire).length === 0) return undefined;
  const readable: Record<string, unknown> = {};
  const unread: string[] = [];
  for (const [name, field] of Object.entries(wireSchema.shape)) {
    const value: unknown = Reflect.get(wire, name);
    if (value === undefined || value === null) {
      if (name === "state") unread.push(name);
      continue;
    }
    if (z.safeDecode(field, value).success) readable[name] = value;
    else unread.push(name);
  }
  const { bakedFor, ...rest } = z.decode(wireSchema, { state: "Held", ...readable });
  const status: Status = { ...rest, bakedMs: bakedFor };
  return unread.length === 0 ? status : holdUnread(status, unread);
}

const STOPPED: readonly State[] = ["RollingBack", "RolledBack", "Aborted"];

function holdUnread(status: Status, fields: readonly string[]): Status {
  if (STOPPED.includes(status.state) && !fields.includes("state")) return status;
  const hold: Hold = {
    by: "crossfade",
    code: "history",
    reason: `The stored status cannot be read: ${fields.join(", ")}`,
    since: status.stageStartedAt ?? 0,
  };
  return { ...status, state: "Held", hold };
}
