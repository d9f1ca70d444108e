import { parentPort } from "node:worker_threads";
import { COMMAND_KINDS } from "../core/journal/entry.ts";
import { countWrites, runPoint } from "./crash-table.ts";
import type { Task } from "./pool.ts";
import { racesWithRollback } from "./rollback-races.ts";
import { SCENARIOS } from "./scenarios.ts";
import { runSeed } from "./run-seed.ts";

/** Does what it is sent, one task after the other, and answers each with what came of it. */
parentPort?.on("message", (task: Task) => {
  void done(task).then((result) => parentPort?.postMessage(result));
});

async function done(task: Task): Promise<unknown> {
  switch (task.kind) {
    case "seed": {
      const { trace, ...rest } = await runSeed(task.seed);
      return { ...rest, trace: rest.violations.length > 0 ? trace : [] };
    }
    case "rows":
      return await rowsOf(task);
    case "races":
      return await racesWithRollback(COMMAND_KINDS.find((kind) => kind === task.command) ?? "note");
  }
}

async function rowsOf({
  scenario: index,
  then,
  fates,
}: Extract<Task, { kind: "rows" }>): Promise<{ rows: number; wrong: string[] }> {
  const scenario = SCENARIOS[index];
  if (scenario === undefined) throw new Error(`there is no scenario ${index}`);
  const writes = await countWrites(scenario, then);
  const wrong: string[] = [];
  for (let write = 1; write <= writes; write += 1)
    for (const fate of fates)
      for (const problem of await runPoint(scenario, { write, fate, then }))
        wrong.push(`${scenario.name}, ${then}: write ${write} of ${writes}, ${fate}: ${problem}`);
  return { rows: writes * fates.length, wrong };
}
