import { readFileSync } from "node:fs";
import { exists } from "./paths.mjs";

export const none = { passed: 0, failed: 0, skipped: 0 };

export function sum(...counts) {
  return counts.reduce(
    (all, each) => ({
      passed: all.passed + each.passed,
      failed: all.failed + each.failed,
      skipped: all.skipped + each.skipped,
    }),
    none,
  );
}

export const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** A run that ended badly has at least one failure, whatever its report says or does not say. */
function honest(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** The counts of Vitest's JSON report; a file that could not even be loaded is one failure. */
export function vitestCounts(file, code) {
  if (!exists(file)) return honest(none, code);
  const report = JSON.parse(readFileSync(file, "utf8"));
  const unloaded = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
  );
  return honest(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    code,
  );
}

/** The counts of Playwright's JSON report; a test that passed at its second attempt only is a failure. */
export function playwrightCounts(file, code) {
  if (!exists(file)) return honest(none, code);
  const { stats, errors } = JSON.parse(readFileSync(file, "utf8"));
  return honest(
    {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped,
    },
    code,
  );
}
