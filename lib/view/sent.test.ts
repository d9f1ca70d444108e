import { expect, it } from "vitest";
import { toOutcome } from "./outcome.ts";
import { toSent } from "./sent.ts";

it("a command of which nothing is on record is unknown, and never called done", () => {
  expect(toSent(undefined, "1").answer.outcome).toBe("unknown");
});

it("says what was refused and why", () => {
  const sent = toSent(
    {
      state: "recorded",
      outcome: {
        kind: "rollback",
        outcome: "refused",
        reasons: [{ code: "one-way", message: "there is no way back" }],
        entry: 7,
      },
    },
    "1",
  );
  expect(toOutcome(sent.kind, sent.answer)).toMatchObject({
    title: "Roll back: refused",
    lines: ["There is no way back.", "Journal entry 7."],
  });
});

it("says of a command that was not taken why not", () => {
  const sent = toSent({ state: "refused", message: "too many commands" }, "5eed-rollback");
  expect(sent.kind).toBe("rollback");
  expect(toOutcome(sent.kind, sent.answer).lines).toEqual(["Too many commands."]);
});
