import { isOutOfRun } from "../core/status/states.ts";
import { isCrossfade, targetOf, type SimObject, type SimRequest, type Stored } from "./api-server.ts";
import type { Op } from "./json-patch.ts";
import { readStatus, type SimWorld } from "./world.ts";
import type { Fail } from "./violation.ts";

/** A leader stops itself this long after its last renewal; whoever took the Lease meanwhile has held it for less. */
const STOPS_ITSELF_MS = 10_000;

/** One process at a time does what the loop does, and the next one says so by its epoch. Seen from the API server's side. */
export class LeadershipInvariants {
  readonly #world: SimWorld;
  readonly #fail: Fail;
  #lease = { holder: "", since: 0, storedAt: 0 };
  /** Who wrote what only a leader writes last, in a run that goes on. */
  #leader: { by: string; epoch: number } | undefined;

  constructor(world: SimWorld, fail: Fail) {
    this.#world = world;
    this.#fail = fail;
    world.api.onStored.push((stored) => {
      if (stored.plural === "leases") this.#leaseStored(stored);
      if (stored.plural === "migrations" && isCrossfade(stored.by)) this.#statusStored(stored);
    });
    const { onSent } = world.network;
    world.network.onSent = (by, request) => {
      onSent(by, request);
      if (this.#isOfLeader(request)) this.#acted(by, request);
    };
  }

  #leaseStored({ by, before, after }: Stored): void {
    const { time } = this.#world;
    const [was, now] = [holderOf(before), holderOf(after)];
    const waited = time - this.#lease.storedAt;
    if (isCrossfade(by) && was !== "" && now !== "" && was !== now && waited < durationOf(before))
      this.#fail("one leader", `${now} took the Lease of ${was} after ${Math.round(waited)} ms`);
    this.#lease = {
      holder: now,
      since: now === this.#lease.holder ? this.#lease.since : time,
      storedAt: time,
    };
  }

  #acted(by: string, { method, path }: SimRequest): void {
    const { holder, since } = this.#lease;
    const heldFor = this.#world.time - since;
    if (holder === "" || holder === by || heldFor <= STOPS_ITSELF_MS) return;
    this.#fail(
      "one leader",
      `${by} acts by ${method} ${path}, and ${holder} has led for ${Math.round(heldFor)} ms`,
    );
  }

  /** Jobs and actions, and a status in which no command is new: a command is the only thing that others write. */
  #isOfLeader({ method, path, body, query }: SimRequest): boolean {
    if (method === "GET" || query?.["dryRun"] !== undefined) return false;
    const { plural = "", sub = "" } = targetOf(path) ?? {};
    if (["jobs", "statefulsets", "deployments", "configmaps"].includes(plural)) return true;
    if (plural === "virtualservices" && !this.#world.variant.steps)
      return (body as readonly Op[]).some((op) => op.path.endsWith("/1/weight") && op.value !== 0);
    if (plural !== "migrations" || sub !== "status") return false;
    const value = (path: string): unknown => (body as readonly Op[]).find((op) => op.path === path)?.value;
    const migration = this.#world.migration();
    // Made of an older status it is refused, and cannot be told from a command.
    if (value("/metadata/resourceVersion") !== migration?.metadata.resourceVersion) return false;
    const [sent, was] = [value("/status"), migration?.status];
    return isWireStatus(sent) && isWireStatus(was) && isOfLoop(was, sent);
  }

  #statusStored({ by, before, after }: Stored): void {
    const [was, now] = [readStatus(before), readStatus(after)];
    if (now === undefined || isOutOfRun(now.state)) this.#leader = undefined;
    if (now === undefined || isOutOfRun(now.state) || !isOfLoop(was, now)) return;
    const last = this.#leader;
    if (last !== undefined && last.by !== by && now.epoch <= last.epoch)
      this.#fail("I3 fenced writes", `${by} leads after ${last.by} in the same epoch ${now.epoch}`);
    this.#leader = { by, epoch: now.epoch };
  }
}

/** What is asked of each write, of a status as it was read or as it is sent. */
type Commands = {
  journal: { pending?: readonly unknown[] };
  recent?: readonly { id: string; at: number | string }[];
};

const isWireStatus = (status: unknown): status is Commands =>
  typeof status === "object" && status !== null && "journal" in status;

/** From here on a command is not taken for want of room, though what was seen on the way is written. */
const ROOM_FOR_COMMANDS = 12;

const isFull = ({ journal: { pending = [] } }: Commands): boolean => pending.length >= ROOM_FOR_COMMANDS;

/** A look writes no new command. A status with a full journal may be written for a command that is not taken: that says nothing. */
function isOfLoop(was: Commands | undefined, now: Commands): boolean {
  if (was === undefined || isFull(was) || isFull(now)) return false;
  const { recent = [] } = was;
  return (now.recent ?? []).every(({ id, at }) => recent.some((one) => one.id === id && one.at === at));
}

const specOf = (lease: SimObject | undefined) =>
  (lease?.spec ?? {}) as { holderIdentity?: string; leaseDurationSeconds?: number };
const holderOf = (lease: SimObject | undefined): string => specOf(lease).holderIdentity ?? "";
const durationOf = (lease: SimObject | undefined): number =>
  1_000 * (specOf(lease).leaseDurationSeconds ?? 0);
