import type { Mutant } from "./mutant.ts";

const COMMANDS = "core/engine/commands";
const ROUTE = "core/engine/watch-route.ts";
const DECIDE = "core/engine/decide.ts";

/** Commands of people, holds, drift and the ways back. */
export const MUTANTS_OF_DECISIONS: readonly Mutant[] = [
  {
    name: "rollback-leaves-the-intent",
    against: "I1: a rollback voids what was decided before it",
    edits: [
      {
        file: "core/engine/rolling-back.ts",
        find: `else if (voided) draft.effects.push({ kind: "mark-route", atMost: intent.to, ...write });`,
        put: "",
      },
    ],
  },
  {
    name: "hold-leaves-the-intent",
    against: "I3: a hold moves the fence at an unchanged weight",
    edits: [{ file: `${COMMANDS}/hold-resume.ts`, find: "stopIntent(draft, entry, true);", put: "" }],
  },
  {
    name: "held-and-goes-on",
    against: "a hold stops what is under way",
    edits: [
      {
        file: "core/engine/entering.ts",
        find: `if (status.state !== "Entering" || !intent || intent.kind === "rollback") return;`,
        put: `if (!intent || intent.kind === "rollback") return;`,
      },
    ],
  },
  {
    name: "another-plan",
    against: "A29: a command is bound to the plan its sender saw",
    edits: [
      {
        file: "core/engine/handle-command.ts",
        find: "if (body.planHash !== status.planHash)",
        put: "if (false)",
      },
    ],
  },
  {
    name: "another-stage",
    against: "A29, A30: a command is bound to the stage its sender saw",
    edits: [
      {
        file: "core/engine/handle-command.ts",
        find: "if (body.stage === status.stage) return undefined;",
        put: "return undefined;",
      },
    ],
  },
  {
    name: "advance-whatever-is-unmet",
    against: "I2: a weight rises when every gate passes",
    edits: [
      {
        file: `${COMMANDS}/advance.ts`,
        find: "const reasons: Reason[] = assessment.advance.unmet.map((gate) => ({",
        put: "const reasons: Reason[] = assessment.advance.unmet.slice(99).map((gate) => ({",
      },
    ],
  },
  {
    name: "requester-approves",
    against: "A28: who entered the stage may not approve what follows",
    edits: [
      {
        file: `${COMMANDS}/approve.ts`,
        find: "if (command.actor === status.enteredBy)",
        put: "if (false)",
      },
      {
        file: "core/engine/approvals.ts",
        find: "given && open && approval.by !== status.enteredBy && isOnRecord",
        put: "given && open && isOnRecord",
      },
    ],
  },
  {
    name: "approver-advances",
    against: "A28: who advances is not one of those who approved",
    edits: [
      {
        file: `${COMMANDS}/advance.ts`,
        find: "if (others.length >= gate.quorum) return [];",
        put: "return [];",
      },
    ],
  },
  {
    name: "one-approval-is-enough",
    against: "the quorum of an approval",
    edits: [
      {
        file: "core/engine/gates.ts",
        find: "if (people.length >= gate.quorum)",
        put: "if (people.length >= 1)",
      },
      {
        file: `${COMMANDS}/advance.ts`,
        find: "if (others.length >= gate.quorum) return [];",
        put: "if (others.length >= 1) return [];",
      },
    ],
  },
  {
    name: "approved-before-the-gates",
    against: "F39: an approval is given once every other gate passes",
    edits: [
      {
        file: `${COMMANDS}/approve.ts`,
        find: "if (failing) return refused(",
        put: "if (false && failing) return refused(",
      },
    ],
  },
  {
    name: "approvals-outlive-a-failing-gate",
    against: "F39: an approval is void when another gate fails",
    edits: [{ file: DECIDE, find: "  voidApprovals(draft);\n", put: "" }],
  },
  {
    name: "approvals-off-the-record",
    against: "A44: an approval whose entry is not in the chain does not count",
    edits: [
      {
        file: "core/engine/approvals.ts",
        find: "approval.by !== status.enteredBy && isOnRecord(status, observation, approval);",
        put: "approval.by !== status.enteredBy;",
      },
    ],
  },
  {
    name: "bake-skipped-alone",
    against: "a bake is skipped with an approval by somebody else",
    edits: [{ file: `${COMMANDS}/skip-bake.ts`, find: "if (others.length === 0)", put: "if (false)" }],
  },
  {
    name: "raised-by-others-adopted",
    against: "I9, F27: a raised weight is held, never adopted",
    edits: [
      {
        file: ROUTE,
        find: "if (isUntold(draft, route)) return;",
        put: "if (isUntold(draft, route)) return; known.weight = route.weight; return;",
      },
    ],
  },
  {
    name: "drift-not-held",
    against: "I9, F27: a weight that somebody else set is held",
    edits: [{ file: ROUTE, find: `else hold(draft, "drift", reason);`, put: "" }],
  },
  {
    name: "drift-written-over",
    against: "I9: a weight lowered by hand in the middle of an advance is respected",
    edits: [
      { file: ROUTE, find: `else hold(draft, "drift", reason);`, put: "" },
      {
        file: "core/engine/entering.ts",
        find: "if (status.drift || !isWritable(draft, intent)) return false;",
        put: "if (!isWritable(draft, intent)) return false;",
      },
    ],
  },
  {
    name: "own-write-not-recognised",
    against: "F02, F03: an own write is known by its mark",
    edits: [{ file: ROUTE, find: "if (!isMarked) return false;", put: "return false;" }],
  },
  {
    name: "another-route-is-the-same",
    against: "F30: a changed match or order is held",
    edits: [
      {
        file: ROUTE,
        find: "else if (route.value.fingerprint !== known.fingerprint)",
        put: "else if (false)",
      },
    ],
  },
  {
    name: "weights-that-do-not-sum-up",
    against: "F31: nothing rises on a route with problems",
    edits: [
      {
        file: "adapters/routers/istio/read-route.ts",
        find: "problems: [...chosen.problems, ...weightProblems({ object, chosen, blue, green })],",
        put: "problems: [...chosen.problems],",
      },
    ],
  },
  {
    name: "back-through-the-one-way-door",
    against: "I11: no rollback behind an irreversible stage",
    edits: [{ file: "core/engine/readiness.ts", find: "if (status.oneWay) {", put: "if (false) {" }],
  },
  {
    name: "back-onto-a-blue-that-is-not-ready",
    against: "F34, I7: blue must be able to take the traffic",
    edits: [
      {
        file: "core/engine/readiness.ts",
        find: `if (!blue.ok) return refuse("blue-not-ready"`,
        put: `if (false) return refuse("blue-not-ready"`,
      },
    ],
  },
  {
    name: "back-by-itself-onto-a-blue-that-is-not-ready",
    against: "F34, I7: an automatic rollback holds instead",
    edits: [
      {
        file: "core/engine/react-to-breach.ts",
        find: "if (!judged.allowed) {",
        put: "if (!judged.allowed && status.oneWay) {",
      },
    ],
  },
  {
    name: "no-common-cause",
    against: "F59: both sides bad at once is held, not rolled back",
    edits: [
      { file: "core/engine/react-to-breach.ts", find: "if (breach.commonCause) {", put: "if (false) {" },
    ],
  },
  {
    name: "a-breach-changes-nothing",
    against: "I7: a proven breach rolls back or holds",
    edits: [{ file: DECIDE, find: "  reactToBreach(draft);\n", put: "" }],
  },
  {
    name: "green-may-die",
    against: "F35: green below minReady is a gross breach",
    edits: [{ file: "core/engine/breach.ts", find: "if (down) return down;", put: "" }],
  },
  {
    name: "rollback-forgotten-on-the-way",
    against: "I4: a rollback is finished by the next one who looks",
    edits: [{ file: DECIDE, find: "  continueRollback(draft);\n", put: "" }],
  },
  {
    name: "lost-rollback-not-finished",
    against: "I4: a rollback that wrote the route and died is finished",
    edits: [{ file: DECIDE, find: "  finishLostRollback(draft);\n", put: "" }],
  },
  {
    name: "aborted-above-zero",
    against: "abort only at weight 0",
    edits: [
      {
        file: `${COMMANDS}/rollback.ts`,
        find: 'if (route.value.weight !== 0)\n    return refused("roll-back-first", `green gets',
        put: 'if (false)\n    return refused("roll-back-first", `green gets',
      },
    ],
  },
  {
    name: "resumed-over-a-raised-weight",
    against: "I9: resume is refused while the weight is raised",
    edits: [
      { file: `${COMMANDS}/hold-resume.ts`, find: "if (route.value.weight > ours) {", put: "if (false) {" },
    ],
  },
];
