import { expect, it } from "vitest";
import { arrange, readQuery, toOverviewRow, writeQuery } from "./overview.ts";
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
  expect(arrange(rows, "all", "rolling BACK").map((row) => row.name)).toEqual(["rolling-back"]);
  expect(arrange(rows, "all", "canary-25").map((row) => row.name)).toContain("entering");
  expect(arrange(rows, "waiting", "").map((row) => row.name)).toEqual(["pending"]);
});

it("says why something stands still", () => {
  const note = (name: string) => rows.find((row) => row.name === name)?.note;
  expect(note("held-blind")).toContain("Prometheus has not answered");
  expect(note("invalid")).toContain("must be at least 10");
  expect(note("baking")).toBe("");
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
