import "server-only";
import type { LiveMigrations, MigrationView } from "../../controller/live.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Key } from "../../ports/migration-store.ts";
import { within } from "../within.ts";

/** A page shows what is known after this time; the document says how old that is. */
const PATIENCE_MS = 1_000;

/**
 * The live view, for somebody who waits: while Prometheus hangs, a look takes its whole deadline, and a page that could offer a rollback
 * must not. `last` is the newest view that there is, however old; without one the look is waited for.
 */
export function makePatientLive(
  live: LiveMigrations,
  last: (key: Key) => MigrationView | undefined,
  clock: Pick<Clock, "sleep">,
): LiveMigrations {
  return {
    ...live,
    async view(key) {
      const looked = live.view(key);
      if (last(key) === undefined) return looked;
      return within(clock, PATIENCE_MS, looked, () => last(key) ?? looked);
    },
  };
}
