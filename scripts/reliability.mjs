// Reads docs/reliability.md: its tables name, for each fault, attack and invariant, the tests that prove it. A name that no test has any
// more is a promise without a proof, so that this is checked with the unit tests.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exists, root } from "./paths.mjs";

const ROW = /^\| (?<id>[FAI]\d{1,2}) \|(?<rest>.*)\|$/;
const PROOF = /^`(?<path>[^`]+)`: (?<title>.+)$/;

/** A table cell's text: a bar in it is written `\|`. */
const cellsOf = (rest) => rest.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

/** Rows as `{ id, proofs: [{ path, title }], untested }`; `untested` says why there is no proof. */
export function readReliability(text) {
  return text.split("\n").flatMap((line) => {
    const { id, rest } = ROW.exec(line)?.groups ?? {};
    if (id === undefined) return [];
    const last = cellsOf(rest).at(-1) ?? "";
    const parts = last.split("<br>").map((part) => part.trim());
    const proofs = parts.flatMap((part) => {
      const found = PROOF.exec(part)?.groups;
      return found ? [{ path: found.path, title: found.title }] : [];
    });
    const untested = parts.find((part) => part.startsWith("not tested"));
    const odd = parts.filter((part) => !PROOF.test(part) && part !== untested);
    return [{ id, proofs, untested, odd }];
  });
}

/** Whether the file has that very text, as a test's name or the name of a fault of the simulation. */
export function holds({ path, title }) {
  const file = join(root, path);
  return exists(file) && readFileSync(file, "utf8").includes(title);
}
