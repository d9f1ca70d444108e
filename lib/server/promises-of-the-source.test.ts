import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** The sources of the product, without its tests, its prober and the simulation of it. */
const sources = ["app", "components", "lib"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/testing\/|^lib\/(sim|probe)\//.test(path)),
);
const withText = (pattern: RegExp): string[] =>
  sources.filter((path) => pattern.test(readFileSync(join(root, path), "utf8")));

describe("the product's source", () => {
  test("is looked at: there is a lot of it", () => {
    expect(sources.length).toBeGreaterThan(300);
  });

  test("F43 writes no file: a disk that is full or read-only changes nothing", () => {
    expect(
      withText(/\b(writeFile|appendFile|createWriteStream|mkdir|mkdtemp|copyFile|rename|truncate)(Sync)?\(/),
    ).toEqual([]);
  });

  test("A12 has no branch for the sandbox: its users are users of a provider and an API server", () => {
    expect(withText(/sandbox/i)).toEqual([]);
  });

  test("A15 never hands text to a page as markup: React shows it as text", () => {
    expect(
      withText(/dangerouslySetInnerHTML|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write/),
    ).toEqual([]);
  });
});
