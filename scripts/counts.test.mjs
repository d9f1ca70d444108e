import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { line, playwrightCounts, sum, vitestCounts } from "./counts.mjs";

function report(content) {
  const file = join(mkdtempSync(join(tmpdir(), "crossfade-counts-")), "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const vitest = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };

it("skipped and unwritten tests are both skipped", () => {
  expect(vitestCounts(report(vitest), 0)).toEqual({ passed: 7, failed: 0, skipped: 2 });
});

it("a test file that cannot be loaded is a failure, though it has no failed test", () => {
  const broken = { status: "failed", assertionResults: [] };
  expect(vitestCounts(report({ ...vitest, testResults: [broken] }), 1)).toMatchObject({
    passed: 7,
    failed: 1,
  });
});

it("a run that ends badly has a failure, whatever its report says", () => {
  expect(vitestCounts(report(vitest), 1).failed).toBe(1);
  expect(vitestCounts("/nowhere/at/all.json", 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it("a journey that passed at its second attempt only is a failure", () => {
  const stats = { expected: 3, unexpected: 0, flaky: 1, skipped: 1 };
  expect(playwrightCounts(report({ stats, errors: [] }), 0)).toEqual({ passed: 3, failed: 1, skipped: 1 });
});

it("sums up in the words of the last line", () => {
  expect(line(sum({ passed: 1, failed: 0, skipped: 2 }, { passed: 3, failed: 1, skipped: 0 }))).toBe(
    "4 passed, 1 failed, 2 skipped",
  );
});
