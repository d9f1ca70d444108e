import type { Key } from "./migration-store.ts";

export type MakeOutcome =
  /** With `dryRun`: it would be. */
  | { state: "made" }
  /** Nobody looks after Migrations of that namespace here. */
  | { state: "unwatched" }
  | { state: "taken" }
  | { state: "no-namespace" }
  /** Crossfade itself may not; names the verb and the resource. */
  | { state: "forbidden"; why: string }
  /** The schema, a CEL rule or an admission webhook says no. */
  | { state: "invalid"; why: string }
  /** No answer: without `dryRun` it may be there. */
  | { state: "unknown"; why: string };

/** Makes new Migrations. The rights of whoever asks are checked before: the write is Crossfade's own. */
export interface MigrationMaker {
  make(key: Key, spec: unknown, by: string, options: { dryRun: boolean }): Promise<MakeOutcome>;
}
