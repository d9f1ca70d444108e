import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedWorld } from "../../kubernetes/testing/embedded-world.ts";
import { create, type KubeWorld, read } from "../../kubernetes/testing/kube-world.ts";
import { makeSystemClock } from "../../system/clock.ts";
import { silentLog } from "../../system/log.ts";
import type { ManagedRouter } from "../router-deps.ts";
import { istioTcp } from "./tcp-under-test.ts";
import { istioHttp } from "./tls-http-under-test.ts";

const unrelated = {
  tcp: [
    {
      match: [{ port: 5432 }],
      route: [
        { destination: { host: "db-a", port: { number: 5432 } }, weight: 30 },
        { destination: { host: "db-b", port: { number: 5432 } }, weight: 70 },
      ],
    },
  ],
  tls: [
    {
      match: [{ port: 9443, sniHosts: ["other.example.com"] }],
      route: [{ destination: { host: "other", port: { number: 9443 } } }],
    },
  ],
};

describe("an http route beside unrelated tcp and tls routes", () => {
  let world: KubeWorld;
  let router: ManagedRouter;
  beforeAll(async () => {
    world = await startEmbeddedWorld();
    router = istioHttp.make({
      client: world.product,
      clock: makeSystemClock(),
      log: silentLog,
      namespaces: [],
    });
  });
  afterAll(async () => {
    router.stop();
    await world.stop();
  });

  it("goes up and back to 0, and the others stay as they are, weights and all (I5)", async () => {
    const namespace = await world.namespace();
    const object = istioHttp.object(namespace, 10);
    await create(world.admin, istioTcp.collection(namespace), {
      ...object,
      spec: { ...(object["spec"] as object), ...unrelated },
    });
    const mark = { namespace, name: "moving", epoch: 1, seq: 1 };
    for (const weight of [20, 60, 0]) {
      const reading = await router.read(namespace, istioHttp.plan, { fresh: true });
      if (reading.state !== "known") throw new Error(reading.why);
      const write = await router.write(namespace, istioHttp.plan, {
        weight,
        mark,
        fence: reading.value,
        fenced: true,
      });
      expect(write).toMatchObject({ state: "written", route: { weight } });
      const stored = (await read(world.admin, istioHttp.path(namespace))) as { spec: object };
      expect(stored.spec).toMatchObject(unrelated);
    }
  });
});
