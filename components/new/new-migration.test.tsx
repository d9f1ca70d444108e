import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { toFactPreviews, toStagePreviews } from "@/lib/view/new-migration.ts";
import { emqxPlan } from "@/lib/view/testing/emqx.ts";
import { NewMigrationForm } from "./new-migration-form.client.tsx";
import { PlanPreview } from "./plan-preview.tsx";
import { ProblemList } from "./problem-list.tsx";
import { Refusal } from "./refusal.tsx";

const unknown = { state: "unknown", code: "gone", why: "not there", at: 0 } as const;
const found = { route: unknown, blue: unknown, green: unknown };

describe("the page of a new migration", () => {
  it("is a form with a text, a file and a way to check, and creates nothing that was not checked", () => {
    const html = renderToStaticMarkup(
      <NewMigrationForm propose={() => Promise.reject(new Error("not sent"))} />,
    );
    expect(html).toMatch(/<form/);
    expect(html).toMatch(/<textarea name="plan"/);
    expect(html).toMatch(/type="file"/);
    expect(html).toMatch(/<button type="submit" value="check"[^>]*name="do"/);
    expect(html).toMatch(/<button type="button" value="create"[^>]*aria-disabled="true"/);
    expect(html).toContain("Check it first");
  });

  it("shows each problem with its line, and a way to it", () => {
    const html = renderToStaticMarkup(
      <ProblemList
        problems={[
          { path: "spec.title", message: "must be text, not 3", line: 7, source: "  title: 3" },
          { path: "metadata.name", message: "is required" },
        ]}
        onGo={() => {}}
      />,
    );
    expect(html).toContain("2\u00a0problems");
    expect(html).toMatch(/aria-label="Go to line 7".*title: 3.*must be text, not 3/s);
  });

  it("shows every stage with what it writes, waits for and loses", () => {
    const html = renderToStaticMarkup(
      <PlanPreview
        preview={{
          state: "checked",
          place: "mqtt/a",
          title: emqxPlan.title,
          facts: toFactPreviews(emqxPlan, found),
          warnings: [],
          stages: toStagePreviews(emqxPlan),
        }}
      />,
    );
    for (const { stages } of emqxPlan.phases) for (const { name } of stages) expect(html).toContain(name);
    expect(html).toContain("No way back");
    expect(html).not.toMatch(/NaN|undefined|\[object/);
  });

  it("shows what to do where it is refused", () => {
    const html = renderToStaticMarkup(
      <Refusal
        refusal={{ state: "refused", title: "Not yours", help: "Ask.", command: "kubectl auth can-i" }}
      />,
    );
    expect(html).toMatch(/Not yours.*Ask\..*kubectl auth can-i/s);
  });
});
