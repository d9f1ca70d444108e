import { expect, it } from "vitest";
import { isJournalWritable } from "./obstacles.ts";
import { fresh } from "./testing/reach.ts";

it("holds nothing against a journal that nobody was there to write: only what this process tries in vain counts (F54)", () => {
  const world = fresh();
  world.journalDown = true;
  world.tick(1);
  world.send("note", { reason: "the process that took this down was killed" });
  const { status, now } = world;
  const [oldest] = status.journal.pending;
  const { journalTried: _, ...untried } = world.observation();
  const later = now + 60_000;
  expect(oldest).toBeDefined();
  expect(isJournalWritable(status, untried, later)).toBe(true);
  const seq = oldest?.seq ?? 0;
  expect(isJournalWritable(status, { ...untried, journalTried: { seq, since: later - 4_999 } }, later)).toBe(
    true,
  );
  expect(isJournalWritable(status, { ...untried, journalTried: { seq, since: later - 5_000 } }, later)).toBe(
    false,
  );
});
