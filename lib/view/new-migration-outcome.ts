import type { Reading, Route, SideState } from "../core/engine/observation.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { YamlIssue } from "../core/plan/yaml.ts";
import type { MakeOutcome } from "../ports/migration-maker.ts";
import type { Key } from "../ports/migration-store.ts";

/** How the things that the plan names stand in the cluster now. */
export type Found = { route: Reading<Route>; blue: Reading<SideState>; green: Reading<SideState> };

export type NewMigrationOutcome =
  /** Of the text itself, before anybody is asked: every problem at once. */
  | { state: "problems"; issues: YamlIssue[] }
  | { state: "not-theirs"; key: Key }
  | { state: "refused"; key: Key; plan: Plan; why: Exclude<MakeOutcome, { state: "made" }> }
  /** The API server would take it (`checked`), or has taken it (`made`). */
  | { state: "checked"; key: Key; plan: Plan; warnings: YamlIssue[]; found: Found }
  | { state: "made"; key: Key };
