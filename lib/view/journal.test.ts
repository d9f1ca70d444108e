import { expect, it } from "vitest";
import type { Entry } from "../core/journal/entry.ts";
import { NBSP } from "./format.ts";
import { inGroup, toJournalLine } from "./journal.ts";

const entry = (more: Partial<Entry>): Entry => ({
  migration: "m",
  seq: 42,
  at: "2026-11-24T14:02:12.000Z",
  kind: "weight",
  actor: "crossfade",
  stage: "canary-10",
  prev: "0".repeat(64),
  hash: "1".repeat(64),
  ...more,
});

it("writes weights as percent and stages as names", () => {
  expect(toJournalLine(entry({ from: 1, to: 10 })).change.replaceAll(NBSP, " ")).toBe("1 % → 10 %");
  expect(toJournalLine(entry({ kind: "advance", from: "canary-1", to: "canary-10" })).change).toBe(
    "canary-1 → canary-10",
  );
  expect(toJournalLine(entry({ kind: "start", to: "deploy-green" })).change).toBe("→ deploy-green");
});

it("prefers what somebody said over what can be derived", () => {
  expect(toJournalLine(entry({ reason: "as agreed", evidence: { summary: "x" } })).text).toBe("as agreed");
  expect(toJournalLine(entry({ evidence: { summary: "6 of 6 SLOs passed" } })).text).toBe(
    "6 of 6 SLOs passed",
  );
});

it("says what the evidence amounts to when nobody wrote a reason", () => {
  const gates = [
    ["bake", "pass"],
    ["approval/x", "waiting"],
  ];
  const text = (more: Partial<Entry>) => toJournalLine(entry(more)).text.replaceAll(NBSP, " ");
  expect(text({ kind: "advance", evidence: { gates, digest: "746b4b70c48d0e04" } })).toBe(
    "1 of 2 conditions met, evidence 746b4b70",
  );
  expect(text({ evidence: { router: { before: "173", after: "216" } } })).toBe("route version 173 → 216");
  expect(text({ kind: "approve", evidence: { approval: "go-live", digest: "c75ceea58a161ea6" } })).toBe(
    "go-live on evidence c75ceea5",
  );
});

it("shows no change where nothing changed", () => {
  expect(toJournalLine(entry({ kind: "rollback", from: "canary-10", to: "canary-10" })).change).toBe("");
});

it("marks what went wrong by more than a colour's name", () => {
  expect(toJournalLine(entry({ kind: "rollback" }))).toMatchObject({ label: "Roll back", tone: "bad" });
  expect(toJournalLine(entry({ kind: "verdict", to: "blind" })).tone).toBe("blind");
});

it("keeps every kind in one group, and all of them in all", () => {
  expect(inGroup("rollback", "people")).toBe(true);
  expect(inGroup("weight", "people")).toBe(false);
  expect(inGroup("weight", "all")).toBe(true);
});
