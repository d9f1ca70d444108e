import type { Status } from "../core/status/status.ts";
import { KEY, ROUTE, WEIGHTS } from "./plan.ts";
import { routesOf, type SimWorld } from "./world.ts";
import type { SimObject } from "./api-server.ts";
import { sameJson } from "./json-patch.ts";
import type { Fail } from "./violation.ts";

const LOOK_EVERY_MS = 500;
/** A start stands on a look at the route that may be so old: it waits for metrics that hang. */
const START_LOOK_MS = 8_000;
/** A process whose clock is off by more than this has no evidence; by less, answers may still count. */
const CLOCK_OFF_MS = 7_000;
const CLOCK_FINE_MS = 3_000;

/** What must not go on for longer than that while the API answers and one healthy process leads. */
type Promised = {
  invariant: string;
  what: string;
  withinMs: number;
  /** Whether it is so now that something must happen, and has not. */
  isOwed(world: SimWorld, status: Status, skewMs: number): boolean;
};

const GOING = ["Baking", "Ready"];
const isGoing = ({ state }: Status): boolean => GOING.includes(state);
const isBlind = ({ conditions }: Status): boolean =>
  conditions.some(({ type, status }) => type === "Blind" && status === "True");
const ready = (world: SimWorld, name: string): number =>
  (world.api.get("statefulsets", KEY.namespace, name)?.status as { readyReplicas?: number } | undefined)
    ?.readyReplicas ?? 0;
const weightOf = ({ stage }: Status): number => WEIGHTS[stage] ?? 0;

const PROMISES: readonly Promised[] = [
  {
    invariant: "I2 evidence before weight",
    what: "nothing can be seen, and it does not say so",
    withinMs: 15_000,
    isOwed: (world, status, skewMs) =>
      (world.prometheus.fault !== "none" || Math.abs(skewMs) > CLOCK_OFF_MS) &&
      isGoing(status) &&
      world.traffic.weather.green.failing === 0 &&
      world.traffic.weather.blue.failing === 0 &&
      !isBlind(status),
  },
  {
    invariant: "I9 people over automation",
    what: "the weight is not the stage's, and it goes on",
    withinMs: 18_000,
    isOwed: (world, status, skewMs) =>
      isGoing(status) && Math.abs(skewMs) < CLOCK_FINE_MS && world.weight() !== weightOf(status),
  },
  {
    invariant: "I9 people over automation",
    what: "the weight was raised, and it goes on",
    withinMs: 6_000,
    isOwed: (world, status) => isGoing(status) && world.weight() > weightOf(status),
  },
  {
    invariant: "I7 fail safe",
    what: "green fails, and nothing follows",
    withinMs: 13_000,
    isOwed: ({ traffic, prometheus, variant }, status, skewMs) =>
      isGoing(status) &&
      traffic.weather.green.failing >= 0.6 &&
      traffic.weather.green.perSecond > 100 &&
      prometheus.fault === "none" &&
      Math.abs(skewMs) < CLOCK_FINE_MS &&
      variant.onBreach !== "warn",
  },
  {
    invariant: "I7 fail safe",
    what: "green has no pods, and nothing follows",
    withinMs: 6_000,
    isOwed: (world, status) => isGoing(status) && world.weight() > 0 && ready(world, "green") < 2,
  },
  {
    invariant: "I4 intent first",
    what: "a rollback is under way, and the weight stays up",
    withinMs: 20_000,
    isOwed: (world, status) => status.state === "RollingBack" && world.weight() > 0,
  },
];

/**
 * What Crossfade owes the people who watch: each is due within a time, counted while nothing hinders. What keeps a weight from rising is one half of
 * an invariant; that somebody is told is the other.
 */
export class Promises {
  readonly #world: SimWorld;
  readonly #fail: Fail;
  readonly #since = new Map<Promised, number>();
  #calmSince = 0;
  #leader = "";
  /** As the route was in the last seconds before the start, and at the first look after it: any of these may be what it was started with. */
  #routes: { spec: unknown; at: number }[] = [];
  #isStarted = false;
  #differsSince: number | undefined;

  constructor(world: SimWorld, fail: Fail) {
    this.#world = world;
    this.#fail = fail;
    this.#calmSince = world.time;
    const beat = (): void => {
      this.#look();
      world.scheduler.after(LOOK_EVERY_MS, beat);
    };
    world.scheduler.after(LOOK_EVERY_MS, beat);
  }

  #look(): void {
    const world = this.#world;
    const leader = world.leader();
    const status = world.status();
    const isHindered = Object.values(world.network.faults).some(Boolean) || (leader?.host.isPaused() ?? true);
    if (isHindered || leader?.host.name !== this.#leader) this.#calmSince = world.time;
    this.#leader = leader?.host.name ?? "";
    if (leader === undefined || status === undefined) return;
    for (const promised of PROMISES) {
      const isOwed = promised.isOwed(world, status, leader.host.skewMs);
      const since = isOwed ? (this.#since.get(promised) ?? world.time) : undefined;
      if (since === undefined) this.#since.delete(promised);
      else this.#since.set(promised, since);
      if (since !== undefined && this.#isDue(since, promised.withinMs)) {
        this.#since.delete(promised);
        this.#fail(
          promised.invariant,
          `${promised.what}, in ${status.state} ${status.stage} at ${world.weight()} %`,
        );
      }
    }
    this.#watchRoute(status);
  }

  #isDue(since: number, withinMs: number): boolean {
    return this.#world.time - Math.max(since, this.#calmSince) > withinMs;
  }

  /** F30: it is not the route that it was at the start, apart from its weights. */
  #watchRoute(status: Status): void {
    const world = this.#world;
    const route = world.api.get("virtualservices", KEY.namespace, ROUTE);
    if (route === undefined) return void ((this.#routes = []), (this.#isStarted = false));
    const { spec } = withoutWeights(route);
    if (!this.#isStarted) {
      this.#routes = this.#routes.filter(({ at }) => world.time - at < START_LOOK_MS);
      this.#routes.push({ spec, at: world.time });
    }
    this.#isStarted = status.state !== "Pending";
    if (!isGoing(status) || this.#routes.some((one) => sameJson(spec, one.spec)))
      this.#differsSince = undefined;
    else this.#differsSince ??= world.time;
    if (this.#differsSince === undefined || !this.#isDue(this.#differsSince, 6_000)) return;
    this.#differsSince = undefined;
    this.#fail("I9 people over automation", "the route is another one, and it goes on");
  }
}

function withoutWeights(route: SimObject): SimObject {
  const copy = structuredClone(route);
  for (const to of routesOf(copy)) delete to.weight;
  return copy;
}
