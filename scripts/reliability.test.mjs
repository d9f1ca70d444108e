import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./paths.mjs";
import { holds, readReliability } from "./reliability.mjs";

const rows = readReliability(readFileSync(join(root, "docs/reliability.md"), "utf8"));
const numbered = (letter, count, digits) =>
  Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(digits, "0")}`);

describe("docs/reliability.md", () => {
  it("has a row for every fault, attack and invariant, once", () => {
    expect(rows.map(({ id }) => id).toSorted()).toEqual(
      [...numbered("A", 44, 2), ...numbered("F", 60, 2), ...numbered("I", 12, 1)].toSorted(),
    );
  });

  it("names for each of them a test, or says that there is none", () => {
    for (const { id, proofs, untested, odd } of rows) {
      expect(odd, id).toEqual([]);
      expect(proofs.length > 0 || untested !== undefined, id).toBe(true);
    }
  });

  it("names only tests that exist", () => {
    const missing = rows.flatMap(({ id, proofs }) =>
      proofs.filter((proof) => !holds(proof)).map(({ path, title }) => `${id}: ${path}: ${title}`),
    );
    expect(missing).toEqual([]);
  });

  it("notices a test that was renamed or moved", () => {
    const [row] = readReliability("| F99 | it | gone | `scripts/no-such.test.mjs`: nothing |");
    expect(row?.proofs.every(holds)).toBe(false);
    expect(holds({ path: "scripts/reliability.test.mjs", title: `notices a test that ${"never was"}` })).toBe(
      false,
    );
  });
});
