import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OwnerMark, Reading, Route } from "../../core/engine/observation.ts";
import type { Plan } from "../../core/plan/plan.ts";
import {
  type KubeWorld,
  create,
  eventually,
  jsonPatch,
  read,
  remove,
} from "../kubernetes/testing/kube-world.ts";
import { kubePath, RESOURCES } from "../kubernetes/paths.ts";
import { silentLog } from "../system/log.ts";
import { makeSystemClock } from "../system/clock.ts";
import type { ManagedRouter, RouterDeps } from "./router-deps.ts";

type Patch = { op: string; path: string; value?: unknown }[];

/** What a kind of router has to bring to be judged. */
export type RouterUnderTest = {
  make: (deps: RouterDeps) => ManagedRouter;
  plan: Plan;
  /** Paths of the object, and the object that sends `green` percent to green, with other routes and fields around it. */
  path: (namespace: string) => string;
  collection: (namespace: string) => string;
  object: (namespace: string, green: number) => Record<string, unknown>;
  /** Paths of the two weights in the object. */
  weights: { blue: string; green: string };
  /** Changes of the object that make its weights those of a third party, and ones that make it unfit for a raise. */
  thirdDestination: Patch;
  changedMatch: Patch;
  noRoute: Patch;
  otherDestination: Patch;
};

const mark: OwnerMark = { namespace: "mqtt", name: "moving", epoch: 3, seq: 17 };
const OWNER = "/metadata/annotations/crossfade.dev~1owner";

