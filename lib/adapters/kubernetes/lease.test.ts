import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSystemClock } from "../system/clock.ts";
import { silentLog } from "../system/log.ts";
import { makeKubeClient } from "./client.ts";
import { makeLeader } from "./lease.ts";
import { leaseContract } from "./lease-contract.ts";
import { type EmbeddedWorld, startEmbeddedWorld } from "./testing/embedded-world.ts";
import { startFaultProxy } from "./testing/fault-proxy.ts";
import { eventually } from "./testing/kube-world.ts";

leaseContract("leadership on the embedded API", startEmbeddedWorld);

describe("leadership over a bad network", () => {
  let world: EmbeddedWorld;
  const timing = { durationMs: 1_500, renewMs: 1_000, retryMs: 200 };

  beforeAll(async () => {
    world = await startEmbeddedWorld();
  });
  afterAll(() => world.stop());

  it("ends before the Lease does when the API server hangs, and another takes over only after that", async () => {
    const namespace = await world.namespace();
    const proxy = await startFaultProxy(world.url);
    const clock = makeSystemClock();
    const client = makeKubeClient({ kubeconfig: world.kubeconfig(proxy.url), clock, deadlineMs: 500 });
    const cutOff = makeLeader({ client, clock, log: silentLog, namespace, timing });
    const healthy = makeLeader({ client: world.admin, clock, log: silentLog, namespace, timing });
    const times = { lost: 0, won: 0 };
    cutOff.start({
      won: () => {},
      lost: () => {
        times.lost = performance.now();
      },
    });
    await eventually(() => cutOff.isLeading());
    healthy.start({
      won: () => {
        times.won = performance.now();
      },
      lost: () => {},
    });
    proxy.faults = { hang: true };
    proxy.cut();
    await eventually(() => healthy.isLeading());
    expect(cutOff.isLeading()).toBe(false);
    expect(times.lost).toBeGreaterThan(0);
    expect(times.lost).toBeLessThan(times.won);
    await Promise.all([cutOff.release(), healthy.release()]);
    await client.close();
    await proxy.stop();
  });

  it("survives lost replies to its renewals: the Lease is still its own", async () => {
    const namespace = await world.namespace();
    const proxy = await startFaultProxy(world.url);
    const clock = makeSystemClock();
    const client = makeKubeClient({ kubeconfig: world.kubeconfig(proxy.url), clock, deadlineMs: 500 });
    const leader = makeLeader({ client, clock, log: silentLog, namespace, timing });
    const lost: string[] = [];
    leader.start({ won: () => {}, lost: (why) => lost.push(why) });
    await eventually(() => leader.isLeading());
    let dropped = 0;
    proxy.faults = {
      dropReplies: true,
      only: (method) => {
        if (method !== "PUT" || dropped >= 2) return false;
        dropped += 1;
        return true;
      },
    };
    await eventually(() => dropped === 2);
    await new Promise((resolve) => setTimeout(resolve, timing.durationMs));
    expect(lost).toEqual([]);
    expect(leader.isLeading()).toBe(true);
    await leader.release();
    await client.close();
    await proxy.stop();
  });
});
