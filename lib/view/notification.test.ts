import { expect, it } from "vitest";
import { toNotice, toNoteworthy } from "./notification.ts";
import { scenes } from "./testing/scenes.ts";
import { toDocument } from "./to-document.ts";

const can = { advance: true, hold: true, rollback: true, approve: true };
function at(scene: string) {
  const make = scenes[scene];
  if (make === undefined) throw new Error(`no scene ${scene}`);
  return toDocument(make(), can);
}

it("calls for a rollback, a hold and a stage that is ready, each with its words", () => {
  const before = toNoteworthy(at("baking"));
  expect(toNotice(before, at("rolling-back"))?.title).toMatch(/is rolling back to blue$/);
  expect(toNotice(before, at("held-blind"))).toMatchObject({
    title: expect.stringMatching(/is held$/),
    body: expect.stringContaining("Prometheus"),
  });
  expect(toNotice(before, at("ready"))?.title).toMatch(/is ready to advance$/);
});

it("says nothing while nothing changes, nor of what needs nobody", () => {
  for (const scene of ["baking", "ready", "rolling-back"] as const)
    expect(toNotice(toNoteworthy(at(scene)), at(scene))).toBeUndefined();
  expect(toNotice(toNoteworthy(at("ready")), at("baking"))).toBeUndefined();
});

it("is the same in every tab", () => {
  const before = toNoteworthy(at("baking"));
  expect(toNotice(before, at("ready"))).toEqual(toNotice(before, at("ready")));
});
