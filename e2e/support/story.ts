import { apiOf } from "./api.ts";
import type { World } from "./sandbox.ts";

const LAST_ENTRIES = 25;

/** Where the migration stands and how it came there, in lines: what somebody asks first when a journey failed. */
export async function storyOf(world: World): Promise<string> {
  const api = apiOf(world, "operator");
  const { migration, traffic, slos } = await api.document();
  const { state, stage, hold } = migration.status as { state: string; stage: string; hold?: unknown };
  const { entries } = await api.journal();
  return [
    `${state} in ${stage}: ${JSON.stringify({ hold, traffic })}`,
    ...slos.map(
      ({ name, side, verdict, value, samples }) =>
        `  ${name} on ${side}: ${verdict}, value ${value}, samples ${samples}`,
    ),
    ...entries
      .toSorted((a, b) => a.seq - b.seq)
      .slice(-LAST_ENTRIES)
      .map((entry) => `  ${JSON.stringify(entry).slice(0, 300)}`),
  ].join("\n");
}
