import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Clock } from "../../ports/clock.ts";
import type { Leader } from "../../ports/leader.ts";
import type { Log } from "../system/log.ts";
import type { KubeClient } from "./client.ts";
import { type LeaseRecord, microTime, parseLease } from "./lease-record.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { makeWatcher, type Watcher } from "./watcher.ts";

export type LeaderDeps = {
  client: KubeClient;
  clock: Clock;
  log: Log;
  namespace?: string;
  name?: string;
  /** New at each start, and no other process's. */
  identity?: string;
  /** Others wait `durationMs` after the last renewal they saw; the holder stops itself after `renewMs` without one. */
  timing?: { durationMs: number; renewMs: number; retryMs: number };
};

type On = Parameters<Leader["start"]>[0];

/**
 * Leadership by the Lease `crossfade` in `crossfade-system`. Times in the Lease are never compared with a clock here: a holder counts as gone
 * when the Lease has not changed for its duration, by this process's monotonic clock, since this process first saw it so (F16).
 * Any change of a held Lease that was not this process's own ends its leadership (F13, F15).
 */
export function makeLeader(deps: LeaderDeps): Leader {
  const { client, clock, log, namespace = "crossfade-system", name = "crossfade" } = deps;
  const timing = deps.timing ?? { durationMs: 15_000, renewMs: 10_000, retryMs: 2_000 };
  const me = deps.identity ?? `${hostname()}_${randomUUID()}`;
  const collection = kubePath(RESOURCES.leases, { namespace });
  const path = kubePath(RESOURCES.leases, { namespace, name });
  let on: On | undefined;
  let stopping = new AbortController();
  let seen: { record: LeaseRecord; since: number } | undefined;
  /** While leading: the version of the last own write, and until when it counts. */
  let lead: { version: string; deadline: number } | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let wake = new AbortController();
  let writing = false;
  /** The last write had no answer: the Lease may have become ours at a version not known yet. */
  let uncertain = false;
  let watcher = makeWatch();

  function makeWatch(): Watcher<LeaseRecord> {
    return makeWatcher<LeaseRecord>({
      client,
      clock,
      log,
      resource: RESOURCES.leases,
      namespaces: [namespace],
      query: { fieldSelector: `metadata.name=${name}` },
      parse: parseLease,
    });
  }

  const isLeading = (): boolean => lead !== undefined && clock.monotonic() < lead.deadline;

  function stepDown(why: string): void {
    if (lead === undefined) return;
    lead = undefined;
    log.warn({ identity: me, why }, "leadership lost");
    on?.lost(why);
  }

  function spec(previous: LeaseRecord | undefined, holder: string): Record<string, unknown> {
    const now = microTime(clock.now());
    const mine = previous?.holder === holder;
    return {
      holderIdentity: holder,
      leaseDurationSeconds: Math.ceil(timing.durationMs / 1000),
      leaseTransitions: previous === undefined ? 0 : mine ? previous.transitions : previous.transitions + 1,
      acquireTime: mine ? (previous.acquireTime ?? now) : now,
      renewTime: now,
    };
  }

  /**
   * Told at once, by the watch, when somebody takes, edits or deletes a held Lease, or when one is free. An event of a write of our own
   * may come before its answer: what it means is known afterwards.
   */
  function notice(): void {
    if (writing) return;
    const record = watcher.get({ namespace, name });
    if (lead !== undefined) {
      check(record);
      if (lead === undefined) wake.abort();
    } else if (record === undefined || record.holder === "") wake.abort();
  }

  /** Steps down unless the Lease is as this process left it. */
  function check(record: LeaseRecord | undefined): void {
    if (lead === undefined || record?.version === lead.version) return;
    if (record === undefined) stepDown("the Lease was deleted");
    else if (uncertain && record.holder === me) lead = { ...lead, version: record.version };
    else stepDown("the Lease was changed by another");
  }

  /** Writes the Lease as ours, on exactly the version that was seen. */
  async function take(previous: LeaseRecord | undefined): Promise<void> {
    writing = true;
    try {
      await write(previous);
    } finally {
      writing = false;
    }
    if (lead !== undefined) notice();
  }

  async function write(previous: LeaseRecord | undefined): Promise<void> {
    // From before the call: the deadline must not be later than the others' count, which begins after it.
    const from = clock.monotonic();
    const object = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name, namespace, ...(previous === undefined ? {} : { resourceVersion: previous.version }) },
      spec: spec(previous, me),
    };
    const answer = await client.request(
      previous === undefined
        ? { method: "POST", path: collection, body: object, signal: stopping.signal }
        : { method: "PUT", path, body: object, signal: stopping.signal },
    );
    if (stopping.signal.aborted) return;
    if (answer.state === "conflict" || answer.state === "not-found" || answer.state === "exists") {
      seen = undefined;
      if (previous === undefined && answer.state === "not-found")
        log.warn({ why: answer.why }, "there is no place for the Lease");
      stepDown(answer.state === "not-found" ? "the Lease was deleted" : "the Lease was changed by another");
      return;
    }
    const record = answer.state === "ok" ? parseLease(answer.body) : undefined;
    uncertain = record === undefined;
    if (record === undefined) {
      log.warn({ why: answer.state === "ok" ? "not a Lease" : answer.why }, "the Lease could not be written");
      return;
    }
    const won = lead === undefined;
    seen = { record, since: from };
    lead = { version: record.version, deadline: from + timing.renewMs };
    if (answer.state === "ok") watcher.put(answer.body);
    if (won) {
      log.info({ identity: me, transitions: record.transitions }, "leadership won");
      on?.won(record.transitions);
    }
  }

  /** Looks at the Lease as it is now, and notes when it was first seen so. */
  async function look(): Promise<"absent" | "seen" | "unknown"> {
    const answer = await client.request({ method: "GET", path, signal: stopping.signal });
    if (answer.state === "not-found") {
      seen = undefined;
      return "absent";
    }
    const record = answer.state === "ok" ? parseLease(answer.body) : undefined;
    if (record === undefined) return "unknown";
    if (seen?.record.version !== record.version) seen = { record, since: clock.monotonic() };
    return "seen";
  }

  async function campaign(): Promise<void> {
    const state = await look();
    if (stopping.signal.aborted || state === "unknown") return;
    check(seen?.record);
    if (lead === undefined && seen !== undefined && seen.record.holder !== "" && seen.record.holder !== me) {
      const expires = seen.since + Math.max(seen.record.durationMs, 1000);
      if (clock.monotonic() < expires) return;
    }
    await take(seen?.record);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      await campaign();
      const jitter = lead === undefined ? Math.random() * 0.2 * timing.retryMs : 0;
      await clock.sleep(timing.retryMs + jitter, AbortSignal.any([wake.signal, stopping.signal]));
    }
  }

  /** A hung call must not keep a leader past its deadline: looked at apart from the calls, often enough to be under a second. */
  async function guard(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (lead !== undefined && !isLeading()) stepDown("the Lease could not be renewed in time");
      await clock.sleep(Math.min(250, timing.retryMs / 4), stopping.signal);
    }
  }

  return {
    isLeading,
    identity: () => me,
    holder: () =>
      isLeading() ? me : (watcher.get({ namespace, name })?.holder ?? seen?.record.holder) || undefined,

    start(callbacks) {
      if (on !== undefined) throw new Error("the leader was started before");
      on = callbacks;
      watcher.onChange(notice);
      running = Promise.all([run(), guard()]);
    },

    async release() {
      const held = lead;
      stepDown("released");
      on = undefined;
      stopping.abort();
      watcher.stop();
      await running;
      if (held !== undefined && seen !== undefined) await giveBack(held.version, seen.record);
      // It may be started again, when it was released for a stall.
      seen = undefined;
      stopping = new AbortController();
      watcher = makeWatch();
    },
  };

  /** So that another need not wait; when this fails, it waits. */
  async function giveBack(version: string, record: LeaseRecord): Promise<void> {
    const answer = await client.request({
      method: "PUT",
      path,
      body: {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name, namespace, resourceVersion: version },
        spec: { ...spec(record, me), holderIdentity: "", leaseDurationSeconds: 1 },
      },
    });
    if (answer.state !== "ok") log.info({ why: answer.why }, "the Lease was not given back");
  }
}
