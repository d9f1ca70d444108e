import { z } from "zod";
import type { Plan } from "../../core/plan/plan.ts";
import { RESOURCES } from "../kubernetes/paths.ts";
import { makeWatcher } from "../kubernetes/watcher.ts";
import type { RouterDeps } from "./router-deps.ts";

const serviceObject = z.looseObject({
  spec: z.looseObject({ ports: z.array(z.looseObject({ port: z.number() })).nullish() }),
});

/** Ports of a Service; undefined for what is none. */
const parsePorts = (object: unknown): number[] | undefined => {
  const read = serviceObject.safeParse(object);
  return read.success ? (read.data.spec.ports ?? []).map(({ port }) => port) : undefined;
};

export type ServiceCheck = { problems(namespace: string, plan: Plan): Promise<string[]>; stop(): void };

/**
 * Destinations that lead nowhere (F33): a side whose Service does not exist, or has not the plan's port. What cannot be seen is no
 * problem of the route: whether pods are ready is for the sides' own readiness to say.
 */
export function makeServiceCheck(deps: RouterDeps): ServiceCheck {
  const watcher = makeWatcher({ ...deps, resource: RESOURCES.services, parse: parsePorts });

  /** Absent from the copy may be too new for it: asked, before anybody is told. */
  async function portsOf(namespace: string, name: string): Promise<number[] | "absent" | "unseen"> {
    if ((await watcher.ready(namespace)) !== undefined) return "unseen";
    const known = watcher.get({ namespace, name });
    if (known !== undefined) return known;
    const answer = await watcher.read({ namespace, name });
    if (answer.state === "ok") return watcher.get({ namespace, name }) ?? "unseen";
    return answer.state === "not-found" ? "absent" : "unseen";
  }

  return {
    async problems(namespace, plan) {
      const found = await Promise.all(
        (["blue", "green"] as const).map(async (side) => {
          const { name, port } = plan[side].service;
          const ports = await portsOf(namespace, name);
          if (ports === "unseen") return [];
          if (ports === "absent") return [`there is no Service ${name} (${side})`];
          return ports.includes(port) ? [] : [`Service ${name} (${side}) has no port ${port}`];
        }),
      );
      return found.flat();
    },
    stop: () => watcher.stop(),
  };
}
