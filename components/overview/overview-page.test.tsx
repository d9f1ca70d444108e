import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { type OverviewRow, readQuery, toOverviewRow } from "@/lib/view/overview.ts";
import { scenes } from "@/lib/view/testing/scenes.ts";
import { toDocument } from "@/lib/view/to-document.ts";
import { OverviewPage } from "./overview-page.client.tsx";

const can = { advance: true, hold: true, rollback: true, approve: true };
const known = Object.values(scenes).map((make) => toOverviewRow(toDocument(make(), can)));
const rowsOf = (count: number): OverviewRow[] =>
  Array.from({ length: count }, (_, index) => {
    const row = known[index % known.length];
    if (row === undefined) throw new Error("there are scenes");
    return { ...row, key: `mqtt/m-${index}`, name: `m-${index}`, href: `/migrations/mqtt/m-${index}` };
  });
const draw = (rows: OverviewRow[], search = "") =>
  renderToStaticMarkup(<OverviewPage rendered={0} first={rows} query={readQuery(search)} user="jane" />);

it("of five hundred migrations stays a small page, whose rows are drawn only where they are seen", () => {
  const html = draw(rowsOf(500));
  expect(html.match(/<li /g)).toHaveLength(500);
  expect(html.match(/content-visibility:auto/g)).toHaveLength(500);
  expect(html.match(/<[a-z]/g)?.length).toBeLessThan(500 * 30);
});

it("shows what its address asks for", () => {
  expect(draw(rowsOf(30), "?q=m-17").match(/<li /g)).toHaveLength(1);
  expect(draw(rowsOf(30), "?q=nothing")).toContain("No migration is like that");
});

it("without any says how to make the first", () => {
  const html = draw([]);
  expect(html).toContain('href="/new"');
  expect(html).toContain("kubectl apply -f migration.yaml");
  expect(html).toContain("kubectl auth can-i get");
});
