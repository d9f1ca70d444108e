import { expect, it } from "vitest";
import { answerOfEntry } from "./answer-of-entry.ts";
import { at } from "./testing/reach.ts";

it("is the answer that was given, for whatever came of the command", () => {
  const world = at("canary-1");
  const told = [
    world.send("note", { reason: "it is quiet" }),
    world.send("advance"),
    world.send("advance", { stage: "canary-10" }),
    world.send("hold"),
  ];
  expect(told.map(({ outcome }) => outcome)).toEqual(["done", "refused", "conflict", "done"]);
  expect(told.map(({ entry }) => entryOf(entry))).toEqual(told);

  function entryOf(seq: number | undefined) {
    const entry = world.entries.find((one) => one.seq === seq);
    return entry && answerOfEntry(entry).answer;
  }
});

it("names the command, and says at least the reason where there was no room for more", () => {
  const world = at("canary-1");
  const { entry: seq } = world.send("advance");
  const entry = world.entries.find((one) => one.seq === seq);
  if (entry === undefined) throw new Error("there is no entry");
  expect(answerOfEntry(entry).kind).toBe("advance");
  const { reasons } = answerOfEntry({ ...entry, evidence: { clipped: "9000 bytes" } }).answer;
  expect(reasons).toEqual([{ code: "state", message: entry.reason }]);
});
