import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Entry } from "@/lib/core/journal/entry.ts";
import { NBSP } from "@/lib/view/format.ts";
import type { HistoryAnswer } from "@/lib/view/history-answer.ts";
import { toHistory } from "@/lib/view/history.ts";
import { toReport } from "@/lib/view/report.ts";
import { MINUTE, NOW } from "@/lib/view/testing/input.ts";
import { scenes } from "@/lib/view/testing/scenes.ts";
import { toDocument } from "@/lib/view/to-document.ts";
import { HistoryPage } from "../history/history-page.client.tsx";
import { ReportPage } from "./report-page.tsx";

const can = { advance: false, hold: false, rollback: false, approve: false };
const document = (scene: string) => toDocument(scenes[scene]!(), can);
const QUERY = "histogram_quantile(0.99, x)";
const breach: Entry = {
  migration: "emqx-to-emqx-go",
  seq: 7,
  at: new Date(NOW - 20 * MINUTE).toISOString(),
  kind: "verdict",
  actor: "crossfade",
  reason: "P99 publish latency breached",
  stage: "canary-10",
  evidence: { slo: "publish-latency", side: "green", verdict: "breach", query: QUERY },
  prev: "",
  hash: "",
};
const range = { from: NOW - 60 * MINUTE, to: NOW, stepMs: 30_000 };
const answer = (sides: HistoryAnswer["slos"][number]["sides"]): HistoryAnswer => ({
  range,
  slos: document("baking").slos.map(({ name }) => ({ name, windowMs: 60_000, sides })),
});
const green = { state: "answered" as const, points: [[NOW - 59 * MINUTE, 40] as [number, number]] };

const report = (of: HistoryAnswer | undefined, prometheus?: string) =>
  renderToStaticMarkup(
    <ReportPage
      report={toReport(document("baking"), [breach], true, of)}
      {...(prometheus === undefined ? {} : { prometheus })}
    />,
  ).replaceAll(NBSP, " ");

describe("the report", () => {
  it("has a picture of each objective, drawn by the server", () => {
    expect(report(answer({ green })).match(/aria-label="[^"]+ over time, objective/g)).toHaveLength(6);
  });

  it("says that there is no picture, and why, rather than draw an empty one", () => {
    expect(report(undefined)).toContain("Prometheus did not answer in time");
    expect(report(answer({ green: { state: "blind", why: "It is down" } }))).toContain(
      "Nothing is known of this run. It is down.",
    );
    expect(report(answer({ green: { state: "answered", points: [] } }))).toContain("no samples of this run");
  });

  it("leads from a breach to its query, where browsers reach Prometheus", () => {
    expect(report(undefined, "https://prom.example.com")).toContain(
      `href="https://prom.example.com/graph?g0.expr=${encodeURIComponent(QUERY).replaceAll("(", "%28").replaceAll(")", "%29")}`,
    );
    expect(report(undefined)).not.toContain("/graph?");
  });
});

describe("the history", () => {
  const page = (scene: string, entries: Entry[]) =>
    renderToStaticMarkup(
      <HistoryPage view={toHistory(document(scene), entries, NOW)} search="" rendered={NOW} />,
    );

  it("keeps the room of every chart until there is something to draw", () => {
    expect(page("baking", [breach]).match(/data-plot=""/g)).toHaveLength(7);
    expect(page("baking", [breach])).toContain("P99 publish latency breached");
  });

  it("says what to expect before the start", () => {
    expect(page("pending", [])).toContain("There is no history yet");
  });
});
