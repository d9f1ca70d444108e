import { expect, it } from "vitest";
import type { NotifyEvent } from "../core/engine/effect.ts";
import { initialStatus } from "../core/engine/initial-status.ts";
import { parsePlan } from "../core/plan/parse.ts";
import { exampleSpec } from "../core/plan/testing/example.ts";
import type { Status } from "../core/status/status.ts";
import type { StoredMigration } from "../ports/migration-store.ts";
import { tellOfDeletion, watchSize } from "./call-out.ts";
import type { MigrationView } from "./live.ts";
import { type Memory, Memories } from "./memory.ts";

const key = { namespace: "mqtt", name: "m" };
const KIB = 1_024;
const parsed = parsePlan(exampleSpec(), "lenient");
if (!parsed.ok) throw new Error("the example is no plan");
const plan = parsed.value;

function world(): { ports: Parameters<typeof watchSize>[0]; told: NotifyEvent[]; memory: Memory } {
  const told: NotifyEvent[] = [];
  const notifier = {
    notify: (_key: unknown, _plan: unknown, event: NotifyEvent) => void told.push(event),
    stop: () => Promise.resolve(),
  };
  const ports = { notifier, clock: { now: () => 0 } } as unknown as Parameters<typeof watchSize>[0];
  return { ports, told, memory: new Memories().of(key) };
}

it("calls once at 70 % of what etcd takes, and again after it was smaller (F48)", () => {
  const { ports, told, memory } = world();
  const grow = (bytes: number): void => watchSize(ports, { key, bytes } as StoredMigration, plan, memory);
  grow(1_000 * KIB);
  expect(told).toEqual([]);
  grow(1_080 * KIB);
  grow(1_090 * KIB);
  expect(told.map(({ kind, title }) => [kind, title])).toEqual([
    ["status-size", "The Migration fills 70 % of what etcd takes"],
  ]);
  grow(900 * KIB);
  grow(1_100 * KIB);
  expect(told).toHaveLength(2);
});

it("calls when a Migration is gone in the middle of a run, and says what stays (F56)", () => {
  const left = (status: Partial<Status>): NotifyEvent[] => {
    const { ports, told, memory } = world();
    const stored = { key, uid: "u" } as StoredMigration;
    memory.view = { plan: parsed, stored, status: { ...initialStatus(), ...status } } as MigrationView;
    tellOfDeletion(ports, memory);
    return told;
  };
  const [event] = left({ state: "Baking", stage: "canary-25", weight: 25 });
  expect(event).toMatchObject({ kind: "deleted", title: "The Migration was deleted" });
  expect(event?.text).toContain("Baking in canary-25");
  expect(event?.text).toContain("The weight stays at 25 %");
  for (const state of ["Pending", "Completed", "Aborted"] as const) expect(left({ state })).toEqual([]);
});
