// `npm run bench -- [section…] [--traces N] [--repeats N] [--viewers N] [--minutes N]`: figures beside those of others or beside their budgets,
// in one run. Exit 1 when one is what it must not be.
import { costs } from "./costs/section.ts";
import { detection } from "./detection/section.ts";
import { judgement } from "./judgement/section.ts";
import { readArguments } from "./options.ts";
import { page } from "./page/section.ts";
import type { Section } from "./section.ts";
import { viewers } from "./viewers/section.ts";

const SECTIONS: readonly Section[] = [judgement, costs, detection, viewers, page];

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const { names, options } = readArguments(process.argv.slice(2));
  const unknown = names.find((name) => SECTIONS.every((section) => section.name !== name));
  if (unknown !== undefined)
    throw new Error(`no such section: ${unknown}; there are ${SECTIONS.map(({ name }) => name).join(", ")}`);
  const failures: string[] = [];
  for (const section of SECTIONS) {
    if (names.length > 0 && !names.includes(section.name)) continue;
    print(`\n== ${section.name}: ${section.what}`);
    failures.push(...(await section.run(options, print)).map((failure) => `${section.name}: ${failure}`));
  }
  for (const failure of failures) print(`FAILED ${failure}`);
  return failures.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
