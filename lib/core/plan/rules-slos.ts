import { type PlanIssue, show } from "./issue.ts";
import { SECONDS_PER_UNIT } from "./normalise-slo.ts";
import { matchersProblem, promqlProblem } from "./promql.ts";
import { type Draft, exactlyOne, present, type Rule, unique } from "./rule.ts";
import { INDICATOR_KINDS, OBJECTIVE_BOUNDS } from "./schema-slos.ts";

type DraftSlo = NonNullable<NonNullable<Draft["slos"]>[number]>;

const BOTH = { side: true, window: true };

export const sloNamesAreUnique: Rule = function* ({ slos }) {
  const named = present(slos).map(([i, slo]) => ({ path: `spec.slos[${i}].name`, name: slo.name }));
  yield* unique(named, "the SLOs");
  // `slos: all` and `slo/all` stand for every SLO, so that none can have that name.
  for (const { path, name } of named) {
    if (name === "all") yield { path, message: 'must not be "all", which stands for every SLO' };
  }
};

export const slosAreWhole: Rule = function* ({ slos }) {
  for (const [index, slo] of present(slos)) {
    const path = `spec.slos[${index}]`;
    yield* exactlyOne(`${path}.objective`, slo.objective, OBJECTIVE_BOUNDS);
    yield* exactlyOne(`${path}.indicator`, slo.indicator, INDICATOR_KINDS);
    yield* expressions(`${path}.indicator`, slo.indicator);
    yield* objectiveFits(`${path}.objective`, slo);
  }
};

function* expressions(path: string, indicator: DraftSlo["indicator"]): Iterable<PlanIssue> {
  const promql = {
    "ratio.good": indicator?.ratio?.good,
    "ratio.total": indicator?.ratio?.total,
    value: indicator?.value,
  };
  for (const [field, expression] of Object.entries(promql)) {
    const problem = expression && promqlProblem(expression, BOTH);
    if (problem) yield { path: `${path}.${field}`, message: problem };
  }
  const matchers = {
    "latency.matchers": indicator?.latency?.matchers,
    "events.matchers": indicator?.events?.matchers,
  };
  for (const [field, written] of Object.entries(matchers)) {
    const problem = written && matchersProblem(written);
    if (problem) yield { path: `${path}.${field}`, message: problem };
  }
}

/** An objective that its indicator cannot be judged by. */
function* objectiveFits(path: string, { objective, indicator }: DraftSlo): Iterable<PlanIssue> {
  if (!objective || !indicator) return;
  const { above, atLeast, below, atMost, unit } = objective;
  const floor = above ?? atLeast;
  const ceiling = below ?? atMost;
  if (indicator.ratio) {
    if (ceiling !== undefined) {
      yield { path, message: "must be above or atLeast: a ratio counts what is good" };
    }
    if (floor !== undefined && (floor <= 0 || floor > 100)) {
      yield {
        path: `${path}.${above === undefined ? "atLeast" : "above"}`,
        message: `must be a percentage above 0 and up to 100, not ${floor}`,
      };
    }
    if (above === 100) {
      yield {
        path: `${path}.above`,
        message: "can never be met: write atLeast: 100 for an objective of 100 %",
      };
    }
    if (unit !== undefined && unit !== "%")
      yield { path: `${path}.unit`, message: `must be "%", not ${show(unit)}` };
    return;
  }
  if (!indicator.latency && !indicator.events) return;
  const what = indicator.latency ? "a latency" : "a rate of events";
  if (floor !== undefined) yield { path, message: `must be below or atMost: ${what} has a ceiling` };
  if (ceiling !== undefined && ceiling <= 0) {
    yield {
      path: `${path}.${below === undefined ? "atMost" : "below"}`,
      message: `must be above 0, not ${ceiling}`,
    };
  }
  if (indicator.latency && (unit === undefined || !Object.hasOwn(SECONDS_PER_UNIT, unit))) {
    const message = `must be one of ${Object.keys(SECONDS_PER_UNIT).join(", ")}`;
    yield {
      path: `${path}.unit`,
      message: unit === undefined ? `is required: ${message}` : `${message}, not ${show(unit)}`,
    };
  }
}
