import { rmSync } from "node:fs";
import { join } from "node:path";
import { playwrightCounts, vitestCounts } from "./counts.mjs";
import { makeFolder, results, root } from "./paths.mjs";
import { run } from "./process.mjs";

const vitest = join(root, "node_modules/vitest/vitest.mjs");
const playwright = join(root, "node_modules/@playwright/test/cli.js");

/** Runs Vitest with these arguments and answers its counts; `name` keeps the reports of several runs apart. */
export async function runVitest(name, args) {
  const report = join(makeFolder(results), `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await run("node", [vitest, "run", ...reporters, ...args]);
  return vitestCounts(report, code);
}

/** Runs the browser journeys of `e2e/` and answers their counts. */
export async function runPlaywright(args) {
  const report = join(makeFolder(results), "playwright.json");
  rmSync(report, { force: true });
  const { code } = await run("node", [playwright, "test", ...args], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  return playwrightCounts(report, code);
}
