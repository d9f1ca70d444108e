import { expect, it } from "vitest";
import { initialStatus } from "../core/engine/initial-status.ts";
import type { PlanSpec } from "../core/plan/schema.ts";
import { exampleSpec } from "../core/plan/testing/example.ts";
import type { Clock } from "../ports/clock.ts";
import type { StoredMigration } from "../ports/migration-store.ts";
import { Memories } from "./memory.ts";
import { findMisfits } from "./misfits.ts";
import { subjectOf } from "./subject.ts";

const key = { namespace: "mqtt", name: "m" };

/** A Pending Migration, and a source with these bounds on each side, which counts how often it is asked. */
function world(bounds: (matchers: string) => number[] | undefined, spec: PlanSpec = exampleSpec()) {
  let now = 0;
  const asked: string[] = [];
  const clock: Pick<Clock, "monotonic"> = { monotonic: () => now };
  const buckets = (histogram: string, matchers: string) => {
    asked.push(`${histogram}{${matchers}}`);
    return Promise.resolve(bounds(matchers));
  };
  const stored = { key, spec, generation: 1, resourceVersion: "1", deleting: false } as StoredMigration;
  const status = initialStatus();
  const memory = new Memories().of(key);
  return {
    asked,
    pass: (ms: number) => (now += ms),
    look: (mayAsk = true) =>
      findMisfits({ clock, metrics: { buckets } }, subjectOf(stored, status), status, memory, mayAsk),
  };
}

it("names the objective whose threshold no histogram can be judged by, once, though both sides say it", async () => {
  const issues = await world(() => [0.05, 0.25]).look();
  expect(issues.map(({ path }) => path)).toEqual(["spec.slos[2].objective.below"]);
});

it("finds it on one side too", async () => {
  const issues = await world((matchers) => (matchers.includes("green") ? [0.05, 0.25] : [0.1, 0.2])).look();
  expect(issues.length).toBeGreaterThan(0);
});

it("has nothing to say of bounds that fit, or of histograms that nobody has written to yet", async () => {
  expect(await world(() => [0.05, 0.1, 0.2, 0.25]).look()).toEqual([]);
  expect(await world(() => undefined).look()).toEqual([]);
});

it("asks again after a while only, and never on the way back", async () => {
  const { asked, look, pass } = world(() => [0.05, 0.25]);
  expect(await look(false)).toEqual([]);
  expect(asked).toEqual([]);
  const issues = await look();
  const once = asked.length;
  expect(await look()).toEqual(issues);
  expect(await look(false)).toEqual(issues);
  expect(asked).toHaveLength(once);
  pass(15_000);
  await look();
  expect(asked).toHaveLength(2 * once);
});
