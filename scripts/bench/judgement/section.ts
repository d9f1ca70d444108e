import type { Section } from "../section.ts";
import { ratio, short, table } from "../table.ts";
import { OTHER_RULES } from "./rules.ts";
import { runJudgement } from "./run.ts";
import { completed, dominates, emptyTally, type Figures, figuresOf, merge, type Tally } from "./tally.ts";
import { STAGE_SECONDS, type TraceClass } from "./trace.ts";

const NAMES = ["Crossfade", ...OTHER_RULES.map((rule) => rule.name)];

/** The rule of the product beside others, on generated stages. Fails where another is at least as good in all three figures and better in one. */
export const judgement: Section = {
  name: "judgement",
  what: "our rule beside others on generated traces: false rollbacks, missed breaches, time to rollback",
  async run({ traces }, print) {
    print(
      `${traces} stages of ${STAGE_SECONDS / 60} minutes a class, objective 99.95 %, one look a second. Ratios are theirs over ours: above 1× ours is better. Where a class has no breach, those of all classes count.`,
    );
    const results = await runJudgement(traces);
    const overall = NAMES.map((_, rule) => figuresOf(together([...results.values()], rule)));
    const failures: string[] = [];
    for (const [kind, tallies] of results) {
      print(`\n${kind}\n${classTable(tallies, tallies.map(figuresOf))}`);
      failures.push(...dominators(kind, tallies, overall));
    }
    print(
      failures.length === 0
        ? "\nNo rule is at least as good as ours in all three and better in one, on any class."
        : "",
    );
    return failures;
  },
};

function classTable(tallies: readonly Tally[], figures: readonly Figures[]): string {
  const ours = figures[0];
  const rows = figures.map((one, index) => [
    NAMES[index] ?? "",
    percent(one.wrongPct),
    wrongRatio(tallies[index], tallies[0]),
    percent(one.missedPct),
    seconds(one.medianS),
    ratio(one.medianS, ours?.medianS),
    seconds(one.p95S),
    ratio(one.p95S, ours?.p95S),
  ]);
  return table(["rule", "false", "ratio", "missed", "median", "ratio", "p95", "ratio"], rows);
}

/** Where ours has none, the ratio is at least what one would give. */
function wrongRatio(theirs: Tally | undefined, ours: Tally | undefined): string {
  if (!theirs || !ours || (theirs.wrong === 0 && ours.wrong === 0)) return "n/a";
  return ours.wrong === 0 ? `>${short(theirs.wrong)}×` : ratio(theirs.wrong, ours.wrong);
}

const percent = (value: number | undefined): string => (value === undefined ? "n/a" : `${short(value)} %`);
const seconds = (value: number | undefined): string => (value === undefined ? "n/a" : `${short(value)} s`);

function together(results: readonly (readonly Tally[])[], rule: number): Tally {
  const all = emptyTally();
  for (const tallies of results) {
    const tally = tallies[rule];
    if (tally) merge(all, tally);
  }
  return all;
}

function dominators(kind: TraceClass, tallies: readonly Tally[], overall: readonly Figures[]): string[] {
  const [ours, ...others] = tallies.map((tally, rule) => {
    const figures = figuresOf(tally);
    return completed(figures, overall[rule] ?? figures);
  });
  if (!ours) return [];
  return others.flatMap((theirs, index) =>
    dominates(theirs, ours)
      ? [
          `on "${kind}", "${OTHER_RULES[index]?.name ?? ""}" is at least as good as ours in all three and better in one`,
        ]
      : [],
  );
}
