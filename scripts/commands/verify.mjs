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
  { name: "known vulnerabilities", ...script("check-audit.mjs") },
];

/** The exit code by which a check says that it could not look; what it prints is the reason. */
const couldNotLook = 77;

async function runCheck({ name, program, args }) {
  const started = performance.now();
  const { code, text } = await run(program, args, { output: "pipe" });
  const state = code === 0 ? "passed" : code === couldNotLook ? "skipped" : "failed";
  if (state === "failed") console.log(text.trimEnd());
  const why = state === "skipped" ? `: ${text.trim()}` : "";
  console.log(
    `${state === "failed" ? "FAILED" : state === "passed" ? "ok" : state} ${name} (${seconds(started)})${why}`,
  );
  return { name, state };
}

/** Format, lint, types, boundaries, dead code and the fast tests; `--without-tests` leaves those out. */
export async function verify(args) {
  const answers = [];
  for (const check of checks) {
    if (check.needs === undefined || exists(join(root, check.needs))) answers.push(await runCheck(check));
  }
  const those = (wanted) => answers.filter(({ state }) => state === wanted);
  const failed = those("failed");
  const ofChecks = {
    passed: those("passed").length,
    failed: failed.length,
    skipped: those("skipped").length,
  };
  const ofTests = args.includes("--without-tests") ? none : await runVitest("unit", ["--project", "unit"]);
  if (failed.length > 0) say(`failed checks: ${failed.map(({ name }) => name).join(", ")}`);
  const counts = sum(ofChecks, ofTests);
  console.log(line(counts));
  return counts.failed === 0 ? 0 : 1;
}
