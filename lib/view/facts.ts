import { isOver } from "../core/status/states.ts";
import type { MigrationDocument } from "./document.ts";
import { formatCount, formatPercent, formatSpan } from "./format.ts";
import { readStatus, spanMs } from "./status-view.ts";
import { forecast } from "./timeline.ts";

/** A figure under the bar. `at` is a time, to be shown in the viewer's zone. */
export type Fact = { label: string } & ({ text: string } | { at: number });

export function toFacts(document: MigrationDocument, now: number): Fact[] {
  const { state, journalLength } = readStatus(document);
  // What is measured when all is over decides nothing any more.
  if (isOver(state))
    return [{ text: formatCount(journalLength), label: "entries in the journal" }, ...overFacts(document)];
  const green = document.slos.filter((slo) => slo.side === "green");
  const passing = green.filter((slo) => slo.verdict === "pass").length;
  const slos = {
    text: green.length === 0 ? "–" : `${passing} of ${green.length}`,
    label: "SLOs pass on green",
  };
  return [slos, ...factsOfState(document, now)];
}

function factsOfState(document: MigrationDocument, now: number): Fact[] {
  const status = readStatus(document);
  switch (status.state) {
    case "RollingBack":
    case "RolledBack":
      return rollbackFacts(document);
    case "Held":
      return heldFacts(document);
    default:
      return expectedFacts(document, now);
  }
}

function expectedFacts(document: MigrationDocument, now: number): Fact[] {
  // What is not known must not look like nothing, or like now.
  if (document.plan === undefined)
    return [
      { text: "–", label: "stages in the plan" },
      { text: "–", label: "earliest at 100 %" },
      { text: "–", label: "earliest finish" },
    ];
  const expected = forecast(document, now);
  const left = expected.bakeLeftMs;
  return [
    left === undefined
      ? { text: String(document.stages.length), label: "stages in the plan" }
      : left > 0
        ? { text: formatSpan(left), label: "of healthy bake left" }
        : { text: "baked", label: "this stage" },
    expected.fullAt === undefined
      ? { text: document.traffic.weight === 100 ? "reached" : "–", label: "100 % of new traffic" }
      : { at: expected.fullAt, label: "earliest at 100 %" },
    expected.finishAt === undefined
      ? { text: "–", label: "earliest finish" }
      : { at: expected.finishAt, label: "earliest finish" },
  ];
}

function heldFacts(document: MigrationDocument): Fact[] {
  const { hold, bakedMs } = readStatus(document);
  const stage = document.stages.find((each) => each.state === "current");
  const least = spanMs(stage?.bake.atLeast);
  return [
    {
      text: least > 0 ? `${formatSpan(bakedMs)} of ${formatSpan(least)}` : "–",
      label: "baked, the clock stands",
    },
    hold && Number.isFinite(hold.since)
      ? { at: hold.since, label: "held since" }
      : { text: "–", label: "held since" },
    { text: "open", label: "earliest finish, while held" },
  ];
}

function rollbackFacts(document: MigrationDocument): Fact[] {
  const run = document.rolledBack;
  const left = document.traffic.connections?.green;
  return [
    { text: run === undefined ? "–" : formatPercent(run.from), label: "was the weight of green" },
    { text: left === undefined ? "–" : formatCount(left), label: "clients still on green" },
    run?.weightAt === undefined
      ? { text: "–", label: "from decision to weight 0" }
      : {
          text: formatSpan(Math.max(0, Date.parse(run.weightAt) - Date.parse(run.at))),
          label: "from decision to weight 0",
        },
  ];
}

function overFacts(document: MigrationDocument): Fact[] {
  const times = document.stages.flatMap((stage) =>
    stage.startedAt === undefined ? [] : [Date.parse(stage.startedAt)],
  );
  const first = Math.min(...times);
  const done = document.stages.filter((stage) => stage.state === "done").length;
  return [
    { text: `${done} of ${document.stages.length}`, label: "stages done" },
    Number.isFinite(first) ? { at: first, label: "begun" } : { text: "–", label: "begun" },
    Number.isFinite(first)
      ? { at: Math.max(...times), label: "last stage entered" }
      : { text: "–", label: "last stage entered" },
  ];
}
