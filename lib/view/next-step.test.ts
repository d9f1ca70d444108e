import { describe, expect, it } from "vitest";
import { NBSP } from "./format.ts";
import { type Action, sentence, toNextStep } from "./next-step.ts";
import { NOW } from "./testing/input.ts";
import { scenes } from "./testing/scenes.ts";
import { toDocument } from "./to-document.ts";

const everything = { advance: true, hold: true, rollback: true, approve: true };
const nothing = { advance: false, hold: false, rollback: false, approve: false };
const FRESH = { stale: false, text: "" };
const STALE = { stale: true, text: "40 s" };

const step = (scene: string, can = everything, staleness = FRESH) =>
  toNextStep(toDocument(scenes[scene]!(), can), staleness);
const plain = (text = "") => text.replaceAll(NBSP, " ");
const actions = ({ primary, secondary, hold, rollback }: ReturnType<typeof step>): Action[] =>
  [primary, secondary, hold, rollback].filter((action) => action !== undefined);

describe("the next step", () => {
  it("names what comes next and for how long", () => {
    expect(plain(step("baking").heading)).toBe("Next: 25 % for 4 h to 6 h");
    expect(step("one-way").heading).toBe("Next: disable-dual-write, a one-way door");
    expect(step("pending").heading).toBe("Begin with deploy-green");
  });

  it("lists what is unmet with how far it is, and keeps what is met apart", () => {
    const { unmet, met } = step("baking");
    expect(unmet.map((line) => [line.gate, plain(line.detail)])).toEqual([
      ["bake", "1 h 19 min left"],
      ["slo/connection-success", "4,120 of 5,990 attempts"],
      ["slo/supervisor-restarts", "41 min of 57 min"],
    ]);
    expect(met.map((line) => line.gate)).not.toContain("bake");
    expect(met).toHaveLength(4);
  });

  it("says what stands in the way that is no condition, on the page and at the button", () => {
    const document = toDocument(scenes["ready"]!(), everything);
    document.advance = { allowed: false, unmet: [], why: "the journal cannot be written now" };
    const { obstacle, primary } = toNextStep(document, FRESH);
    expect(obstacle).toBe("The journal cannot be written now.");
    expect(primary.why).toBe("The journal cannot be written now.");
  });

  it("says why Advance cannot be used, in full and in three words", () => {
    const { primary } = step("baking");
    expect(plain(primary.label)).toBe("Advance to 25 %");
    expect(plain(primary.why)).toContain("3 conditions unmet: Bake at least 2 h (1 h 19 min left)");
    expect(plain(primary.short)).toBe("3 conditions unmet");
  });

  it("lets a pending migration with a good plan be started", () => {
    expect(step("pending").primary).toMatchObject({ kind: "start", label: "Start" });
    expect(step("pending").primary.why).toBeUndefined();
  });

  it("lets a ready stage be left", () => {
    expect(step("ready").primary.why).toBeUndefined();
  });

  it("begins every button with its verb", () => {
    const verbs = /^(Start|Advance|Hold|Resume|Roll back|Retry|End)/;
    for (const scene of Object.keys(scenes)) {
      for (const action of actions(step(scene))) expect(action.label, scene).toMatch(verbs);
    }
  });

  it("never disables a rollback for stale figures, and everything that raises the weight", () => {
    const stale = step("ready", everything, STALE);
    expect(stale.primary.why).toContain("40 s old");
    expect(stale.hold.why).toBeUndefined();
    expect(stale.rollback.why).toBeUndefined();
    expect(step("held-person", everything, STALE).primary.why).toContain("40 s old");
  });

  it("tells whoever has no rights which role has them", () => {
    for (const action of actions(step("ready", nothing))) expect(action.why).toContain("operator role");
  });

  it("says to who may only look, and to nobody else, that the buttons are not for them", () => {
    expect(step("ready", nothing).onlooker).toContain("operator role");
    expect(step("ready", everything).onlooker).toBeUndefined();
    expect(step("ready", { ...nothing, approve: true }).onlooker).toBeUndefined();
  });

  it("offers no Resume over a weight that somebody raised, and says what to do", () => {
    expect(plain(step("held-drift").primary.why)).toBe(
      "argocd-controller raised the weight: put it back to 10 % first, or roll back.",
    );
  });

  it("offers no Resume while what the hold warns of still stands", () => {
    expect(step("held-blind").primary.why).toContain("after 30 s of sight");
    expect(step("common-cause").primary.why).toContain("is still in breach");
  });

  it("offers Resume while held, and says that Advance waits for it", () => {
    const held = step("held-person");
    expect(held.primary).toMatchObject({ kind: "resume", label: "Resume" });
    expect(held.secondary?.why).toContain("held");
    expect(held.hold.why).toContain("already");
    // A hold that ends by itself can be made one that does not.
    expect(step("held-blind").hold.why).toBeUndefined();
  });

  it("lets a rollback be tried while blue is not ready, since the server asks for a reason then", () => {
    const input = scenes["baking"]!();
    input.assessment.rollback = {
      ...input.assessment.rollback,
      allowed: false,
      why: "blue cannot take the traffic",
      refusal: { code: "blue-not-ready", message: "blue cannot take the traffic" },
    };
    expect(toNextStep(toDocument(input, everything), FRESH).rollback.why).toBeUndefined();
  });

  it("says that the way back is gone behind a one-way door, and why", () => {
    expect(step("completed").rollback.why).toContain("disable-dual-write");
  });

  it("says what the step does to clients", () => {
    expect(plain(step("ready").effect)).toBe(
      "Each step on this route makes all 20,114 clients reconnect once, 45 s later.",
    );
    expect(step("one-way").effect).toContain("no client has to reconnect");
  });

  it("says what is lost behind the next door", () => {
    expect(step("one-way").loses).toContain("PostgreSQL");
    expect(step("baking").loses).toBeUndefined();
  });

  it("shows how many pairs an isolated topology separates", () => {
    const input = scenes["ready"]!();
    if (input.plan.ok) input.plan = { ok: true, value: { ...input.plan.value, topology: "isolated" } };
    expect(plain(toNextStep(toDocument(input, everything), FRESH).isolation)).toContain("at 25 %, 37.5 %");
  });

  it("names the problem of a plan that cannot start", () => {
    expect(step("invalid").primary.why).toContain("spec.phases[1].stages[2].weight");
  });
});

it("a sentence begins with a capital unless it begins with a name", () => {
  expect(sentence("it is rolled back already")).toBe("It is rolled back already.");
  expect(sentence("spec.phases[0]: is missing")).toBe("spec.phases[0]: is missing.");
});

it("after a rollback it says until when the weight settles, and no longer than it does", () => {
  const input = scenes["rolled-back"]!();
  input.status.evidenceSince = NOW + 40_000;
  expect(toNextStep(toDocument(input, everything), FRESH).settlesUntil).toBe(NOW + 40_000);
  input.status.evidenceSince = NOW - 1_000;
  expect(toNextStep(toDocument(input, everything), FRESH).settlesUntil).toBeUndefined();
});

it("has no conditions once the run is over", () => {
  expect(step("aborted").met).toEqual([]);
});
