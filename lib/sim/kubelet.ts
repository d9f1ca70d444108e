import type { SimApi, SimObject } from "./api-server.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";

export type JobEnd = "Complete" | "Failed" | "never";

/** Runs what the API says: pods of the sides become ready a moment after they are asked for, and Jobs end as `jobEnds` says. */
export class Kubelet {
  jobEnds: JobEnd = "Complete";
  /** A side whose pods cannot become ready. */
  readonly broken = new Set<string>();
  readonly #mendedAt = new Map<string, number>();
  readonly #api: SimApi;
  readonly #scheduler: Scheduler;

  constructor(api: SimApi, scheduler: Scheduler, random: Random) {
    this.#api = api;
    this.#scheduler = scheduler;
    api.subscribe(({ type, plural, object }) => {
      if (plural === "statefulsets" && type !== "DELETED")
        scheduler.after(random.whole(200, 900), () => this.#settle(object.metadata.name));
      if (plural === "jobs" && type === "ADDED")
        scheduler.after(random.whole(400, 2_500), () => this.#end(object));
    });
  }

  breakPods(name: string): void {
    this.broken.add(name);
    this.#settle(name);
  }

  mendPods(name: string): void {
    this.broken.delete(name);
    this.#mendedAt.set(name, this.#scheduler.time);
    this.#settle(name);
  }

  /** Whether a side's pods failed at some time of the last so many milliseconds. */
  wasBroken(name: string, withinMs: number): boolean {
    const mendedAt = this.#mendedAt.get(name) ?? Number.NEGATIVE_INFINITY;
    return this.broken.has(name) || this.#scheduler.time - mendedAt <= withinMs;
  }

  /** Brings a side's ready replicas to what they should be, or to none. */
  #settle(name: string): void {
    const set = this.#api.get("statefulsets", "mqtt", name);
    if (set === undefined) return;
    const { replicas = 0 } = set.spec as { replicas?: number };
    const ready = this.broken.has(name) ? 0 : replicas;
    if ((set.status as { readyReplicas?: number } | undefined)?.readyReplicas === ready) return;
    this.#api.put("kubelet", "statefulsets", { ...set, status: { readyReplicas: ready } });
  }

  #end({ metadata }: SimObject): void {
    const job = this.#api.get("jobs", "mqtt", metadata.name);
    if (job === undefined || this.jobEnds === "never") return;
    const at = new Date(0).toISOString();
    const conditions = [{ type: this.jobEnds, status: "True", message: `it was ${this.jobEnds}` }];
    this.#api.put("kubelet", "jobs", {
      ...job,
      status: { startTime: metadata["creationTimestamp"] ?? at, conditions },
    });
  }
}
