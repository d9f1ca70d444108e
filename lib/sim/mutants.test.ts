import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { mutate, SOURCES } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

describe("the mutants of the simulation", () => {
  it("are as many as make the proof worth something, each with a name of its own", () => {
    const names = MUTANTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(34);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    "%s: every text that it takes away is found exactly once",
    (_, mutant) => {
      for (const file of new Set(mutant.edits.map((edit) => edit.file))) {
        const text = readFileSync(fileURLToPath(new URL(file, SOURCES)), "utf8");
        expect(mutate(mutant, file, text)).not.toBe(text);
      }
    },
  );
});
