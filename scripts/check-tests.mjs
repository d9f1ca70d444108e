// A test that is narrowed or switched off looks like one that passes; and what is silenced is not checked at all.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { filesBelow } from "./files.mjs";
import { root } from "./paths.mjs";

const rules = [
  {
    in: /\.(test|spec|e2e)\.tsx?$/,
    not: /\b(it|test|describe)\.(only|todo)\b/,
    why: "a narrowed or unwritten test",
  },
  // `test.skip(condition, "reason")` prints its reason, and so does a title that says what the test needs.
  {
    in: /\.(test|spec|e2e)\.tsx?$/,
    not: /\b(it|describe)\.skip\((?!["'`]needs )/,
    why: "a test that is switched off without a reason",
  },
  { in: /\.tsx?$/, not: /@ts-(ignore|nocheck|expect-error)/, why: "a silenced type error" },
  { in: /\.tsx?$/, not: /eslint-disable/, why: "a silenced lint rule" },
];

const found = filesBelow(root)
  .filter((path) => /\.tsx?$/.test(path))
  .flatMap((path) => {
    const lines = readFileSync(path, "utf8").split("\n");
    return rules
      .filter((rule) => rule.in.test(path))
      .flatMap((rule) =>
        lines.flatMap((text, index) =>
          rule.not.test(text) ? [`${relative(root, path)}:${index + 1}: ${rule.why}`] : [],
        ),
      );
  });

for (const problem of found) console.error(problem);
process.exit(found.length > 0 ? 1 : 0);
