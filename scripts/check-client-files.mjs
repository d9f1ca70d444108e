// What runs in browsers is visible by its name: `*.client.tsx` if and only if the file begins with "use client".
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { filesBelow } from "./files.mjs";
import { exists, root } from "./paths.mjs";

const files = ["app", "components", "lib"]
  .map((name) => join(root, name))
  .filter(exists)
  .flatMap(filesBelow)
  .filter((path) => /\.tsx?$/.test(path));

/** The directive counts only before all code, after comments. */
const isClient = (text) => /^(\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*["']use client["']/.test(text);

/** Next.js wants these two as client components, and under these names. */
const dictated = /\/(global-)?error\.tsx$/;

const wrong = files
  .filter((path) => !dictated.test(path))
  .flatMap((path) => {
    const named = /\.client\.tsx$/.test(path);
    const client = isClient(readFileSync(path, "utf8"));
    if (named === client) return [];
    const why = named
      ? 'is called *.client.tsx but does not begin with "use client"'
      : 'has "use client": call it *.client.tsx';
    return [`${relative(root, path)} ${why}`];
  });

for (const problem of wrong) console.error(problem);
process.exit(wrong.length > 0 ? 1 : 0);
