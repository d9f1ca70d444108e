import { join } from "node:path";
import { line, none, sum } from "../counts.mjs";
import { exists, root } from "../paths.mjs";
import { run } from "../process.mjs";
import { say, seconds } from "../say.mjs";
import { runVitest } from "../suites.mjs";

const installed = (path) => join(root, "node_modules", path);
const tool = (path, ...args) => ({ program: "node", args: [installed(path), ...args] });
const script = (path, ...args) => ({ program: "node", args: [join(root, "scripts", path), ...args] });

/** Each check with what it is for. They are independent: all of them run, and the summary names those that failed. */
const checks = [
  { name: "format", ...tool("@biomejs/biome/bin/biome", "format", ".") },
  {
    name: "lint",
    ...tool(
      "eslint/bin/eslint.js",
      ".",
      "--max-warnings=0",
      "--cache",
      "--cache-location",
      ".crossfade/eslint/",
    ),
  },
  // The types of routes are generated: without them `tsc` knows less than `next build` does.
  { name: "route types", ...tool("next/dist/bin/next", "typegen"), needs: "app" },
  { name: "types", ...tool("typescript/bin/tsc", "--noEmit", "-p", ".") },
  { name: "client files", ...script("check-client-files.mjs") },
  { name: "boundaries", ...script("check-boundaries.mjs") },
  { name: "dead code", ...tool("knip/bin/knip.js", "--no-progress") },
  { name: "test hygiene", ...script("check-tests.mjs") },
];

async function runCheck({ name, program, args }) {
  const started = performance.now();
  const { code, text } = await run(program, args, { output: "pipe" });
  const ok = code === 0;
  if (!ok) console.log(text.trimEnd());
  console.log(`${ok ? "ok    " : "FAILED"} ${name} (${seconds(started)})`);
  return { name, ok };
}

/** Format, lint, types, boundaries, dead code and the fast tests; `--without-tests` leaves those out. */
export async function verify(args) {
  const answers = [];
  for (const check of checks) {
    if (check.needs === undefined || exists(join(root, check.needs))) answers.push(await runCheck(check));
  }
  const failed = answers.filter(({ ok }) => !ok);
  const ofChecks = { passed: answers.length - failed.length, failed: failed.length, skipped: 0 };
  const ofTests = args.includes("--without-tests") ? none : await runVitest("unit", ["--project", "unit"]);
  if (failed.length > 0) say(`failed checks: ${failed.map(({ name }) => name).join(", ")}`);
  const counts = sum(ofChecks, ofTests);
  console.log(line(counts));
  return counts.failed === 0 ? 0 : 1;
}
