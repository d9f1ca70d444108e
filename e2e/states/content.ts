import type { Entry } from "../../lib/core/journal/entry.ts";
import { parsePlan } from "../../lib/core/plan/parse.ts";
import { parsePlanYaml } from "../../lib/core/plan/yaml.ts";
import type { Side } from "../../lib/core/status/status.ts";
import type { MigrationDocument } from "../../lib/view/document.ts";
import { stepFor, wholeOf } from "../../lib/view/history-range.ts";
import type { HistoryAnswer, SeriesAnswer, SeriesRange, SideSeries } from "../../lib/view/history-answer.ts";
import { type HistoryView, toHistory } from "../../lib/view/history.ts";
import { type NewMigrationView, toNewMigrationView } from "../../lib/view/new-migration.ts";
import { type OverviewRow, toOverviewRow } from "../../lib/view/overview.ts";
import { type ReportView, toReport } from "../../lib/view/report.ts";
import { emqxPlan, emqxSpec } from "../../lib/view/testing/emqx.ts";
import { baking, NOW } from "../../lib/view/testing/input.ts";
import { scenes } from "../../lib/view/testing/scenes.ts";
import { storyOf } from "../../lib/view/testing/story.ts";
import { toDocument } from "../../lib/view/to-document.ts";
import { canOf, type State } from "./states.ts";

/** The clock of every page: a second after what it shows was read. */
export const clockOf = ({ age = 1_000 }: State): number => NOW + age;

/** What the page of a state is made from, as JSON. */
export type Content = {
  page: State["page"];
  now: number;
  document: MigrationDocument;
  journal: { entries: Entry[]; verified: boolean };
  rows: OverviewRow[];
  history: HistoryView;
  report: ReportView;
  proposed: { text: string; namespace: string; name: string; view: NewMigrationView };
};

export function contentOf(state: State): Content {
  const input = (scenes[state.scene] ?? baking)();
  const document = toDocument(input, canOf(state));
  const entries = storyOf(input);
  const history = toHistory(document, entries, clockOf(state));
  const range = history.bounds && wholeOf(history.bounds);
  const answer = range && historyAnswer(state, { ...range, stepMs: stepFor(range.to - range.from) });
  return {
    page: state.page,
    now: clockOf(state),
    document,
    journal: { entries, verified: true },
    rows: rowsOf(state, document),
    history,
    report: toReport(document, entries, true, answer),
    proposed: proposed(state.name),
  };
}

/** One migration for each scene, or as many of the same. */
function rowsOf({ count }: State, document: MigrationDocument): OverviewRow[] {
  const documents =
    count === undefined
      ? Object.entries(scenes)
          .filter(([name]) => name !== "kubernetes-silent")
          .map(([name, make]) => named(toDocument(make(), document.can), name))
      : Array.from({ length: count }, (_, index) => named(document, `broker-${index + 1}`));
  return documents.map(toOverviewRow);
}

const named = (document: MigrationDocument, name: string): MigrationDocument => ({
  ...document,
  migration: { ...document.migration, metadata: { ...document.migration.metadata, name } },
});

function proposed(name: string): Content["proposed"] {
  const key = { namespace: "mqtt", name: "emqx-to-emqx-go" };
  const view = (text: string, outcome: Parameters<typeof toNewMigrationView>[0]) => ({
    text,
    ...key,
    view: toNewMigrationView(outcome, text),
  });
  const text = JSON.stringify(emqxSpec, undefined, 2);
  const wrong =
    "title: A move\nslos:\n  - name: Availability!\n    window: 5 minutes\nphases: []\ntrafic: {}\n";
  const pasted = parsePlanYaml(wrong);
  const parsed = pasted.ok ? parsePlan(pasted.value.spec, "strict") : pasted;
  const issues = parsed.ok ? [] : pasted.ok ? pasted.value.locate(parsed.error) : parsed.error;
  const input = baking();
  const { route, blue, green } = input.observation;
  const side = { replicas: 3, ready: 2, exists: true, template: "g1" };
  switch (name) {
    case "new-problems":
      return view(wrong, { state: "problems", issues });
    case "new-not-theirs":
      return view(text, { state: "not-theirs", key });
    case "new-refused":
      return view(text, {
        state: "refused",
        key,
        plan: emqxPlan,
        why: { state: "forbidden", why: "serviceaccount crossfade may not create migrations.crossfade.dev" },
      });
    default:
      return view(text, {
        state: "checked",
        key,
        plan: emqxPlan,
        warnings: [{ path: "spec.slos[3].window", message: "is shorter than its samples need", line: 2 }],
        found: { route, blue, green: { ...green, state: "known", at: NOW, value: side } },
      });
  }
}

const TYPICAL: Record<string, number> = {
  availability: 99.97,
  "connection-success": 99.98,
  "publish-latency": 40,
  "end-to-end-latency": 130,
  "data-integrity": 100,
  "supervisor-restarts": 1,
};
const CLIENTS = 20_114;

/** Of one objective, or of the live connections: a wave about what it typically is; and what was breached climbs before its rollback. */
export function seriesAnswer(state: State, slo: string, range: SeriesRange): SeriesAnswer {
  const side = (of: Side): SideSeries =>
    state.prometheus === "down"
      ? { state: "blind", why: "connect ECONNREFUSED 10.0.3.4:9090" }
      : {
          state: "answered",
          points: pointsOf(state, slo, of, range),
          query: `${slo.replaceAll("-", "_")}{side="${of}"}`,
        };
  return { sides: { blue: side("blue"), green: side("green") } };
}

function pointsOf({ scene }: State, slo: string, side: Side, range: SeriesRange): [number, number][] {
  const { from, to, stepMs } = range;
  const start = Math.ceil(from / stepMs) * stepMs;
  const times = Array.from(
    { length: Math.max(0, Math.floor((to - start) / stepMs) + 1) },
    (_, index) => start + index * stepMs,
  );
  const past = times.filter((at) => at <= NOW);
  if (slo !== "share") return past.map((at) => [at, valueAt(at, scene, slo, side)]);
  const story = storyOf((scenes[scene] ?? baking)());
  return past.map((at) => {
    // Clients follow when their connections are closed.
    const green = (CLIENTS * weightAt(at - 45_000, story)) / 100;
    return [at, side === "green" ? green : CLIENTS - green];
  });
}

/** The weight of that time, as the journal has it. */
const weightAt = (at: number, story: readonly Entry[]): number =>
  Number(story.findLast((entry) => entry.kind === "weight" && Date.parse(entry.at) <= at)?.to ?? 0);

function valueAt(at: number, scene: string, slo: string, side: Side): number {
  const wave = Math.sin(at / 90_000 + (side === "green" ? 0 : 2)) + 0.6 * Math.sin(at / 23_000);
  const typical = TYPICAL[slo] ?? 1;
  if (typical === 100) return typical;
  if (typical > 90 && typical < 100) return Math.min(100, typical + 0.008 * wave);
  const isClimbing = side === "green" && slo === "publish-latency" && /^roll(ed|ing)-back$/.test(scene);
  const climb = isClimbing ? Math.max(0, at - (NOW - 120_000)) / 300 : 0;
  return Math.max(0, typical * (1 + 0.12 * wave) + climb);
}

export function historyAnswer(state: State, range: SeriesRange): HistoryAnswer {
  return {
    range,
    slos: Object.keys(TYPICAL).map((name) => ({
      name,
      windowMs: 60_000,
      ...seriesAnswer(state, name, range),
    })),
    share: seriesAnswer(state, "share", range),
  };
}
