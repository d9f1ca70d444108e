import type { Clock } from "../../ports/clock.ts";
import type { TrafficRouter } from "../../ports/traffic-router.ts";
import type { KubeClient } from "../kubernetes/client.ts";
import type { Log } from "../system/log.ts";

export type RouterDeps = { client: KubeClient; clock: Clock; log: Log; namespaces: readonly string[] };
export type ManagedRouter = TrafficRouter & { stop(): void };
