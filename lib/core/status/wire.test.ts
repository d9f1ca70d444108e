import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMAND_KINDS } from "../journal/entry.ts";
import { STATES, type Status } from "./status.ts";
import { fromWire, toWire } from "./wire.ts";

const text = fc.string({ maxLength: 12 });
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const at = fc.integer({ min: 0, max: 4e12 });
const ms = fc.integer({ min: 0, max: 1e10 });
const count = fc.nat(1_000_000);
const weight = fc.integer({ min: 0, max: 100 });
const side = fc.constantFrom("blue" as const, "green" as const);
const state = fc.constantFrom(...STATES);

const entry = fc.record(
  {
    migration: text,
    seq: fc.integer({ min: 1, max: 9999 }),
    at: at.map((value) => new Date(value).toISOString()),
    kind: fc.constantFrom(...COMMAND_KINDS),
    actor: text,
    commandId: text,
    stage: text,
    from: fc.oneof(text, weight),
    evidence: fc.jsonValue(),
    prev: hash,
    hash,
  },
  { requiredKeys: ["migration", "seq", "at", "kind", "actor", "stage", "prev", "hash"] },
);

/** Any status the engine could hand over: optional fields there or absent. */
const anyStatus: fc.Arbitrary<Status> = fc.record(
  {
    state,
    phase: text,
    stage: text,
    stageStartedAt: at,
    bakedMs: ms,
    evidenceSince: at,
    weight,
    share: fc.double({ min: 0, max: 100, noNaN: true }).map((value) => Math.round(value * 10) / 10),
    plan: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.nat(), { noNullPrototype: true }),
    planHash: hash,
    observedGeneration: count,
    epoch: count,
    intent: fc.record(
      {
        seq: count,
        kind: fc.constantFrom("start", "advance", "rollback", "retry", "resume"),
        commandId: text,
        actor: text,
        stage: text,
        from: weight,
        to: weight,
        routerVersion: text,
        at,
        step: fc.nat(9),
        voided: count,
        begun: fc.constant(true as const),
        left: fc.record(
          {
            state,
            phase: text,
            stage: text,
            startedAt: at,
            run: count,
            enteredBy: text,
            adopted: count,
            oneWay: fc.constant(true as const),
            before: fc.record({ name: text, enteredAt: at, bakedMs: ms, by: text }),
          },
          { requiredKeys: ["state", "phase", "stage", "run"] },
        ),
      },
      { requiredKeys: ["seq", "kind", "actor", "stage", "from", "to", "routerVersion", "at", "step"] },
    ),
    hold: fc.record({
      by: text,
      code: fc.constantFrom("person", "breach", "drift", "blind"),
      reason: text,
      since: at,
    }),
    slos: fc.array(
      fc.record(
        {
          name: text,
          side,
          verdict: fc.constantFrom("pass", "breach", "insufficient", "blind"),
          provisional: fc.boolean(),
          value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
          unit: text,
          samples: count,
          needed: count,
          since: at,
          looked: fc.constant(true as const),
          journalledAt: at,
          journalled: fc.constantFrom("pass", "breach", "insufficient", "blind"),
        },
        { requiredKeys: ["name", "side", "verdict", "provisional", "unit", "since"] },
      ),
      { maxLength: 3 },
    ),
    gates: fc.array(
      fc.record(
        {
          stage: text,
          gate: text,
          state: fc.constantFrom("pass", "waiting", "failed"),
          since: at,
          ref: text,
        },
        { requiredKeys: ["stage", "gate", "state", "since"] },
      ),
      { maxLength: 3 },
    ),
    approvals: fc.array(
      fc.record(
        { name: text, stage: text, by: text, at, digest: text, expires: at, entry: count, usedAt: at },
        { requiredKeys: ["name", "stage", "by", "at", "digest", "expires", "entry"] },
      ),
      { maxLength: 2 },
    ),
    recent: fc.array(
      fc.record(
        {
          id: text,
          kind: text,
          actor: text,
          body: hash,
          outcome: fc.constantFrom("done", "refused", "conflict", "unknown"),
          reasons: fc.array(fc.record({ code: fc.constantFrom("gate", "stale"), message: text }), {
            maxLength: 2,
          }),
          entry: count,
          at,
          run: count,
        },
        { requiredKeys: ["id", "kind", "actor", "body", "outcome", "reasons", "at", "run"] },
      ),
      { maxLength: 3 },
    ),
    journal: fc.record({ length: count, head: hash, pending: fc.array(entry, { maxLength: 2 }) }),
    conditions: fc.array(
      fc.record({
        type: fc.constantFrom("PlanValid", "Blind", "Converged"),
        status: fc.constantFrom("True", "False", "Unknown"),
        reason: text,
        message: text,
        since: at,
      }),
      { maxLength: 3 },
    ),
    run: count,
    stages: fc.array(
      fc.record(
        { name: text, enteredAt: at, leftAt: at, bakedMs: ms, by: text },
        { requiredKeys: ["name", "enteredAt", "bakedMs", "by"] },
      ),
      { maxLength: 3 },
    ),
    oneWay: fc.boolean(),
    route: fc.record(
      { fingerprint: hash, resourceVersion: text, weight, changedAt: at, seq: count },
      { requiredKeys: ["fingerprint", "resourceVersion", "weight", "changedAt"] },
    ),
    drift: fc.record({ by: text, at, from: weight, to: weight }),
    writers: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), count, { noNullPrototype: true }),
    missing: fc.record({ since: at, accepted: fc.constant(true as const) }, { requiredKeys: ["since"] }),
    adopted: count,
    enteredBy: text,
    lookedAt: at,
    jobRetries: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), count, { noNullPrototype: true }),
    resumedAt: at,
    drain: fc.record({ at, seq: count }),
    bakeSkipped: fc.boolean(),
    overdueFrom: at,
    sightSince: at,
    greenTemplate: hash,
    blueReplicas: count,
    rollback: fc.record(
      {
        at,
        by: text,
        reason: text,
        from: weight,
        clients: count,
        weightAt: at,
        drainAt: at,
        drainedAt: at,
        steps: fc.array(weight, { maxLength: 3 }),
      },
      { requiredKeys: ["at", "by", "reason", "from", "steps"] },
    ),
    drill: fc.record({
      at,
      ok: fc.boolean(),
      ms: count,
      by: text,
      checks: fc.array(
        fc.record({ name: text, ok: fc.boolean(), why: text }, { requiredKeys: ["name", "ok"] }),
        {
          maxLength: 2,
        },
      ),
    }),
  },
  {
    requiredKeys: [
      "state",
      "phase",
      "stage",
      "bakedMs",
      "planHash",
      "observedGeneration",
      "epoch",
      "slos",
      "gates",
      "approvals",
      "recent",
      "journal",
      "conditions",
      "run",
      "stages",
      "oneWay",
    ],
  },
);

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("the status on the wire", () => {
  it("comes back from JSON as the status that was written", () => {
    fc.assert(
      fc.property(anyStatus, (status) => {
        expect(fromWire(throughJson(toWire(status)))).toEqual(status);
      }),
      { numRuns: 200 },
    );
  });

  it("has the names, times and durations of the contract, and no null", () => {
    fc.assert(
      fc.property(anyStatus, (status) => {
        const wire = toWire({
          ...status,
          stageStartedAt: 1_767_225_600_000,
          bakedMs: 5_400_000,
          evidenceSince: 5,
        });
        expect(wire).toMatchObject({
          stageStartedAt: "2026-01-01T00:00:00.000Z",
          bakedFor: "1h30m",
          evidenceSince: "1970-01-01T00:00:00.005Z",
        });
        expect(Object.values(wire)).not.toContain(null);
      }),
      { numRuns: 20 },
    );
  });

  it("is no status at all before the first write", () => {
    expect(fromWire(undefined)).toBeUndefined();
    expect(fromWire({})).toBeUndefined();
  });

  it("ignores fields of a newer version (F50)", () => {
    expect(fromWire({ state: "Baking", stage: "canary-1", planHash: "x", future: { a: 1 } })).toMatchObject({
      state: "Baking",
      stage: "canary-1",
      slos: [],
    });
  });

  it("drops an approval that cannot be read, and keeps the others (A44)", () => {
    const good = {
      name: "a",
      stage: "s",
      by: "p",
      at: "2026-01-01T00:00:00Z",
      digest: "d",
      expires: "2026-01-02T00:00:00Z",
      entry: 3,
    };
    const read = fromWire({ state: "Ready", approvals: [{ ...good, at: "yesterday" }, good] });
    expect(read?.approvals.map(({ at: given }) => given)).toEqual([1_767_225_600_000]);
  });

  it("holds when a field that matters cannot be read: unknown is never healthy", () => {
    for (const broken of [
      { state: "Splendid" },
      { state: "Baking", hold: { by: "someone" } },
      { state: "Ready", journal: { length: "many" } },
      { stage: "canary-1", weight: 25 },
    ]) {
      expect(fromWire(broken)).toMatchObject({ state: "Held", hold: { code: "history" } });
    }
  });

  it("lets a rollback go on although another field cannot be read (I12)", () => {
    expect(fromWire({ state: "RollingBack", drill: "x" })).toMatchObject({ state: "RollingBack" });
  });
});
