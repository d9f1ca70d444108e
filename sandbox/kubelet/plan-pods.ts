import type { WorkloadKind } from "./workload.ts";

export type PodView = {
  name: string;
  revision: string;
  ready: boolean;
  /** How long it has been ready; 0 while it is not. */
  readyForMs: number;
  terminating: boolean;
};

export type PodPlan = {
  create: string[];
  remove: string[] /** When to look again, if nothing happens before. */;
  wakeMs?: number;
};

type Wanted = { kind: WorkloadKind; name: string; replicas: number; revision: string; minReadyMs: number };

/**
 * What to create and what to remove so that a workload gets nearer to its spec: missing pods at once, surplus pods at
 * once, and pods of an old revision one by one, highest first, each only when all others have been ready for a while.
 */
export function planPods(wanted: Wanted, pods: readonly PodView[]): PodPlan {
  const live = pods.filter((pod) => !pod.terminating).sort((a, b) => a.name.localeCompare(b.name));
  return wanted.kind === "StatefulSet" ? planOrdinals(wanted, pods, live) : planNumbered(wanted, pods, live);
}

function planOrdinals(wanted: Wanted, all: readonly PodView[], live: PodView[]): PodPlan {
  const names = Array.from({ length: wanted.replicas }, (_, ordinal) => `${wanted.name}-${ordinal}`);
  const taken = new Set(all.map((pod) => pod.name));
  const create = names.filter((name) => !taken.has(name));
  const surplus = live.filter((pod) => !names.includes(pod.name)).map((pod) => pod.name);
  return withRollout(wanted, all, live, create, surplus);
}

function planNumbered(wanted: Wanted, all: readonly PodView[], live: PodView[]): PodPlan {
  const taken = new Set(all.map((pod) => pod.name));
  const create: string[] = [];
  for (let i = 0; live.length + create.length < wanted.replicas; i++) {
    const name = `${wanted.name}-${wanted.revision}-${i}`;
    if (!taken.has(name)) create.push(name);
  }
  const oldFirst = [...live].sort(
    (a, b) => Number(a.revision === wanted.revision) - Number(b.revision === wanted.revision),
  );
  const surplus = oldFirst.slice(0, Math.max(0, live.length - wanted.replicas)).map((pod) => pod.name);
  return withRollout(wanted, all, live, create, surplus);
}

function withRollout(
  wanted: Wanted,
  all: readonly PodView[],
  live: PodView[],
  create: string[],
  surplus: string[],
): PodPlan {
  const plan: PodPlan = { create, remove: surplus };
  const settled = all.length === live.length && create.length === 0 && surplus.length === 0;
  const stale = live.filter((pod) => pod.revision !== wanted.revision);
  const next = stale.find((pod) => !pod.ready) ?? stale.at(-1);
  if (!settled || next === undefined) return plan;
  const waitMs = live
    .filter((pod) => pod !== next)
    .map((pod) => (pod.ready ? wanted.minReadyMs - pod.readyForMs : Number.POSITIVE_INFINITY));
  const longest = Math.max(0, ...waitMs);
  if (longest === 0) return { ...plan, remove: [next.name] };
  return Number.isFinite(longest) ? { ...plan, wakeMs: longest } : plan;
}
