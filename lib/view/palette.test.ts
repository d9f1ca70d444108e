import { expect, it } from "vitest";
import { findItems, moved, pageItems, sectionItems } from "./palette.ts";

const items = [...sectionItems(), ...pageItems("/migrations/mqtt/a")];
const labels = (typed: string) => findItems(items, typed).map(({ label }) => label);

it("finds what holds every word typed, and what begins with it first", () => {
  expect(labels("r")[0]).toBe("Risks");
  expect(labels("roll read")).toEqual(["Rollback readiness"]);
  expect(labels("print")).toEqual(["Report"]);
  expect(labels("nothing like it")).toEqual([]);
});

it("goes round at both ends, and nowhere in nothing", () => {
  expect([moved(0, -1, 3), moved(2, 1, 3), moved(-1, 1, 3), moved(-1, 1, 0)]).toEqual([2, 0, 0, -1]);
});

it("offers a migration's own pages only where there is one", () => {
  expect(pageItems(undefined).map(({ label }) => label)).toEqual(["All migrations", "New migration"]);
});
