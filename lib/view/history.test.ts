import { describe, expect, it } from "vitest";
import type { Entry } from "../core/journal/entry.ts";
import { NBSP } from "./format.ts";
import type { HistoryAnswer, SideSeries } from "./history-answer.ts";
import { gapOf, toHistory } from "./history.ts";
import { toIncidents } from "./incidents.ts";
import { toReport } from "./report.ts";
import { toStageVerdicts } from "./stage-verdicts.ts";
import { MINUTE, NOW } from "./testing/input.ts";
import { scenes } from "./testing/scenes.ts";
import { storyOf } from "./testing/story.ts";
import { toDocument } from "./to-document.ts";

const can = { advance: true, hold: true, rollback: true, approve: true };
const document = (scene: string) => toDocument(scenes[scene]!(), can);
const plain = (text: string) => text.replaceAll(NBSP, " ");

let seq = 0;
const entry = (minutesAgo: number, more: Partial<Entry> & Pick<Entry, "kind">): Entry => ({
  migration: "emqx-to-emqx-go",
  seq: (seq += 1),
  at: new Date(NOW - minutesAgo * MINUTE).toISOString(),
  actor: "crossfade",
  stage: "canary-1",
  prev: "",
  hash: "",
  ...more,
});

const QUERY = 'histogram_quantile(0.99, x{color="green"})';
const breach = entry(20, {
  kind: "verdict",
  reason: "P99 breached",
  evidence: { slo: "publish-latency", side: "green", verdict: "breach", query: QUERY },
});
const left = entry(41, {
  kind: "advance",
  from: "canary-1",
  to: "canary-10",
  evidence: {
    slos: [
      { name: "availability", side: "green", verdict: "pass", value: 99.9999, samples: 7_412, query: "a" },
      { name: "availability", side: "blue", verdict: "pass", value: 99.97, samples: 7_410, query: "b" },
      { name: "publish-latency", side: "green", verdict: "pass", value: 38, samples: 7_380, query: "c" },
    ],
  },
});
const journal: Entry[] = [
  entry(900, { kind: "start", to: "deploy-green", stage: "" }),
  entry(890, { kind: "rollback", reason: "of an earlier run" }),
  entry(100, { kind: "start", to: "deploy-green", stage: "" }),
  entry(90, { kind: "advance", from: "deploy-green", to: "canary-1" }),
  entry(90, { kind: "weight", from: 0, to: 1 }),
  left,
  entry(41, { kind: "weight", from: 1, to: 10 }),
  breach,
  entry(10, { kind: "converged" }),
];

const answer = (sides: Record<string, SideSeries>): HistoryAnswer => ({
  range: { from: NOW - 100 * MINUTE, to: NOW, stepMs: 30_000 },
  slos: [{ name: "publish-latency", windowMs: 60_000, sides }],
});
const answered = (points: [number, number][]): SideSeries => ({ state: "answered", points });
const down: SideSeries = { state: "blind", why: "Prometheus did not answer in 5000 ms" };

describe("the history of a run", () => {
  const history = toHistory(document("baking"), journal, NOW);

  it("is of the last run of that name, from its start until now", () => {
    expect(history.bounds).toEqual({ from: NOW - 100 * MINUTE, to: NOW });
    expect(history.live).toBe(true);
    expect(history.incidents.map(({ incident }) => incident)).toEqual(["breach"]);
  });

  it("marks each change of the weight, and each stay in a stage", () => {
    expect(history.marks.map(({ at, label }) => [(NOW - at) / MINUTE, plain(label)])).toEqual([
      [90, "1 %"],
      [41, "10 %"],
    ]);
    expect(history.stages.map(({ name, range }) => [name, (range.to - range.from) / MINUTE])).toEqual([
      ["deploy-green", 10],
      ["canary-1", 49],
      ["canary-10", 41],
    ]);
  });

  it("has the query that a verdict stands on", () => {
    expect(history.incidents[0]).toMatchObject({ slo: "publish-latency", query: QUERY });
  });

  it("counts a Prometheus that went away as one incident, of no one objective", () => {
    const blind = (slo: string, minutesAgo: number) =>
      entry(minutesAgo, { kind: "verdict", evidence: { slo, side: "green", verdict: "blind" } });
    const gone = [blind("availability", 5), blind("publish-latency", 5), blind("availability", 3)];
    const { incidents } = toHistory(document("baking"), [...journal.slice(2), ...gone], NOW);
    expect(incidents.slice(1).map(({ incident, more, slo }) => [incident, more, slo])).toEqual([
      ["blind", 1, undefined],
      ["blind", undefined, "availability"],
    ]);
  });

  it("ends with the run, and not with the clock, once it is over", () => {
    const over = toHistory(document("rolled-back"), journal, NOW + 1_000 * MINUTE);
    expect(over.live).toBe(false);
    expect(over.bounds?.to).toBeLessThan(NOW + 10 * MINUTE);
  });

  it("is empty before the start", () => {
    expect(toHistory(document("pending"), [], NOW).bounds).toBeUndefined();
  });
});

