import { ALLOWED, countIn, STAGE_SECONDS, type Trace } from "./trace.ts";

/** A rule sees one stage and says in which second it rolls back, if ever. */
export type Rule = { name: string; source: string; rollsBackAt: (trace: Trace) => number | undefined };

type Checks = {
  everyS: number;
  /** How far each check looks back. */
  windowS: number;
  /** Failed checks that roll back, in all or one after the other. */
  failures: number;
  inARow: boolean;
  /** What an unanswered query is: a failed check, or an error that is asked again after 10 s and ends it all at the fifth in a row. */
  unanswered: "fails" | "is an error";
};

const ERROR_RETRY_S = 10;
const CONSECUTIVE_ERRORS = 5;

/** The first check is made when a whole interval has passed: kinder than a first look at nothing. */
function failedChecks(checks: Checks): Rule["rollsBackAt"] {
  return (trace) => {
    let [failed, errors] = [0, 0];
    for (let t = checks.everyS - 1; t < STAGE_SECONDS; ) {
      const found = check(trace, t, checks);
      errors = found === "error" ? errors + 1 : 0;
      if (found === "failed") failed += 1;
      if (found === "passed" && checks.inARow) failed = 0;
      if (failed >= checks.failures || errors >= CONSECUTIVE_ERRORS) return t;
      t += found === "error" ? Math.min(ERROR_RETRY_S, checks.everyS) : checks.everyS;
    }
    return undefined;
  };
}

function check(trace: Trace, t: number, { windowS, unanswered }: Checks): "passed" | "failed" | "error" {
  if (trace.blind[t] === 1) return unanswered === "fails" ? "failed" : "error";
  const { total, bad } = countIn(trace, t, windowS);
  // Without a sample the ratio is NaN, which no success condition holds for.
  return total > 0 && bad / total <= ALLOWED ? "passed" : "failed";
}

/** An alert on the figure itself: below the objective for so long. NaN and silence are not below anything. */
function threshold(windowS: number, forS: number): Rule["rollsBackAt"] {
  return (trace) => {
    let since: number | undefined;
    for (let t = 0; t < STAGE_SECONDS; t += 1) {
      const { total, bad } = countIn(trace, t, windowS);
      const isBelow = trace.blind[t] !== 1 && total > 0 && bad / total > ALLOWED;
      since = isBelow ? (since ?? t) : undefined;
      if (since !== undefined && t - since >= forS) return t;
    }
    return undefined;
  };
}

const flagger = {
  source: "docs.flagger.app, Deployment strategies and Metrics analysis",
  unanswered: "fails",
} as const;
const argo = { source: "argo-rollouts.readthedocs.io, Analysis", unanswered: "is an error" } as const;

function checks(name: string, { source, ...rest }: Checks & { source: string }): Rule {
  return { name, source, rollsBackAt: failedChecks(rest) };
}

/**
 * The rules beside ours. Both projects count failed checks over the whole analysis; each is here too as "in a row", which is kinder to green.
 * `failureLimit: 3` means that the fourth failure ends it. All are given the same objective, and windows of true counts, though some documented
 * queries use `irate`, which sees the last two scrapes only.
 */
export const OTHER_RULES: readonly Rule[] = [
  checks("Flagger, as documented: 1m × 5", {
    ...flagger,
    everyS: 60,
    windowS: 60,
    failures: 5,
    inARow: false,
  }),
  checks("Flagger, 1m × 5 in a row", { ...flagger, everyS: 60, windowS: 60, failures: 5, inARow: true }),
  checks("Flagger, fastest: 10s × 1, window 1m", {
    ...flagger,
    everyS: 10,
    windowS: 60,
    failures: 1,
    inARow: true,
  }),
  checks("Flagger, fastest: 10s × 1, window 10s", {
    ...flagger,
    everyS: 10,
    windowS: 10,
    failures: 1,
    inARow: true,
  }),
  checks("Argo, as documented: 5m, failureLimit 3", {
    ...argo,
    everyS: 300,
    windowS: 300,
    failures: 4,
    inARow: false,
  }),
  checks("Argo, 5m, four failures in a row", {
    ...argo,
    everyS: 300,
    windowS: 300,
    failures: 4,
    inARow: true,
  }),
  checks("Argo, fastest: 1s, failureLimit 0, window 5m", {
    ...argo,
    everyS: 1,
    windowS: 300,
    failures: 1,
    inARow: true,
  }),
  checks("Argo, fastest: 1s, failureLimit 0, window 1m", {
    ...argo,
    everyS: 1,
    windowS: 60,
    failures: 1,
    inARow: true,
  }),
  { name: "threshold over 5m, every second", source: "an alert rule", rollsBackAt: threshold(300, 0) },
  { name: "threshold over 5m, for 1m", source: "an alert rule", rollsBackAt: threshold(300, 60) },
];
