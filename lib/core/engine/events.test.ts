import { expect, it } from "vitest";
import type { NotifyEvent } from "./effect.ts";
import { approveAll, at, connect, fresh } from "./testing/reach.ts";
import type { World } from "./testing/world.ts";

/** What receivers were told, in order. */
const told = (world: World, kind: NotifyEvent["kind"]): NotifyEvent[] =>
  world.performed.flatMap((effect) =>
    effect.kind === "notify" && effect.event.kind === kind ? [effect.event] : [],
  );

it("an anchor is each new head of the journal, and no other", () => {
  const world = at("canary-1");
  world.performed = [];
  world.tick(5);
  world.send("note", { reason: "it is quiet" });
  world.send("advance");
  world.tick(5);
  const anchors = told(world, "anchor");
  const last = world.entries.at(-1);
  expect(anchors.at(-1)?.text).toBe(`head ${last?.hash}`);
  expect(anchors.every(({ text }) => world.entries.some(({ hash }) => text === `head ${hash}`))).toBe(true);
  expect(new Set(anchors.map(({ text }) => text)).size).toBe(anchors.length);
  world.performed = [];
  world.tick(5);
  expect(told(world, "anchor")).toEqual([]);
});

it("a start says who started what", () => {
  const world = fresh();
  world.tick(1);
  world.send("start", { actor: "carol" });
  expect(told(world, "start").map(({ title, text }) => [title, text])).toEqual([
    ["Started by carol", world.plan.title],
  ]);
});

it("an approval is asked for once, when nothing else is missing, and again when that was so anew", () => {
  const world = at("final-health-checks");
  world.performed = [];
  world.jobResult = () => "running";
  world.tick(30);
  expect(told(world, "approval-requested")).toEqual([]);
  world.jobResult = () => "succeeded";
  world.tick(60);
  expect(told(world, "approval-requested").map(({ title }) => title)).toEqual(["Approval go-live is needed"]);
  world.metricsDown = "down";
  world.tick(5);
  world.metricsDown = undefined;
  world.tick(60);
  expect(told(world, "approval-requested")).toHaveLength(2);
  approveAll(world);
  world.tick(5);
  expect(told(world, "approval-requested")).toHaveLength(2);
});

it("the end of a hold is told, by a person or by itself", () => {
  const world = at("canary-1");
  world.send("hold", { reason: "a look at the logs" });
  world.send("resume", { actor: "carol" });
  expect(told(world, "resume").map(({ title, text }) => [title, text])).toEqual([
    ["Resumed by carol", "a look at the logs"],
  ]);
  world.metricsDown = "down";
  world.tick(65);
  world.metricsDown = undefined;
  world.tick(35);
  connect(world);
  expect(told(world, "resume").map(({ title }) => title)).toEqual(["Resumed by carol", "Resumed"]);
});

it("an approval is asked for after a hold too, when the last other gate passed during it", () => {
  const world = at("final-health-checks");
  world.send("hold", { reason: "a look at the logs" });
  world.tick(60);
  world.performed = [];
  world.send("resume");
  world.tick(50);
  expect(told(world, "approval-requested").map(({ title }) => title)).toEqual(["Approval go-live is needed"]);
});

it("the approval that was the last thing missing says that the stage may be left, once", () => {
  const world = at("final-health-checks");
  world.tick(100);
  world.performed = [];
  approveAll(world);
  world.tick(5);
  expect(world.status.state).toBe("Ready");
  expect(told(world, "stage").map(({ title }) => title)).toEqual(["Ready to advance to canary-1"]);
});

it("what happens at once has ids of its own: receivers take each id once", () => {
  const world = at("canary-10");
  world.tick(60);
  world.performed = [];
  world.weather.green.failing = 1;
  world.tick(5);
  const events = world.performed.flatMap((effect) => (effect.kind === "notify" ? [effect.event] : []));
  expect(told(world, "breach").length).toBeGreaterThan(1);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
});
