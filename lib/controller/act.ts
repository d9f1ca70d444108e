import { fenceOf } from "../core/engine/draft.ts";
import type { Effect } from "../core/engine/effect.ts";
import type { OwnerMark, Route } from "../core/engine/observation.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Key } from "../ports/migration-store.ts";
import type { RouteWrite } from "../ports/traffic-router.ts";
import type { ActionResult } from "../ports/workloads.ts";
import { type Memory, report } from "./memory.ts";
import type { Ports } from "./ports.ts";

type RouteEffect = Extract<Effect, { kind: "set-weight" | "mark-route" }>;

/** After this many conflicts a rollback goes on with `test`s of the destinations alone: lowering the weight is always safe. */
const FENCED_TRIES = 3;
const URGENT_TRIES = 6;

/** Does one effect and remembers how it went. Never throws for what the outside may answer. */
export async function act(ports: Ports, key: Key, plan: Plan, memory: Memory, effect: Effect): Promise<void> {
  switch (effect.kind) {
    case "set-weight":
    case "mark-route":
      await writeRoute(ports, key, plan, memory, effect);
      return;
    case "create-job": {
      const result = await ports.jobs.create(key, plan, effect);
      if (result.state === "forbidden" || result.state === "failed") {
        const { ref, job, stage, run, attempt } = effect;
        const at = ports.clock.now();
        memory.failedJobs = [
          ...memory.failedJobs.slice(-15),
          {
            ref,
            job,
            stage,
            run,
            attempt,
            state: "failed",
            startedAt: at,
            finishedAt: at,
            message: result.why,
          },
        ];
      }
      return;
    }
    case "scale":
    case "restart":
    case "patch":
      return reportAction(ports, memory, effect, await ports.workloads.act(key.namespace, plan, effect));
    case "notify":
      return ports.notifier.notify(key, plan, effect.event);
  }
}

function reportAction(
  ports: Ports,
  memory: Memory,
  effect: { run: number; step: number },
  result: ActionResult,
): void {
  // No answer: it may have happened, and doing it again does no harm.
  if (result.state === "unknown") return;
  const message = result.state === "done" ? "" : result.why;
  report(memory, {
    of: "action",
    run: effect.run,
    step: effect.step,
    result: result.state,
    message,
    at: ports.clock.now(),
  });
}

async function writeRoute(
  ports: Ports,
  key: Key,
  plan: Plan,
  memory: Memory,
  effect: RouteEffect,
): Promise<RouteWrite> {
  const write = effect.urgent
    ? await writeUrgently(ports, key, plan, effect)
    : await writeOnce(ports, key, plan, effect, true);
  if (write.state === "written") return write;
  const message =
    "why" in write
      ? write.why
      : write.state === "gone"
        ? "the route does not exist"
        : "somebody wrote the route in between";
  report(memory, { of: "route", seq: effect.mark.seq, result: write.state, message, at: ports.clock.now() });
  ports.log.warn(
    {
      migration: `${key.namespace}/${key.name}`,
      write: write.state,
      weight: "weight" in effect ? effect.weight : undefined,
    },
    message,
  );
  return write;
}

function writeOnce(
  ports: Ports,
  key: Key,
  plan: Plan,
  effect: RouteEffect,
  fenced: boolean,
): Promise<RouteWrite> {
  const router = ports.routers.get(plan.traffic.router.kind);
  if (!router) return Promise.resolve({ state: "gone" });
  const { mark, fence } = effect;
  return router.write(key.namespace, plan, {
    ...(effect.kind === "set-weight" && { weight: effect.weight }),
    mark,
    fence,
    fenced,
  });
}

/**
 * The write of a rollback or of a hold: reads again after a conflict, and decides only what is still needed. A rollback is done when its own mark
 * is there with the weight down: then nothing that was decided before it can be written any more.
 */
export async function writeUrgently(
  ports: Ports,
  key: Key,
  plan: Plan,
  effect: RouteEffect,
): Promise<RouteWrite> {
  let write = await writeOnce(ports, key, plan, effect, true);
  for (
    let tries = 1;
    tries < URGENT_TRIES && (write.state === "conflict" || write.state === "unknown");
    tries += 1
  ) {
    const router = ports.routers.get(plan.traffic.router.kind);
    const read = await router?.read(key.namespace, plan, { fresh: true });
    if (read?.state === "known") {
      const route = read.value;
      const most = effect.kind === "set-weight" ? effect.weight : effect.atMost;
      // The mark of a hold has done its work when anybody moved the version.
      if (most === undefined && write.state === "conflict") return { state: "written", route };
      if (isSameMark(route.owner, effect.mark) && (most === undefined || route.weight <= most))
        return { state: "written", route };
      effect = stillNeeded(effect, route, most);
    } else await ports.clock.sleep(50 * tries);
    write = await writeOnce(ports, key, plan, effect, tries < FENCED_TRIES);
  }
  return write;
}

function stillNeeded(effect: RouteEffect, route: Route, most: number | undefined): RouteEffect {
  const { mark, urgent } = effect;
  const rest = { mark, urgent, fence: fenceOf(route) };
  return most !== undefined && route.weight > most
    ? { kind: "set-weight", weight: most, ...rest }
    : { kind: "mark-route", ...rest, ...(most !== undefined && { atMost: most }) };
}

const isSameMark = (one: OwnerMark | undefined, other: OwnerMark): boolean =>
  one?.namespace === other.namespace &&
  one.name === other.name &&
  one.epoch === other.epoch &&
  one.seq === other.seq;
