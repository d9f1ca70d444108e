import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SideState } from "../../core/engine/observation.ts";
import type { Workloads } from "../../ports/workloads.ts";
import { makeSystemClock } from "../system/clock.ts";
import { silentLog } from "../system/log.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { examplePlan } from "./testing/example-plan.ts";
import { create, eventually, jsonPatch, type KubeWorld, read, remove } from "./testing/kube-world.ts";
import { makeWorkloads } from "./workloads.ts";

const step = { run: 4, step: 1 };

/** What plans see of their workloads, and do to them, on any API server. */
export function workloadsContract(title: string, startWorld: () => Promise<KubeWorld>): void {
  describe(title, () => {
    let world: KubeWorld;
    let workloads: Workloads & { stop(): void };
    let namespace: string;
    const plan = examplePlan();
    const green = () => kubePath(RESOURCES.statefulSets, { namespace, name: "emqx-go" });
    const config = () => kubePath(RESOURCES.configMaps, { namespace, name: "emqx-config" });

    async function side(): Promise<SideState> {
      const reading = await workloads.side(namespace, plan, "green", { fresh: false });
      if (reading.state !== "known") throw new Error(reading.why);
      return reading.value;
    }
    const seen = (wanted: Partial<SideState>) =>
      eventually(async () => {
        const now = await side();
        return Object.entries(wanted).every(([name, value]) => now[name as keyof SideState] === value) && now;
      });

    beforeAll(async () => {
      world = await startWorld();
      workloads = makeWorkloads({
        client: world.product,
        clock: makeSystemClock(),
        log: silentLog,
        namespaces: [],
      });
    });
    beforeEach(async () => {
      namespace = await world.namespace();
      await create(world.admin, kubePath(RESOURCES.statefulSets, { namespace }), statefulSet(namespace));
      await create(world.admin, kubePath(RESOURCES.configMaps, { namespace }), {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "emqx-config" },
        data: { dual_write: "on", other: "stays" },
      });
    });
    afterAll(async () => {
      workloads.stop();
      await world.stop();
    });

    it("counts replicas and ready pods, and knows a workload that is not there", async () => {
      await seen({ exists: true, replicas: 3, ready: 0 });
      await jsonPatch(world.admin, `${green()}/status`, [
        { op: "add", path: "/status", value: { replicas: 3, readyReplicas: 2 } },
      ]);
      await seen({ ready: 2 });
      expect(await workloads.side(namespace, plan, "blue", { fresh: false })).toMatchObject({
        state: "known",
        value: { exists: false, replicas: 0, ready: 0 },
      });
    });

    it("reads a side from the API when asked to, without waiting for a watch (F07)", async () => {
      const fresh = () => workloads.side(namespace, plan, "green", { fresh: true });
      await seen({ exists: true, ready: 0 });
      for (const readyReplicas of [3, 1, 2]) {
        await jsonPatch(world.admin, `${green()}/status`, [
          { op: "add", path: "/status", value: { replicas: 3, readyReplicas } },
        ]);
        expect(await fresh()).toMatchObject({
          state: "known",
          value: { exists: true, ready: readyReplicas },
        });
      }
      await remove(world.admin, green());
      expect(await fresh()).toMatchObject({ state: "known", value: { exists: false, ready: 0 } });
    });

    it("scales, and scaling again changes nothing", async () => {
      expect(
        await workloads.act(namespace, plan, { kind: "scale", side: "green", replicas: 5, ...step }),
      ).toEqual({ state: "done" });
      const once = await read(world.admin, green());
      expect(await side()).toMatchObject({ replicas: 5 });
      await workloads.act(namespace, plan, { kind: "scale", side: "green", replicas: 5, ...step });
      expect(await read(world.admin, green())).toEqual(once);
    });

    it("restarts once however often one restart is sent, and the software counts as the same", async () => {
      const before = await seen({ exists: true });
      const restart = { kind: "restart", side: "green", at: 1_767_225_600_000, ...step } as const;
      expect(await workloads.act(namespace, plan, restart)).toEqual({ state: "done" });
      const once = await read(world.admin, green());
      await workloads.act(namespace, plan, restart);
      expect(await read(world.admin, green())).toEqual(once);
      expect(once).toMatchObject({
        metadata: { generation: 2 },
        spec: {
          template: {
            metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00.000Z" } },
          },
        },
      });
      expect((await side()).template).toBe(before.template);
    });

    it("counts a new image as other software (F55)", async () => {
      const before = await seen({ exists: true });
      await jsonPatch(world.admin, green(), [
        {
          op: "replace",
          path: "/spec/template/spec/containers/0/image",
          value: "registry.example.com/emqx-go:2",
        },
      ]);
      await eventually(async () => (await side()).template !== before.template);
    });

    it("merges a patch into a ConfigMap, and leaves the rest of it", async () => {
      const outcome = await workloads.act(namespace, plan, {
        kind: "patch",
        target: { apiVersion: "v1", kind: "ConfigMap", name: "emqx-config" },
        merge: { data: { dual_write: "off" } },
        ...step,
      });
      expect(outcome).toEqual({ state: "done" });
      expect(await read(world.admin, config())).toMatchObject({
        data: { dual_write: "off", other: "stays" },
      });
    });

    it("patches no other kind, whatever a plan says (A42)", async () => {
      for (const [apiVersion, kind] of [
        ["v1", "Secret"],
        ["rbac.authorization.k8s.io/v1", "Role"],
        ["v1", "StatefulSet"],
      ] as const) {
        const target = { apiVersion, kind, name: "x" };
        expect(
          await workloads.act(namespace, plan, { kind: "patch", target, merge: {}, ...step }),
        ).toMatchObject({
          state: "failed",
          why: expect.stringContaining(kind) as string,
        });
      }
    });

    it("fails on what is not there, and names what it may not do (F11)", async () => {
      const target = { apiVersion: "v1", kind: "ConfigMap", name: "absent" };
      const patch = { kind: "patch", target, merge: {}, ...step } as const;
      expect(await workloads.act(namespace, plan, patch)).toMatchObject({ state: "failed" });
      const powerless = makeWorkloads({
        client: world.nobody,
        clock: makeSystemClock(),
        log: silentLog,
        namespaces: [],
      });
      expect(
        await powerless.act(namespace, plan, { kind: "scale", side: "green", replicas: 0, ...step }),
      ).toMatchObject({
        state: "forbidden",
        why: expect.stringMatching(/patch.*statefulsets/s) as string,
      });
      powerless.stop();
    });

    it("knows a namespace that is being deleted (F52)", async () => {
      expect(workloads.namespaceDeleting(namespace)).toBe(false);
      const held = config();
      await jsonPatch(world.admin, held, [
        { op: "add", path: "/metadata/finalizers", value: ["example.com/wait"] },
      ]);
      await remove(world.admin, kubePath(RESOURCES.namespaces, { name: namespace }));
      await eventually(() => workloads.namespaceDeleting(namespace));
      await jsonPatch(world.admin, held, [{ op: "remove", path: "/metadata/finalizers" }]);
    });

    it("tells watchers of the namespace in which something changed", async () => {
      const told: string[] = [];
      const stop = workloads.watch((where) => told.push(where));
      await workloads.act(namespace, plan, { kind: "scale", side: "green", replicas: 4, ...step });
      await eventually(() => told.includes(namespace));
      stop();
    });
  });
}

function statefulSet(namespace: string): Record<string, unknown> {
  const labels = { app: "emqx-go" };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "emqx-go", namespace },
    spec: {
      replicas: 3,
      serviceName: "emqx-go",
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "emqx", image: "registry.example.com/emqx-go:1" }] },
      },
    },
  };
}
