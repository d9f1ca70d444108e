import { expect, it } from "vitest";
import { initialStatus } from "../core/engine/initial-status.ts";
import type { Status } from "../core/status/status.ts";
import type { StoredMigration } from "../ports/migration-store.ts";
import { Memories } from "./memory.ts";
import { baseStatus } from "./subject.ts";

const key = { namespace: "mqtt", name: "m" };
const canary: Status = {
  ...initialStatus(),
  state: "Baking",
  stage: "canary",
  run: 8,
  stageStartedAt: 100,
  evidenceSince: 200,
  bakedMs: 1_000,
};

/** What is decided on when this process knows `working`, and another has written `stored` since. */
function between(working: Status, stored: Status): Status {
  const memory = new Memories().of(key);
  memory.working = { status: working, base: "1" };
  return baseStatus({ key, resourceVersion: "2", status: stored } as StoredMigration, memory);
}

it("counts on with the healthy time that this process has seen of the same stage", () => {
  expect(between({ ...canary, bakedMs: 5_000 }, canary).bakedMs).toBe(5_000);
  expect(between(canary, { ...canary, bakedMs: 5_000 }).bakedMs).toBe(5_000);
});

it("never counts the time of the stage before, which stands there while the next one is entered (F17)", () => {
  const entering: Status = { ...canary, state: "Entering", stageStartedAt: 99, bakedMs: 3_600_000 };
  expect(between(entering, canary).bakedMs).toBe(1_000);
  expect(between({ ...entering, stageStartedAt: 100 }, canary).bakedMs).toBe(1_000);
});

it("lets a held clock stand, and takes nothing from another entry or other evidence", () => {
  const more = { ...canary, bakedMs: 5_000 };
  expect(between(more, { ...canary, state: "Held" }).bakedMs).toBe(1_000);
  expect(between({ ...more, run: 9 }, canary).bakedMs).toBe(1_000);
  expect(between({ ...more, evidenceSince: 300 }, canary).bakedMs).toBe(1_000);
});
