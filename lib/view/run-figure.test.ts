import { expect, it } from "vitest";
import type { Entry } from "../core/journal/entry.ts";
import { toRunFigure } from "./run-figure.ts";
import { MINUTE, NOW } from "./testing/input.ts";
import { scenes } from "./testing/scenes.ts";
import { storyOf } from "./testing/story.ts";
import { toDocument } from "./to-document.ts";

const can = { advance: true, hold: true, rollback: true, approve: true };
const document = (scene: string) => toDocument(scenes[scene]!(), can);
const weight = (from: number, to: number, at: number): Entry => ({
  migration: "m",
  seq: 1,
  at: new Date(at).toISOString(),
  kind: "weight",
  actor: "crossfade",
  stage: "s",
  from,
  to,
  prev: "",
  hash: "",
});

it("is there only once something has begun", () => {
  expect(toRunFigure(document("pending"), [], [], NOW)).toBeUndefined();
});

it("draws the weights of the journal, and those of the stages' clocks without one", () => {
  const entries = [weight(0, 1, NOW - 100 * MINUTE), weight(1, 10, NOW - 40 * MINUTE)];
  expect(toRunFigure(document("baking"), entries, [], NOW)?.weight.map((point) => point.value)).toEqual([
    0, 1, 10, 10,
  ]);
  expect(toRunFigure(document("baking"), [], [], NOW)?.weight.map((point) => point.value)).toEqual([
    0, 0, 1, 10, 10,
  ]);
});

it("goes on as the plan says, from the present weight to the end", () => {
  const figure = toRunFigure(document("baking"), [], [], NOW);
  expect(figure?.plan.map((point) => point.value)).toEqual([10, 25, 50, 100, 100, 100, 100, 100]);
  expect(figure?.marks.map((mark) => mark.label)).toEqual(["now", "full", "finish"]);
});

it("plans nothing while it goes back, and shows the weight fall", () => {
  const figure = toRunFigure(document("rolling-back"), [], [], NOW);
  expect(figure?.plan).toEqual([]);
  expect(figure?.weight.at(-1)?.value).toBe(0);
});

it("marks when clients had to reconnect", () => {
  const entries = [weight(0, 1, NOW - 100 * MINUTE), weight(1, 10, NOW - 40 * MINUTE)];
  expect(toRunFigure(document("baking"), entries, [], NOW)?.drains).toEqual([
    { from: NOW - 100 * MINUTE, to: NOW - 100 * MINUTE + 45_000 },
    { from: NOW - 40 * MINUTE, to: NOW - 40 * MINUTE + 45_000 },
  ]);
});

it("ends where the run ended, and not now", () => {
  const over = document("completed");
  const figure = toRunFigure(over, storyOf(scenes["completed"]!()), [], NOW);
  expect(figure?.marks.map(({ label }) => label)).toEqual(["end"]);
  expect(figure?.now).toBeLessThan(NOW);
});
