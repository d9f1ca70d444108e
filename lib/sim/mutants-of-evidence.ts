import type { Mutant } from "./mutant.ts";

const GATES = "core/engine/gates.ts";
const ENTERING = "core/engine/entering.ts";
const EVIDENCE = "core/engine/watch-evidence.ts";
const METRICS = "adapters/prometheus";

/** What a weight rises on: gates, clocks, and answers of the metrics source that must not count. */
export const MUTANTS_OF_EVIDENCE: readonly Mutant[] = [
  {
    name: "too-few-samples-pass",
    against: "I2: insufficient is no pass",
    edits: [
      {
        file: GATES,
        find: "if (green) return { gate, state: green.verdict, why: green.why };",
        put: `if (green) return { gate, state: green.verdict === "insufficient" ? "pass" : green.verdict, why: green.why };`,
      },
    ],
  },
  {
    name: "blind-passes",
    against: "I2, I7: unknown never counts as healthy",
    edits: [
      {
        file: GATES,
        find: "if (green) return { gate, state: green.verdict, why: green.why };",
        put: `if (green) return { gate, state: green.verdict === "blind" ? "pass" : green.verdict, why: green.why };`,
      },
      {
        file: GATES,
        find: `if (blue?.verdict === "breach" || blue?.verdict === "blind")`,
        put: `if (blue?.verdict === "breach")`,
      },
    ],
  },
  {
    name: "a-failed-job-passes",
    against: "I2: a job gate needs the job's success",
    edits: [
      {
        file: GATES,
        find: `return { gate: name, state: "failed", why: last.message ?? "the job failed" };`,
        put: `return { gate: name, state: "pass", why: "it ended" };`,
      },
    ],
  },
  {
    name: "green-need-not-be-ready",
    against: "I2: a ready gate needs the side's pods",
    edits: [
      {
        file: GATES,
        find: `ready >= plan[side].minReady ? "pass" : "waiting"`,
        put: `ready >= 0 ? "pass" : "waiting"`,
      },
    ],
  },
  {
    name: "no-gates-after-a-rollback",
    against: "I2: a stage is retried on the gates of the stage before it",
    edits: [
      {
        file: "core/engine/assess.ts",
        find: "return before === undefined || stage.weight === 0 ? [] : gatesOf(context, before);",
        put: "return [];",
      },
      {
        file: "core/engine/commands/retry.ts",
        find: "reasons.push(...ownApprovals(draft, command, before?.gates ?? []));",
        put: "",
      },
    ],
  },
  {
    name: "gates-not-judged-again",
    against: "F04: before the weight is written the gates are judged again",
    edits: [{ file: ENTERING, find: "if (!failing) return true;", put: "return true;" }],
  },
  {
    name: "raised-without-a-journal",
    against: "F54, I4: the command's entry is an object before the weight rises",
    edits: [
      {
        file: ENTERING,
        find: `if (history.state === "unknown" || history.value.length < intent.seq) {`,
        put: "if (false) {",
      },
    ],
  },
  {
    name: "evidence-of-another-weight",
    against: "I2: evidence begins after the last weight change",
    edits: [
      {
        file: ENTERING,
        find: "status.evidenceSince = Math.max(now, settledAt(plan, status));",
        put: "status.evidenceSince ??= now;",
      },
      {
        file: "core/engine/watch-route.ts",
        find: "delete status.drift;\n  beginEvidence(draft, draft.now + settleMs(draft.plan));",
        put: "delete status.drift;",
      },
    ],
  },
  {
    name: "evidence-of-before-the-blindness",
    against: "F26: evidence begins anew when sight returns",
    edits: [
      {
        file: EVIDENCE,
        find: "status.sightSince = now;\n    beginEvidence(draft, now);",
        put: "status.sightSince = now;",
      },
    ],
  },
  {
    name: "evidence-of-another-image",
    against: "F55: evidence begins anew with green's pod template",
    edits: [
      { file: EVIDENCE, find: "if (!exists || status.greenTemplate === template) return;", put: "return;" },
    ],
  },
  {
    name: "no-settling",
    against: "samples while the weight settles count for nothing",
    edits: [
      {
        file: "core/engine/clocks.ts",
        find: "const { settleMs: settle, drainTimeMs, existingConnections } = plan.traffic;",
        put: "const { settleMs: settle, drainTimeMs, existingConnections } = plan.traffic; if (plan) return 0;",
      },
    ],
  },
  {
    name: "bakes-while-held",
    against: "the bake clock stands still while held",
    edits: [
      {
        file: EVIDENCE,
        find: `if (status.state !== "Baking" && status.state !== "Ready") return;\n  const stage = stageNamed(plan, status.stage);\n  if (!stage) return;\n  const since`,
        put: `if (!["Baking", "Ready", "Held"].includes(status.state)) return;\n  const stage = stageNamed(plan, status.stage);\n  if (!stage) return;\n  const since`,
      },
    ],
  },
  {
    name: "bakes-while-blind",
    against: "the bake clock stands still while anything is blind or in breach",
    edits: [
      {
        file: EVIDENCE,
        find: "if (wasHealthy && isHealthy(draft)) status.bakedMs",
        put: "status.bakedMs",
      },
    ],
  },
  {
    name: "bakes-by-the-wall-clock",
    against: "F17: a bake gets no shorter by a clock that jumps",
    edits: [
      {
        file: "controller/observe.ts",
        find: "const monotonic = clock.monotonic();",
        put: "const monotonic = clock.now();",
      },
      {
        file: "controller/reconcile.ts",
        find: "memory.observedAt = ports.clock.monotonic();",
        put: "memory.observedAt = ports.clock.now();",
      },
      {
        file: EVIDENCE,
        find: "Math.min(observation.elapsedMs, LONGEST_TICK_MS, now - since)",
        put: "Math.min(observation.elapsedMs, now - since)",
      },
    ],
  },
  {
    name: "not-a-number-is-zero",
    against: "F19: NaN is never healthy",
    edits: [
      {
        file: `${METRICS}/samples.ts`,
        find: `: { state: "nan" };`,
        put: `: { state: "value", value: 0, at: Math.round(seconds * 1000) };`,
      },
    ],
  },
  {
    name: "the-first-of-two-series",
    against: "F20: more series than one is blind",
    edits: [
      { file: `${METRICS}/samples.ts`, find: "if (rows.length > 1) {", put: "if (rows.length > 99) {" },
    ],
  },
  {
    name: "warnings-ignored",
    against: "F22: a partial answer is blind",
    edits: [
      {
        file: `${METRICS}/answer.ts`,
        find: "if (doubts.length > 0) return",
        put: "if (doubts.length > 99) return",
      },
    ],
  },
  {
    name: "old-samples-count",
    against: "F23: no sample in freshFor is blind",
    edits: [
      {
        file: "core/slo/blindness.ts",
        find: `if (fresh?.state !== "value") return`,
        put: "if (false) return",
      },
    ],
  },
  {
    name: "samples-of-another-time",
    against: "F16, F17: a process whose clock is off asks for the past",
    edits: [
      {
        file: `${METRICS}/metrics-source.ts`,
        find: `return off === undefined ? answer : { state: "unusable", why: off, slow: false };`,
        put: "return answer;",
      },
    ],
  },
];