/** What any router must do, on any API server. */
export function routerContract(
  title: string,
  startWorld: () => Promise<KubeWorld>,
  under: RouterUnderTest,
): void {
  describe(title, () => {
    let world: KubeWorld;
    let router: ManagedRouter;
    let namespace: string;
    const { plan } = under;

    const deps = (): RouterDeps => ({
      client: world.product,
      clock: makeSystemClock(),
      log: silentLog,
      namespaces: [],
    });
    const edit = (patch: Patch, manager?: string) =>
      jsonPatch(world.admin, under.path(namespace), patch, manager);
    const stored = () =>
      read(world.admin, under.path(namespace)) as Promise<Record<string, Record<string, unknown>>>;

    async function route(fresh = true): Promise<Route> {
      const reading: Reading<Route> = await router.read(namespace, plan, { fresh });
      if (reading.state !== "known") throw new Error(`${reading.code}: ${reading.why}`);
      return reading.value;
    }

    const fenceOf = ({ resourceVersion, fingerprint, weight }: Route) => ({
      resourceVersion,
      fingerprint,
      weight,
    });
    const write = async (weight: number, on: Route, fenced = true) =>
      router.write(namespace, plan, { weight, mark, fence: fenceOf(on), fenced });

    const servicePath = (name?: string) =>
      kubePath(RESOURCES.services, { namespace, ...(name === undefined ? {} : { name }) });
    const createService = (name: string, port: number) =>
      create(world.admin, servicePath(), {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name },
        spec: { ports: [{ port }] },
      });

    beforeAll(async () => {
      world = await startWorld();
      router = under.make(deps());
    });
    beforeEach(async () => {
      namespace = await world.namespace();
      for (const { service } of [plan.blue, plan.green]) await createService(service.name, service.port);
      await create(world.admin, under.collection(namespace), under.object(namespace, 10));
    });
    afterAll(async () => {
      router.stop();
      await world.stop();
    });

    it("reads green's weight in percent, its own fresh and from the watch alike", async () => {
      const fresh = await route();
      expect(fresh).toMatchObject({ weight: 10, problems: [] });
      expect(fresh.owner).toBeUndefined();
      expect(await route(false)).toEqual(fresh);
    });

    it("writes the two weights and the mark, and nothing else in the object (I5)", async () => {
      const before = await stored();
      const outcome = await write(25, await route());
      expect(outcome).toMatchObject({ state: "written", route: { weight: 25, owner: mark, problems: [] } });
      const after = await stored();
      await edit([
        { op: "replace", path: under.weights.blue, value: 90 },
        { op: "replace", path: under.weights.green, value: 10 },
        { op: "remove", path: OWNER },
      ]);
      expect((await stored())["spec"]).toEqual(before["spec"]);
      expect(after["metadata"]?.["labels"]).toEqual(before["metadata"]?.["labels"]);
      expect(after["metadata"]?.["annotations"]).toEqual({
        ...(before["metadata"]?.["annotations"] as object | undefined),
        "crossfade.dev/owner": "mqtt/moving/3/17",
      });
    });

    it("keeps the fingerprint when only the weights changed, and changes it with the route (F30)", async () => {
      const before = await route();
      const outcome = await write(25, before);
      if (outcome.state !== "written") throw new Error(outcome.state);
      expect(outcome.route.fingerprint).toBe(before.fingerprint);
      await edit(under.changedMatch);
      expect((await route()).fingerprint).not.toBe(before.fingerprint);
    });

    it("refuses a write that was decided on an older version, whatever changed (I3)", async () => {
      const decidedOn = await route();
      await edit([{ op: "add", path: "/metadata/labels", value: { somebody: "was-here" } }]);
      expect(await write(50, decidedOn)).toEqual({ state: "conflict" });
      expect((await route()).weight).toBe(10);
    });

    it("refuses the late write of an intent that a mark has voided at the same weight (I1, F14)", async () => {
      const decidedOn = await route();
      const voided = await router.write(namespace, plan, {
        mark: { ...mark, seq: 18 },
        fence: fenceOf(decidedOn),
        fenced: true,
      });
      expect(voided).toMatchObject({ state: "written", route: { weight: 10, owner: { seq: 18 } } });
      expect(await write(50, decidedOn)).toEqual({ state: "conflict" });
      expect((await route()).weight).toBe(10);
    });

    it("lowers the weight without the fence, when conflicts will not end (F05)", async () => {
      const decidedOn = await route();
      await edit([{ op: "add", path: "/metadata/labels", value: { somebody: "was-here" } }]);
      expect(await write(0, decidedOn, false)).toMatchObject({ state: "written", route: { weight: 0 } });
    });

    it("touches nothing, fenced or not, when a destination is another than the plan's", async () => {
      const decidedOn = await route();
      await edit(under.otherDestination);
      expect(await write(0, decidedOn, false)).toMatchObject({ state: "differs" });
      const outcome = await write(0, decidedOn);
      expect(["differs", "conflict"]).toContain(outcome.state);
    });

    it("reads its own write from the cache at once (F08)", async () => {
      let current = await route(false);
      for (const weight of [11, 12, 13, 14, 15]) {
        const outcome = await write(weight, current);
        if (outcome.state !== "written") throw new Error(outcome.state);
        current = await route(false);
        expect(current).toMatchObject({ weight, resourceVersion: outcome.route.resourceVersion });
      }
    });

    it("changes nothing in a dry run, and says what it would have", async () => {
      const before = await route();
      const change = { weight: 0, mark, fence: fenceOf(before), fenced: true };
      expect(await router.write(namespace, plan, change, { dryRun: true })).toMatchObject({
        state: "written",
        route: { weight: 0 },
      });
      expect(await route()).toEqual(before);
      expect(await route(false)).toEqual(before);
    });

    it("keeps the version when it writes what is there already", async () => {
      const first = await write(20, await route());
      if (first.state !== "written") throw new Error(first.state);
      const second = await write(20, first.route);
      expect(second).toMatchObject({
        state: "written",
        route: { resourceVersion: first.route.resourceVersion },
      });
    });

    it("names who wrote the weights last: a person, then Crossfade (F27)", async () => {
      await edit([{ op: "replace", path: under.weights.green, value: 40 }], "kubectl-edit");
      expect((await route()).writer).toMatchObject({ manager: "kubectl-edit" });
      const current = await route();
      await write(20, current);
      expect((await route()).writer).toMatchObject({ manager: "crossfade" });
    });

    it("tells of weights that do not sum up, with the command that repairs them (F31)", async () => {
      await edit([
        { op: "replace", path: under.weights.blue, value: 70 },
        { op: "replace", path: under.weights.green, value: 20 },
      ]);
      const broken = await route();
      expect(broken.problems).toEqual([expect.stringMatching(/sum to 90.*kubectl -n .* patch /s)]);
      expect(await write(0, broken)).toMatchObject({ state: "written", route: { weight: 0, problems: [] } });
    });

    it("tells of a third destination (F31)", async () => {
      await edit(under.thirdDestination);
      expect((await route()).problems).toEqual([expect.stringMatching(/third destination/)]);
    });

    it("tells of a destination that leads nowhere, before there is traffic on it (F33)", async () => {
      const { name } = plan.green.service;
      await remove(world.admin, servicePath(name));
      await eventually(async () => (await route()).problems.includes(`there is no Service ${name} (green)`));
      await createService(name, 4);
      await eventually(async () =>
        (await route()).problems.some((problem) => problem.includes("has no port")),
      );
    });

    it("has nothing to read, and nothing to write to, when the route is not there any more (F30)", async () => {
      const before = await route();
      await edit(under.noRoute);
      expect(await router.read(namespace, plan, { fresh: true })).toMatchObject({
        state: "unknown",
        code: "invalid",
      });
      expect(await write(0, before, false)).toMatchObject({ state: "differs" });
    });

    it("says gone for an object that was deleted, and never makes it again (F29)", async () => {
      const before = await route();
      await remove(world.admin, under.path(namespace));
      expect(await router.read(namespace, plan, { fresh: true })).toMatchObject({
        state: "unknown",
        code: "gone",
      });
      expect(await write(0, before, false)).toEqual({ state: "gone" });
      await eventually(async () => {
        const reading = await router.read(namespace, plan, { fresh: false });
        return reading.state === "unknown" && reading.code === "gone";
      });
    });

    it("names the verb and the resource that it has no right to (F11)", async () => {
      const powerless = under.make({ ...deps(), client: world.nobody });
      const reading = await powerless.read(namespace, plan, { fresh: true });
      expect(reading).toMatchObject({
        state: "unknown",
        code: "forbidden",
        why: expect.stringMatching(/get resource|cannot get/) as string,
      });
      powerless.stop();
    });

    it("tells watchers which object changed", async () => {
      const seen: string[] = [];
      const stop = router.watch((where, name) => seen.push(`${where}/${name}`));
      await edit([{ op: "replace", path: under.weights.green, value: 11 }]);
      await eventually(() => seen.some((key) => key.startsWith(`${namespace}/`)));
      stop();
    });
  });
}
