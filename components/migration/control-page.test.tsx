import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { NBSP } from "@/lib/view/format.ts";
import { NOW } from "@/lib/view/testing/input.ts";
import { scenes } from "@/lib/view/testing/scenes.ts";
import { toDocument } from "@/lib/view/to-document.ts";
import { ControlPage } from "./control-page.client.tsx";

const can = { advance: true, hold: true, rollback: true, approve: true };

/** The page as a browser without JavaScript gets it. */
function render(scene: string, more: Partial<Parameters<typeof ControlPage>[0]> = {}): string {
  return renderToStaticMarkup(
    <ControlPage
      first={toDocument(scenes[scene]!(), can)}
      journal={{ entries: [], verified: true }}
      user="operator"
      actions={{}}
      seed="5eed"
      rendered={NOW}
      {...more}
    />,
  ).replaceAll(NBSP, " ");
}

function formOf(html: string, kind: string): string {
  const forms = html.match(/<form[^>]*>.*?<\/form>/gs) ?? [];
  return forms.find((form) => form.includes(`name="kind" value="${kind}"`)) ?? "";
}

describe("without JavaScript", () => {
  it("a rollback is one submit of a plain form to the commands route", () => {
    const form = formOf(render("baking"), "rollback");
    expect(form).toContain('action="/api/v1/migrations/mqtt/emqx-to-emqx-go/commands" method="post"');
    expect(form).toContain('name="id" value="5eed-rollback"');
    expect(form).toContain('name="stage" value="canary-10"');
    expect(form).toMatch(/name="planHash" value="[0-9a-f]{64}"/);
    expect(form).toMatch(/<button type="submit"[^>]*>Roll back to 0 %/);
  });

  it("so are hold and closing what is left on green", () => {
    expect(formOf(render("baking"), "hold")).toMatch(/<button type="submit"[^>]*>Hold/);
    expect(formOf(render("rolling-back"), "drain")).toMatch(/<button type="submit"[^>]*>Close them now/);
  });

  it("what cannot be done is no submit, keeps its place for the keyboard, and says why", () => {
    const form = formOf(render("baking"), "advance");
    expect(form).toMatch(/<button type="button"[^>]*aria-describedby="why-advance"[^>]*aria-disabled="true"/);
    expect(form).not.toMatch(/<button[^>]* disabled/);
    expect(form).toContain("3 conditions unmet");
  });

  it("each form sends only fields of a command, with ids of its own", () => {
    const html = render("approval");
    const ids = [...html.matchAll(/name="id" value="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/);
    const fields = [...html.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"/g)].map(
      (match) => match[1],
    );
    const known = ["id", "kind", "stage", "planHash", "reason", "to", "approval", "evidence", "force"];
    expect(fields.filter((field) => !known.includes(field ?? ""))).toEqual([]);
  });

  it("an approval says which evidence it covers, and sends its digest", () => {
    const form = formOf(render("approval"), "approve");
    expect(form).toContain('name="approval" value="full-shift"');
    expect(form).toContain('name="evidence" value="9f3c1a77c0de4411"');
    expect(form).toMatch(/<button type="submit"[^>]*>Approve full-shift/);
  });

  it("blue that is not ready asks for a reason, and is forced by it", () => {
    const first = toDocument(scenes["baking"]!(), can);
    first.rollback = {
      ...first.rollback,
      allowed: false,
      ready: false,
      code: "blue-not-ready",
      why: "blue is down",
    };
    const html = render("baking", { first });
    const forced =
      (html.match(/<form[^>]*>.*?<\/form>/gs) ?? []).find((form) => form.includes('name="force"')) ?? "";
    expect(forced).toContain('name="force" value="true"');
    expect(forced).toContain('<textarea name="reason" required=""');
    expect(forced).toContain("Roll back anyway");
    expect(formOf(html, "rollback")).toContain("Roll back to 0 %");
  });

  it("the outcome of a command that came as a form is stated", () => {
    const html = render("baking", {
      sent: {
        kind: "rollback",
        answer: { outcome: "refused", reasons: [{ code: "one-way", message: "there is no way back" }] },
      },
    });
    expect(html).toContain("Roll back: refused");
    expect(html).toContain("There is no way back.");
  });

  it("the kubectl command for when all of this is down is on the page", () => {
    expect(render("baking")).toContain("kubectl -n mqtt patch virtualservices.networking.istio.io");
  });

  it("every state is drawn whole", () => {
    for (const scene of Object.keys(scenes)) {
      const html = render(scene);
      for (const landmark of ["<header", "<main", "<h1", "Rollback readiness", "Journal"]) {
        expect(html, scene).toContain(landmark);
      }
      expect(html, scene).not.toMatch(/NaN|undefined|\[object/);
    }
  });

  it("no state is told by colour alone: each chip has its word", () => {
    expect(render("held-blind")).toContain("Held, blind");
    expect(render("rolling-back")).toContain("Rolling back");
  });
});
