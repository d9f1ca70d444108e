import { describe, expect, it } from "vitest";
import { type PodView, planPods } from "./plan-pods.ts";

const set = { kind: "StatefulSet" as const, name: "emqx", replicas: 3, revision: "new", minReadyMs: 1000 };
const pod = (name: string, change: Partial<PodView> = {}): PodView => ({
  name,
  revision: "new",
  ready: true,
  readyForMs: 60_000,
  terminating: false,
  ...change,
});

describe("the pods of a workload", () => {
  it("are created all at once", () => {
    expect(planPods(set, [])).toEqual({ create: ["emqx-0", "emqx-1", "emqx-2"], remove: [] });
  });

  it("are left alone when they are as wanted", () => {
    expect(planPods(set, [pod("emqx-0"), pod("emqx-1"), pod("emqx-2")])).toEqual({ create: [], remove: [] });
  });

  it("are not replaced before their predecessor is gone", () => {
    const pods = [pod("emqx-0"), pod("emqx-1", { terminating: true }), pod("emqx-2")];
    expect(planPods(set, pods)).toEqual({ create: [], remove: [] });
  });

  it("are removed from the highest down when there are too many", () => {
    const pods = [pod("emqx-0"), pod("emqx-1"), pod("emqx-2")];
    expect(planPods({ ...set, replicas: 0 }, pods).remove).toEqual(["emqx-0", "emqx-1", "emqx-2"]);
    expect(planPods({ ...set, replicas: 2 }, pods).remove).toEqual(["emqx-2"]);
  });

  it("are renewed one by one, highest first", () => {
    const old = { revision: "old" };
    const pods = [pod("emqx-0", old), pod("emqx-1", old), pod("emqx-2", old)];
    expect(planPods(set, pods).remove).toEqual(["emqx-2"]);
    expect(planPods(set, [pod("emqx-0", old), pod("emqx-1", old)]).remove).toEqual([]);
    expect(planPods(set, [pod("emqx-0", old), pod("emqx-1", old), pod("emqx-2")]).remove).toEqual(["emqx-1"]);
  });

  it("wait until the renewed one has been ready for a while", () => {
    const pods = [pod("emqx-0"), pod("emqx-1", { revision: "old" }), pod("emqx-2", { readyForMs: 400 })];
    expect(planPods(set, pods)).toEqual({ create: [], remove: [], wakeMs: 600 });
  });

  it("are renewed broken ones first, so that a fixed template can get through", () => {
    const pods = [
      pod("emqx-0", { revision: "old", ready: false, readyForMs: 0 }),
      pod("emqx-1"),
      pod("emqx-2"),
    ];
    expect(planPods(set, pods).remove).toEqual(["emqx-0"]);
  });

  it("of a Deployment carry the revision in their names", () => {
    const deployment = { ...set, kind: "Deployment" as const, replicas: 2 };
    expect(planPods(deployment, []).create).toEqual(["emqx-new-0", "emqx-new-1"]);
    const pods = [
      pod("emqx-new-0"),
      pod("emqx-old-1", { revision: "old" }),
      pod("emqx-old-2", { revision: "old" }),
    ];
    expect(planPods(deployment, pods).remove).toEqual(["emqx-old-1"]);
  });
});