describe("what an answer leaves open", () => {
  const since = NOW - 50 * MINUTE;

  it("tells a Prometheus that is down from one that has nothing", () => {
    expect(gapOf(answer({ blue: down, green: down }))).toEqual({ kind: "down", why: down.why });
    expect(gapOf(answer({ blue: answered([]), green: answered([]) }))).toEqual({ kind: "empty" });
    expect(gapOf(answer({ blue: down, green: answered([]) }))).toEqual({ kind: "empty" });
  });

  it("says from when on there are samples, where they do not reach back", () => {
    expect(gapOf(answer({ green: answered([[since, 1]]) }))).toEqual({ kind: "shorter", since });
    expect(
      gapOf(answer({ green: answered([[since, 1]]), blue: answered([[NOW - 100 * MINUTE, 1]]) })),
    ).toEqual({
      kind: "none",
    });
  });
});

describe("the objectives at the end of a stage", () => {
  it("are none where nothing was measured", () => {
    const slos = [
      { name: "availability", side: "green", verdict: "blind", value: "none", samples: 0, query: "a" },
    ];
    const nothing = entry(80, { kind: "advance", from: "deploy-green", to: "canary-1", evidence: { slos } });
    expect(toStageVerdicts(document("baking"), [nothing], undefined)).toMatchObject([{ rows: [] }]);
  });

  it("are those of the entry that left it", () => {
    const [canary, ...others] = toStageVerdicts(document("baking"), journal, undefined);
    expect(others).toEqual([]);
    expect(canary).toMatchObject({ stage: "canary-1", leftAt: NOW - 41 * MINUTE, entry: left.seq });
    expect(
      canary?.rows.map(({ title, green, blue }) => [title, plain(green?.value ?? ""), blue?.verdict]),
    ).toEqual([
      ["Availability", "100 %", "Pass"],
      [expect.any(String), "38 ms", undefined],
    ]);
  });

  it("have the worst of the time in that stage alone, where Prometheus has it", () => {
    const points: [number, number][] = [
      [NOW - 95 * MINUTE, 900],
      [NOW - 80 * MINUTE, 60],
      [NOW - 60 * MINUTE, 40],
      [NOW - 20 * MINUTE, 700],
    ];
    const [canary] = toStageVerdicts(document("baking"), journal, answer({ green: answered(points) }));
    const row = canary?.rows.find(({ name }) => name === "publish-latency");
    expect([row?.worst, row?.typical].map((text) => plain(text ?? ""))).toEqual(["60 ms", "40 ms"]);
  });
});

it("the report tells the last run, with its incidents and what was decided on", () => {
  const report = toReport(document("baking"), journal, true, undefined);
  expect(report.begun).toBe(NOW - 100 * MINUTE);
  expect(report.incidents).toHaveLength(1);
  expect(report.verdicts).toHaveLength(1);
  expect(report.summary.join(" ")).toContain("objectives were breached once");
});

it("the report of a plan that cannot be read promises no time, and counts no stages", () => {
  const report = toReport(document("invalid-running"), [], true);
  expect(report.finishAt).toBeUndefined();
  expect(report.summary[0]).toBe("The plan cannot be read; it stands in canary-10.");
});

it("tells a rollback by hand from one that a breach caused", () => {
  const kinds = (scene: string) => toIncidents(storyOf(scenes[scene]!())).map(({ incident }) => incident);
  expect(kinds("rolled-back")).toEqual(["breach", "rollback"]);
  expect(kinds("rolled-back-by-hand")).toEqual(["rollback-by-hand"]);
});
