import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../ports/clock.ts";
import type { Leader } from "../../ports/leader.ts";
import { makeSystemClock } from "../system/clock.ts";
import { silentLog } from "../system/log.ts";
import { makeLeader } from "./lease.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { eventually, jsonPatch, type KubeWorld, read, remove } from "./testing/kube-world.ts";

/** A second is a tenth of one here, so that the suites do not wait. */
const timing = { durationMs: 1_500, renewMs: 1_000, retryMs: 200 };

/** What leadership by a Lease must be, on any API server. */
export function leaseContract(title: string, startWorld: () => Promise<KubeWorld>): void {
  describe(title, () => {
    let world: KubeWorld;
    let namespace: string;
    const running: Leader[] = [];
    const told: string[] = [];

    const path = () => kubePath(RESOURCES.leases, { namespace, name: "crossfade" });
    const holderOf = async () => {
      const lease = (await read(world.admin, path())) as { spec: { holderIdentity?: string } };
      return lease.spec.holderIdentity ?? "";
    };
    const leaders = () => running.filter((leader) => leader.isLeading());

    function campaigner(name: string, clock: Clock = makeSystemClock()): Leader {
      const leader = makeLeader({ client: world.admin, clock, log: silentLog, namespace, timing });
      running.push(leader);
      leader.start({
        won: (term) => told.push(`${name} won ${term}`),
        lost: (why) => told.push(`${name} lost: ${why}`),
      });
      return leader;
    }

    beforeAll(async () => {
      world = await startWorld();
    });
    beforeEach(async () => {
      namespace = await world.namespace();
      told.length = 0;
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((leader) => leader.release()));
    });
    afterAll(() => world.stop());

    it("elects one of several, and all know which", async () => {
      const all = [campaigner("a"), campaigner("b"), campaigner("c")];
      const leader = await eventually(() => leaders()[0]);
      await eventually(() => all.every((each) => each.holder() === leader.identity()));
      expect(leaders()).toHaveLength(1);
      expect(told.filter((line) => line.includes("won"))).toHaveLength(1);
    });

    it("keeps the leader for longer than the Lease lasts without renewal", async () => {
      const leader = campaigner("a");
      await eventually(() => leader.isLeading());
      campaigner("b");
      await new Promise((resolve) => setTimeout(resolve, 2 * timing.durationMs));
      expect(leader.isLeading()).toBe(true);
      expect(told).toEqual(["a won 0"]);
    });

    it("hands over at once when the leader gives up (F53)", async () => {
      const first = campaigner("a");
      await eventually(() => first.isLeading());
      const second = campaigner("b");
      await eventually(() => second.holder() === first.identity());
      await first.release();
      expect(first.isLeading()).toBe(false);
      await eventually(() => second.isLeading());
      expect(told).toEqual(["a won 0", "a lost: released", "b won 1"]);
    });

    it("can campaign again after it gave up for a stall (F44)", async () => {
      const leader = campaigner("a");
      await eventually(() => leader.isLeading());
      await leader.release();
      leader.start({ won: (term) => told.push(`again ${term}`), lost: () => {} });
      await eventually(() => leader.isLeading());
      expect(told.at(-1)).toBe("again 1");
    });

    it("stops within a second when another takes the Lease from it (F13)", async () => {
      const leader = campaigner("a");
      await eventually(() => leader.isLeading());
      await jsonPatch(world.admin, path(), [
        { op: "replace", path: "/spec/holderIdentity", value: "usurper" },
      ]);
      await eventually(() => !leader.isLeading());
      expect(told.at(-1)).toMatch(/a lost: the Lease was changed by another/);
    });

    it("steps down and is elected again when somebody edits its Lease (F15)", async () => {
      const leader = campaigner("a");
      await eventually(() => leader.isLeading());
      await jsonPatch(world.admin, path(), [
        { op: "add", path: "/metadata/labels", value: { hand: "made" } },
      ]);
      await eventually(() => told.some((line) => line.includes("lost")));
      await eventually(() => leader.isLeading());
    });

    it("steps down and is elected again when its Lease is deleted (F15)", async () => {
      const leader = campaigner("a");
      await eventually(() => leader.isLeading());
      await remove(world.admin, path());
      await eventually(() => told.some((line) => line === "a lost: the Lease was deleted"));
      await eventually(() => leader.isLeading());
      expect(await holderOf()).toBe(leader.identity());
    });

    it("takes over from one that died, only after watching it do nothing for the whole time (F16)", async () => {
      const dead = campaigner("dead");
      await eventually(() => dead.isLeading());
      await jsonPatch(world.admin, path(), [
        { op: "replace", path: "/spec/holderIdentity", value: "somebody-who-died" },
      ]);
      const since = performance.now();
      await eventually(() => told.some((line) => line === "dead won 1"));
      expect(performance.now() - since).toBeGreaterThanOrEqual(timing.durationMs - 50);
    });

    it("is not misled by clocks ten minutes apart (F16)", async () => {
      const clock = makeSystemClock();
      const ahead = campaigner("ahead", { ...clock, now: () => clock.now() + 600_000 });
      await eventually(() => ahead.isLeading());
      campaigner("behind", { ...clock, now: () => clock.now() - 600_000 });
      await new Promise((resolve) => setTimeout(resolve, 2 * timing.durationMs));
      expect(told).toEqual(["ahead won 0"]);
    });

    it("does not lead any more on waking from a pause longer than its deadline (F14)", async () => {
      const clock = makeSystemClock();
      let pausedMs = 0;
      const leader = campaigner("a", { ...clock, monotonic: () => clock.monotonic() + pausedMs });
      await eventually(() => leader.isLeading());
      pausedMs = timing.renewMs + 1;
      expect(leader.isLeading()).toBe(false);
    });

    it("has an identity of its own at each start", () => {
      const identities = ["a", "b"].map((name) => campaigner(name).identity());
      expect(new Set(identities).size).toBe(2);
    });
  });
}
