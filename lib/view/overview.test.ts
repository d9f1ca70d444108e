import { expect, it } from "vitest";
import { NBSP } from "./format.ts";
import {
  arrange,
  type Hearing,
  readQuery,
  toOverviewBanners,
  toOverviewRow,
  writeQuery,
} from "./overview.ts";
import { NOW } from "./testing/input.ts";
import { scenes } from "./testing/scenes.ts";
import { toDocument } from "./to-document.ts";

const can = { advance: true, hold: true, rollback: true, approve: true };
const rows = Object.entries(scenes).map(([name, make]) => {
  const input = make();
  input.stored.key = { namespace: "mqtt", name };
  return toOverviewRow(toDocument(input, can));
});

it("puts what needs somebody first", () => {
  const groups = arrange(rows, "all", "").map((row) => row.group);
  expect(groups.lastIndexOf("attention")).toBeLessThan(groups.indexOf("moving"));
  expect(groups.at(-1)).toBe("over");
});

it("finds by name, title, stage and state", () => {
  expect(
    arrange(rows, "all", "rolling BACK")
      .map((row) => row.name)
      .sort(),
  ).toEqual(["rolling-back", "rolling-back-by-hand"]);
  expect(arrange(rows, "all", "canary-25").map((row) => row.name)).toContain("entering");
  expect(arrange(rows, "waiting", "").map((row) => row.name)).toEqual(["pending"]);
});

it("says why something stands still", () => {
  const note = (name: string) => rows.find((row) => row.name === name)?.note?.text;
  expect(note("held-blind")).toContain("Prometheus has not answered");
  expect(note("invalid")).toContain("must be at least 10");
  expect(note("baking")).toBeUndefined();
  expect(note("rolled-back-by-hand")).toBe(`By operator from 10${NBSP}%: Complaints from the field.`);
  expect(note("invalid-running")).toContain("spec.slos[0].objective.unit: must be one of");
  expect(note("blind")).toContain("Prometheus has not answered");
  expect(note("approval")).toBe("Waits for approval full-shift, 0 of 1.");
  expect(note("ready")).toBe("Ready for canary-25.");
  expect(note("plan-changed")).toContain("The plan was changed");
  expect(note("completed")).toBeUndefined();
});

it("says that nobody could go back, and counts it to what needs somebody", () => {
  const row = rows.find(({ name }) => name === "blue-not-ready");
  expect(row?.group).toBe("attention");
  expect(row?.note?.text).toBe("Roll back would be refused: blue is not ready: 1 of 3 pods.");
});

it("says that Kubernetes does not answer, and that the list is cut off or not renewed, before anything in it", () => {
  const titles = (hearing: Hearing) => toOverviewBanners(rows, hearing).map(({ title }) => title);
  expect(titles({ gone: false })).toEqual(["Kubernetes does not answer Crossfade"]);
  expect(titles({ gone: false, lostSince: 1 })).toEqual([
    "No connection to Crossfade: this list is not live",
  ]);
  expect(titles({ gone: true, lostSince: 1 })).toEqual(["This list is not renewed any more"]);
  const heard = rows.filter(({ silentSince }) => silentSince === undefined);
  expect(toOverviewBanners(heard, { gone: false })).toEqual([]);
});

it.each(["completed", "aborted", "rolled-back"])(
  "says of one that is %s that another hand raised the weight",
  (scene) => {
    const input = scenes[scene]!();
    input.status.oneWay = false;
    input.status.drift = { by: "argocd-controller", at: NOW, from: 0, to: 50 };
    const row = toOverviewRow(toDocument(input, can));
    expect(row.group).toBe("attention");
    expect(row.note?.text).toMatch(/^argocd-controller set the weight/);
  },
);

it("keeps a long reason short, and knows that the last step completes", () => {
  const held = scenes["held-person"]!();
  held.status.hold = { by: "operator", code: "person", since: NOW, reason: "x".repeat(4_000) };
  expect(toOverviewRow(toDocument(held, can)).note?.text.length).toBeLessThan(250);
  const last = scenes["ready"]!();
  last.assessment.advance = { allowed: true, to: "Completed", unmet: [] };
  expect(toOverviewRow(toDocument(last, can)).note?.text).toBe("Ready to complete.");
});

it("sorts by name, by what changed last and by how far it is", () => {
  const keys = arrange(rows, "all", "", "name").map((row) => row.key);
  expect(keys).toEqual([...keys].sort((one, other) => one.localeCompare(other)));
  const changed = arrange(rows, "all", "", "changed").map((row) => row.since);
  expect(changed).toEqual([...changed].sort((one, other) => other - one));
  expect(arrange(rows, "all", "", "weight")[0]?.weight).toBe(100);
});

it("keeps what is looked at in the address, and reads nothing else out of one", () => {
  const query = { group: "attention", sort: "changed", text: "a b&c" } as const;
  expect(readQuery(writeQuery(query))).toEqual(query);
  expect(writeQuery(readQuery("?show=other&sort=constructor&x=1"))).toBe("");
});
