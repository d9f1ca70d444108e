import { decide } from "../../../lib/core/engine/decide.ts";
import type { DecideInput } from "../../../lib/core/engine/decision.ts";
import { at } from "../../../lib/core/engine/testing/reach.ts";
import { parsePlan } from "../../../lib/core/plan/parse.ts";
import { planHash } from "../../../lib/core/plan/hash.ts";
import type { Section } from "../section.ts";
import { short, table } from "../table.ts";
import { makeFleet } from "./fleet.ts";
import { type Cost, measure } from "./measure.ts";

const MIGRATIONS = 100;
const TICKS = 30;

/** What a decision and a tick cost without any waiting for others, beside the least that any controller in this language has to do. */
export const costs: Section = {
  name: "costs",
  what: "processor time and memory of one decision, and of a tick with 100 migrations",
  async run(_options, print) {
    print("Example plan, baking at 10 %; medians. Ratios are over the first row of each table.\n");
    const input = inputOf();
    const { status, observation } = input;
    const { plan: _plan, ...own } = status;
    print(
      costTable("one decision", [
        [
          "copy of the status alone, which any pure decision makes",
          await measure(() => void structuredClone(own), 200),
        ],
        [
          "decide: 6 SLOs, both sides, exact tests, gates, journal",
          await measure(() => void decide(input), 100),
        ],
        [
          "JSON of what it was decided on, once there and back",
          await measure(() => void JSON.parse(JSON.stringify([own, [...samplesOf(observation)]])), 100),
        ],
      ]),
    );
    print(`\n${await tickTable()}`);
    return [];
  },
};

function inputOf(): DecideInput {
  const world = at("canary-10");
  world.tick(20);
  const hash = planHash(world.spec);
  const plan = parsePlan(world.spec, "lenient");
  const subject = {
    namespace: "n",
    name: "m",
    generation: 1,
    spec: world.spec,
    specHash: hash,
    plan,
    offered: plan,
  };
  return {
    subject,
    status: world.status,
    observation: world.observation(),
    now: world.now,
    takeover: false,
    engine: "bench",
  };
}

const samplesOf = ({ metrics }: DecideInput["observation"]) =>
  metrics.state === "answered" ? metrics.samples : new Map<string, never>();

async function tickTable(): Promise<string> {
  const fleet = makeFleet(MIGRATIONS);
  const objects = fleet.keys.map((key) => JSON.stringify(fleet.stored(key)));
  const floor = await measure(() => {
    for (const text of objects) JSON.parse(text);
  }, 1);
  const cost = await measure(fleet.tick, 1);
  const before = { ...fleet.asked };
  for (let tick = 0; tick < TICKS; tick += 1) await fleet.tick();
  const perTick = (key: keyof typeof before) => (fleet.asked[key] - before[key]) / TICKS;
  const odd = fleet.states().find((state) => state !== "Baking" && state !== "Ready");
  if (odd !== undefined) throw new Error(`a migration of the fleet is ${odd}`);
  const expressions = perTick("expressions");
  const asked = table(
    [`asked in one tick by ${MIGRATIONS} migrations`, "one by one", "Crossfade", "ratio"],
    [
      [
        "Prometheus: requests",
        expressions,
        perTick("metricsRequests"),
        over(expressions, perTick("metricsRequests")),
      ],
      [
        "Kubernetes: reads of routes past the watch",
        MIGRATIONS,
        perTick("freshRouteReads"),
        over(MIGRATIONS, perTick("freshRouteReads")),
      ],
      [
        "Kubernetes: writes of status",
        MIGRATIONS,
        short(perTick("statusWrites")),
        over(MIGRATIONS, perTick("statusWrites")),
      ],
      [
        "Kubernetes: writes of routes",
        MIGRATIONS,
        perTick("routeWrites"),
        over(MIGRATIONS, perTick("routeWrites")),
      ],
    ],
  );
  return [
    costTable(`one tick, ${MIGRATIONS} migrations`, [
      ["reading the same objects' JSON, as a controller without watches does", floor],
      ["observe, decide, write: all of the tick but the network", cost],
    ]),
    `A tick is ${short(cost.ns / 1e6)} ms of each second: ${short(cost.ns / 1e7)} % of a core, ${short(cost.ns / 1e3 / MIGRATIONS)} µs a migration.\n`,
    asked,
  ].join("\n");
}

const over = (theirs: number, ours: number): string =>
  ours === 0 ? "none at all" : `${short(theirs / ours)}×`;

function costTable(title: string, rows: readonly (readonly [string, Cost])[]): string {
  const [first] = rows;
  return table(
    [title, "time", "ratio", "heap", "ratio"],
    rows.map(([name, { ns, bytes }]) => [
      name,
      `${short(ns / 1e3)} µs`,
      `${short(ns / (first?.[1].ns ?? ns))}×`,
      `${short(bytes / 1024)} KiB`,
      `${short(bytes / (first?.[1].bytes ?? bytes))}×`,
    ]),
  );
}
