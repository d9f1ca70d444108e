import { COMMAND_KINDS } from "../core/journal/entry.ts";
import { AFTERMATHS, FATES } from "./crash-table.ts";
import { runTasks, type Task } from "./pool.ts";
import { SCENARIOS } from "./scenarios.ts";

/** By a scenario's name and what followed: how many rows there are, and what was wrong in any. */
export type Table = Map<string, { rows: number; wrong: string[] }>;

/** The whole crash-point table: every write of every scenario, each fate, each aftermath. */
export async function runTable(stopAtFirst = false): Promise<Table> {
  const table: Table = new Map();
  const tasks: Task[] = SCENARIOS.flatMap((_, scenario) =>
    AFTERMATHS.map((then): Task => ({ kind: "rows", scenario, then, fates: FATES })),
  );
  await runTasks<{ rows: number; wrong: string[] }>(tasks, (result, task) => {
    if (task.kind === "rows") table.set(`${SCENARIOS[task.scenario]?.name}, then ${task.then}`, result);
    return !(stopAtFirst && result.wrong.length > 0);
  });
  return table;
}

/** Every command against a rollback, by the command: what was wrong. */
export async function runRaces(): Promise<Map<string, string[]>> {
  const races = new Map<string, string[]>();
  const tasks = COMMAND_KINDS.map((command): Task => ({ kind: "races", command }));
  await runTasks<string[]>(tasks, (wrong, task) => {
    if (task.kind === "races") races.set(task.command, wrong);
    return true;
  });
  return races;
}
