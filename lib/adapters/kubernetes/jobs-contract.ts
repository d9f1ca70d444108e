import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Effect } from "../../core/engine/effect.ts";
import type { JobRun } from "../../core/engine/observation.ts";
import type { JobRunner } from "../../ports/job-runner.ts";
import { makeSystemClock } from "../system/clock.ts";
import { silentLog } from "../system/log.ts";
import { makeJobRunner } from "./job-runner.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { examplePlan } from "./testing/example-plan.ts";
import { create, eventually, jsonPatch, type KubeWorld, read } from "./testing/kube-world.ts";

type CreateJob = Extract<Effect, { kind: "create-job" }>;

const contractTests: CreateJob = {
  kind: "create-job",
  ref: "moving-contract-tests-7-1",
  job: "contract-tests",
  template: "contract-tests",
  stage: "final-health-checks",
  run: 7,
  attempt: 1,
  timeoutMs: 900_000,
  gate: true,
};

/** What jobs of plans must be, on any API server. */
export function jobsContract(title: string, startWorld: () => Promise<KubeWorld>): void {
  describe(title, () => {
    let world: KubeWorld;
    let jobs: JobRunner & { stop(): void };
    let key: { namespace: string; name: string };
    const plan = examplePlan();
    const path = (name = contractTests.ref) => kubePath(RESOURCES.jobs, { namespace: key.namespace, name });

    async function runs(): Promise<JobRun[]> {
      const reading = await jobs.runs(key);
      if (reading.state !== "known") throw new Error(reading.why);
      return reading.value;
    }

    const finish = (status: Record<string, unknown>) =>
      jsonPatch(world.admin, `${path()}/status`, [{ op: "add", path: "/status", value: status }]);

    const pod = async (message: string) => {
      const name = `${contractTests.ref}-abcde`;
      await create(world.admin, kubePath(RESOURCES.pods, { namespace: key.namespace }), {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, labels: { "job-name": contractTests.ref } },
        spec: {
          serviceAccountName: "default",
          containers: [{ name: "job", image: "registry.example.com/x:1" }],
        },
      });
      const state = { terminated: { exitCode: 1, message, finishedAt: "2026-01-01T00:01:00Z" } };
      await jsonPatch(world.admin, `${kubePath(RESOURCES.pods, { namespace: key.namespace, name })}/status`, [
        {
          op: "add",
          path: "/status",
          value: {
            phase: "Failed",
            containerStatuses: [
              {
                name: "job",
                ready: false,
                restartCount: 0,
                image: "registry.example.com/x:1",
                imageID: "x",
                state,
              },
            ],
          },
        },
      ]);
    };

    beforeAll(async () => {
      world = await startWorld();
      jobs = makeJobRunner({
        client: world.product,
        clock: makeSystemClock(),
        log: silentLog,
        namespaces: [],
      });
    });
    beforeEach(async () => {
      key = { namespace: await world.namespace(), name: "moving" };
    });
    afterAll(async () => {
      jobs.stop();
      await world.stop();
    });

    it("creates a job once, finds it by its labels, and says that it runs", async () => {
      expect(await runs()).toEqual([]);
      expect(await jobs.create(key, plan, contractTests)).toEqual({ state: "done" });
      expect(await jobs.create(key, plan, contractTests)).toEqual({ state: "done" });
      const { ref, job, stage, run, attempt } = contractTests;
      expect(await runs()).toEqual([
        { ref, job, stage, run, attempt, state: "running", startedAt: expect.any(Number) as number },
      ]);
      expect(await read(world.admin, path())).toMatchObject({
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: 900,
          template: {
            spec: {
              restartPolicy: "Never",
              containers: [
                {
                  image: "registry.example.com/emqx-go-contract-tests:1.0.0",
                  args: ["--broker", "emqx-go-green-service:1883"],
                },
              ],
            },
          },
        },
      });
    });

    it("shows only the jobs of its own migration", async () => {
      await jobs.create(key, plan, contractTests);
      expect(await jobs.runs({ ...key, name: "another" })).toMatchObject({ state: "known", value: [] });
    });

    it("says that it succeeded, and when", async () => {
      await jobs.create(key, plan, contractTests);
      await finish({
        startTime: "2026-01-01T00:00:00Z",
        completionTime: "2026-01-01T00:01:00Z",
        succeeded: 1,
        conditions: [
          { type: "SuccessCriteriaMet", status: "True", lastTransitionTime: "2026-01-01T00:01:00Z" },
          { type: "Complete", status: "True", lastTransitionTime: "2026-01-01T00:01:00Z" },
        ],
      });
      const [run] = await eventually(async () => {
        const all = await runs();
        return all[0]?.state === "succeeded" && all;
      });
      expect(run).toMatchObject({ startedAt: 1_767_225_600_000, finishedAt: 1_767_225_660_000 });
    });

    it("says that it failed, with the last words of its container", async () => {
      await jobs.create(key, plan, contractTests);
      await pod("3 of 120 contracts broken: retained messages");
      await finish({
        startTime: "2026-01-01T00:00:00Z",
        failed: 1,
        conditions: [
          {
            type: "FailureTarget",
            status: "True",
            reason: "BackoffLimitExceeded",
            lastTransitionTime: "2026-01-01T00:01:00Z",
          },
          {
            type: "Failed",
            status: "True",
            reason: "BackoffLimitExceeded",
            message: "Job has reached the specified backoff limit",
            lastTransitionTime: "2026-01-01T00:01:00Z",
          },
        ],
      });
      const [run] = await eventually(async () => {
        const all = await runs();
        return all[0]?.state === "failed" && all;
      });
      expect(run).toMatchObject({ message: "3 of 120 contracts broken: retained messages" });
    });

    it("lends a plan no rights: another service account has to be offered by its owner (A42)", async () => {
      const accounts = kubePath(RESOURCES.serviceAccounts, { namespace: key.namespace });
      const chaos: CreateJob = {
        ...contractTests,
        ref: "moving-chaos-7-1",
        job: "chaos-kill-pod",
        template: "chaos-kill-pod",
      };
      const account = (labels: Record<string, string>) => ({
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "chaos", labels },
      });
      expect(await jobs.create(key, plan, chaos)).toEqual({
        state: "failed",
        why: `There is no service account chaos in ${key.namespace}`,
      });
      await create(world.admin, accounts, account({ "crossfade.dev/jobs": "maybe" }));
      expect(await jobs.create(key, plan, chaos)).toEqual({
        state: "failed",
        why: "Service account chaos is not labelled crossfade.dev/jobs: allowed",
      });
      expect(await runs()).toEqual([]);
      await jsonPatch(world.admin, `${accounts}/chaos`, [
        { op: "replace", path: "/metadata/labels/crossfade.dev~1jobs", value: "allowed" },
      ]);
      expect(await jobs.create(key, plan, chaos)).toEqual({ state: "done" });
      expect(await read(world.admin, path(chaos.ref))).toMatchObject({
        spec: { template: { spec: { serviceAccountName: "chaos" } } },
      });
    });

    it("names what it may not do (F11)", async () => {
      const powerless = makeJobRunner({
        client: world.nobody,
        clock: makeSystemClock(),
        log: silentLog,
        namespaces: [],
      });
      expect(await powerless.create(key, plan, contractTests)).toMatchObject({
        state: "forbidden",
        why: expect.stringMatching(/create.*jobs/s) as string,
      });
      powerless.stop();
    });

    it("tells watchers which migration's job changed", async () => {
      const told: string[] = [];
      const stop = jobs.watch(({ namespace, name }) => told.push(`${namespace}/${name}`));
      await jobs.create(key, plan, contractTests);
      await eventually(() => told.includes(`${key.namespace}/moving`));
      stop();
    });
  });
}
