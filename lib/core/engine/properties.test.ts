import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMAND_KINDS } from "../journal/entry.ts";
import { guard } from "./testing/invariants.ts";
import { stageOf } from "./testing/plan.ts";
import { approveAll, at, connect, fresh } from "./testing/reach.ts";
import type { World } from "./testing/world.ts";

/** A seed of its own each time; what it found is kept below as a story. */
const RUNS = 10;

type Move = { told: string; make: (world: World) => void };

const move = (told: string, make: (world: World) => void): Move => ({ told, make });
const ACTORS = ["operator", "operator2", "approver", "approver2"];

/** What a person may send; one in ten looks at another stage. */
const command: fc.Arbitrary<Move> = fc
  .record({
    kind: fc.constantFrom(...COMMAND_KINDS, "advance" as const, "rollback" as const, "resume" as const),
    actor: fc.constantFrom(...ACTORS),
    to: fc.constantFrom(undefined, "canary-1", "canary-10", "final-health-checks", "job/load-test"),
    approval: fc.constantFrom(undefined, undefined, "skip-bake", "go-live"),
    force: fc.boolean(),
    stale: fc.nat(9).map((one) => one === 0),
  })
  .map(({ kind, actor, to, approval, force, stale }) =>
    move(`${kind} by ${actor}${to ? ` to ${to}` : ""}`, (world) => {
      world.send(kind, {
        actor,
        reason: "for the test",
        force,
        ...(to !== undefined && { to }),
        ...(kind === "adopt-plan" && { to: world.offeredHash() }),
        ...(approval !== undefined && { approval }),
        ...(stale && { stage: "another" }),
      });
    }),
  );

const rate = fc.constantFrom(0, 0, 0.001, 0.02, 0.6);
const weather: fc.Arbitrary<Move> = fc
  .record({ green: rate, blue: rate, perSecond: fc.constantFrom(0, 2, 200) })
  .map(({ green, blue, perSecond }) =>
    move(`green fails ${green}, blue ${blue}, ${perSecond}/s`, (world) => {
      world.weather = { green: { perSecond, failing: green }, blue: { perSecond, failing: blue } };
    }),
  );

/** Everything is well for a minute, so that stages can be left at all. */
function heal(one: World): void {
  one.weather = { blue: { perSecond: 200, failing: 0 }, green: { perSecond: 200, failing: 0 } };
  one.blue = { ...one.blue, ready: 3 };
  one.green = { ...one.green, ready: 3 };
  one.metricsDown = undefined;
  one.routeReading = undefined;
  one.route = { ...one.route, fingerprint: "f" };
  one.journalDown = false;
  one.connectionsKnown = true;
  one.jobResult = () => "succeeded";
  one.actionResult = () => "done";
  one.wake();
  one.tick(30);
  connect(one);
  one.tick(30);
}

const healed: fc.Arbitrary<Move> = fc.constantFrom(
  move("well for a minute", heal),
  move("well for a minute, approved and advanced", (one) => {
    heal(one);
    approveAll(one);
    one.send("advance");
  }),
);

