import { beforeAll, describe, expect, it } from "vitest";
import { AFTERMATHS } from "./crash-table.ts";
import { runRaces, runTable, type Table } from "./run-table.ts";
import { COMMAND_KINDS } from "../core/journal/entry.ts";
import { SCENARIOS } from "./scenarios.ts";

const WITHIN_MS = 240_000;

/** Every write of every scenario, lost, done without an answer, or done and answered; then the process dies, and starts again or is taken over from. */
describe("a process that dies at any of its writes leaves what the next one brings to its end (I4)", () => {
  let table: Table;
  beforeAll(async () => {
    table = await runTable();
    const rows = [...table.values()].reduce((sum, part) => sum + part.rows, 0);
    console.log(`crash-point table: ${rows} rows`);
  }, WITHIN_MS);

  it.each(SCENARIOS.flatMap(({ name }) => AFTERMATHS.map((then) => `${name}, then ${then}`)))(
    "%s",
    (part) => {
      expect(table.get(part)?.wrong).toEqual([]);
      expect(table.get(part)?.rows).toBeGreaterThan(0);
    },
  );
});

/** The first command by one replica, the second by the other, at distances at which their writes meet in every order. */
describe("a rollback wins over every other command, in every state and interleaving (I1, F37)", () => {
  let races: Map<string, string[]>;
  beforeAll(async () => {
    races = await runRaces();
  }, WITHIN_MS);

  it.each(COMMAND_KINDS)("%s", (kind) => {
    expect(races.get(kind)).toEqual([]);
  });
});