const world: fc.Arbitrary<Move> = fc.oneof(
  fc.integer({ min: 1, max: 25 }).map((seconds) => move(`${seconds} s`, (one) => one.tick(seconds))),
  fc.constant(move("connections follow", connect)),
  weather,
  fc
    .tuple(fc.constantFrom(0, 1, 5, 10, 25, 80), fc.constantFrom("kubectl", "argocd"))
    .map(([weight, manager]) => move(`${manager} sets ${weight}`, (one) => one.setWeight(weight, manager))),
  fc.constantFrom<string | undefined>("down", undefined).map((why) =>
    move(`metrics ${why ?? "up"}`, (one) => {
      one.metricsDown = why;
    }),
  ),
  fc.tuple(fc.constantFrom("blue" as const, "green" as const), fc.nat(3)).map(([side, ready]) =>
    move(`${side} has ${ready} ready`, (one) => {
      one[side] = { ...one[side], ready };
    }),
  ),
  fc.nat(2).map((image) =>
    move(`green's image ${image}`, (one) => {
      one.green = { ...one.green, template: `g${image}` };
    }),
  ),
  fc.constantFrom("succeeded" as const, "failed" as const, "running" as const).map((result) =>
    move(`jobs ${result}`, (one) => {
      one.jobResult = () => result;
    }),
  ),
  fc.constantFrom("done" as const, "failed" as const, "forbidden" as const).map((result) =>
    move(`actions ${result}`, (one) => {
      one.actionResult = () => result;
    }),
  ),
  fc.constant(move("another process", (one) => one.restart())),
  fc.constant(
    move("paused before it writes the route", (one) => {
      one.paused ??= [];
    }),
  ),
  fc.constant(move("wakes up", (one) => one.wake())),
  fc.boolean().map((down) =>
    move(`journal ${down ? "down" : "up"}`, (one) => {
      one.journalDown = down;
    }),
  ),
  fc.constantFrom("unreachable" as const, "gone" as const, "forbidden" as const, undefined).map((code) =>
    move(`route ${code ?? "readable"}`, (one) => {
      one.routeReading = code && { state: "unknown", code, why: `route ${code}`, at: one.now };
    }),
  ),
  fc.constantFrom("f", "other").map((fingerprint) =>
    move(`route ${fingerprint}`, (one) => {
      one.route = { ...one.route, fingerprint };
    }),
  ),
  fc.boolean().map((is) =>
    move(`share ${is ? "known" : "unknown"}`, (one) => {
      one.connectionsKnown = is;
    }),
  ),
  fc.constantFrom("15m", "20m").map((most) =>
    move(`spec says at most ${most}`, (one) => {
      const spec = structuredClone(one.spec) as Parameters<typeof stageOf>[0];
      const stage = stageOf(spec, "canary-10");
      stage.bake = { ...stage.bake, atMost: most };
      one.offered = spec;
    }),
  ),
);

const moves = (size: number) =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: command },
      { weight: 4, arbitrary: world },
      { weight: 1, arbitrary: healed },
    ),
    { maxLength: size },
  );

const stepped = (spec: { rollback: Record<string, unknown> }) => {
  spec.rollback["steps"] = [50, 10, 5];
};

/** Plays the moves; a failure says which. */
function play(one: World, played: readonly Move[]): void {
  for (const [index, { make }] of played.entries()) {
    try {
      make(one);
      one.look();
    } catch (error) {
      const story = played.slice(0, index + 1).map((each) => each.told);
      throw new Error(`${story.join("; ")}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
}

describe("after any sequence of commands, weather, drift, failures and takeovers the invariants hold", () => {
  it.each([
    ["a pending migration", () => fresh(), 14],
    ["the stage before the canary", () => at("final-health-checks"), 14],
    ["the canary", () => at("canary-10"), 22],
    ["a canary that rolls back in steps", () => at("canary-50", stepped), 16],
    ["the stage before a one-way door", () => at("observe"), 14],
    ["behind a one-way door", () => at("disable-dual-write"), 12],
  ] as const)(
    "from %s",
    (_, begin, size) => {
      fc.assert(
        fc.property(moves(size), (played) => play(guard(begin()), played)),
        { numRuns: RUNS },
      );
    },
    60_000,
  );
});

describe("after a rollback that was accepted nothing of before raises the weight (I1)", () => {
  it("whatever was paused, waiting or under way", () => {
    fc.assert(
      fc.property(moves(10), moves(8), (before, after) => {
        const one = guard(at("canary-10"));
        play(one, before);
        one.routeReading = undefined;
        const answer = one.send("rollback", { force: true, reason: "back" });
        if (answer.outcome !== "done") return;
        const done = one.performed.length;
        play(
          one,
          after.filter(({ told }) => !/^(retry|start|advance|resume)/.test(told)),
        );
        const raised = one.performed
          .slice(done)
          .filter((effect) => effect.kind === "set-weight" && effect.weight > effect.fence.weight);
        expect(raised).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);
});

it("decide is pure: the same input gives the same decision, and the input stays as it was", () => {
  const one = at("canary-10");
  const status = JSON.stringify(one.status);
  const copy = one.clone();
  one.watch = (before) => expect(JSON.stringify(before)).toBe(status);
  expect(one.look()).toEqual(copy.look());
});
