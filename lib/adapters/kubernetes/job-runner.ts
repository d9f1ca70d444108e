import { z } from "zod";
import type { JobRun } from "../../core/engine/observation.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JobRunner } from "../../ports/job-runner.ts";
import type { ActionResult } from "../../ports/workloads.ts";
import type { Log } from "../system/log.ts";
import type { KubeClient } from "./client.ts";
import { jobMessage } from "./job-message.ts";
import { JOB_LABELS, jobObject, parseJob, type SeenJob } from "./job-object.ts";
import { kubePath, RESOURCES } from "./paths.ts";
import { actionResult, unknownFrom } from "./reading.ts";
import { keyOf } from "./versioned-cache.ts";
import { makeWatcher } from "./watcher.ts";

export type JobRunnerDeps = { client: KubeClient; clock: Clock; log: Log; namespaces: readonly string[] };

const serviceAccount = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).nullish() }),
});
const ALLOWED_LABEL = "crossfade.dev/jobs";

/** Jobs from plans' templates. Nothing removes them: they are evidence until their namespace's owner cleans up. */
export function makeJobRunner(deps: JobRunnerDeps): JobRunner & { stop(): void } {
  const { client, clock } = deps;
  const watcher = makeWatcher<SeenJob>({
    ...deps,
    resource: RESOURCES.jobs,
    parse: parseJob,
    query: { labelSelector: JOB_LABELS.migration },
  });
  /** Last words of jobs that have ended, asked once each. */
  const messages = new Map<string, Promise<string | undefined>>();

  async function withMessage(namespace: string, run: JobRun): Promise<JobRun> {
    if (run.state === "running") return run;
    const key = keyOf({ namespace, name: run.ref });
    const asked = messages.get(key) ?? jobMessage(client, namespace, run.ref);
    messages.set(key, asked);
    const message = await asked;
    return message === undefined ? run : { ...run, message };
  }

  /** Plans must not borrow rights: only `default`, and accounts that their owner has offered (A42). */
  async function refusal(namespace: string, name: string): Promise<ActionResult | undefined> {
    if (name === "default") return undefined;
    const answer = await client.request({
      method: "GET",
      path: kubePath(RESOURCES.serviceAccounts, { namespace, name }),
    });
    if (answer.state === "not-found")
      return { state: "failed", why: `There is no service account ${name} in ${namespace}` };
    if (answer.state !== "ok") return actionResult(answer);
    const labels = serviceAccount.safeParse(answer.body).data?.metadata.labels;
    if (labels?.[ALLOWED_LABEL] === "allowed") return undefined;
    return { state: "failed", why: `Service account ${name} is not labelled ${ALLOWED_LABEL}: allowed` };
  }

  return {
    async runs(key) {
      const failure = await watcher.ready(key.namespace);
      if (failure !== undefined) return unknownFrom(failure, clock.now());
      const seen = [...watcher.values()].filter((job) => keyOf(job.key) === keyOf(key)).map(({ run }) => run);
      seen.sort((a, b) => a.run - b.run || a.startedAt - b.startedAt || (a.ref < b.ref ? -1 : 1));
      const value = await Promise.all(seen.map((run) => withMessage(key.namespace, run)));
      return { state: "known", value, at: watcher.asOf(key.namespace) };
    },

    async create(key, plan, job) {
      const template = plan.jobTemplates.find(({ name }) => name === job.template);
      if (template === undefined)
        return { state: "failed", why: `The plan has no job template ${job.template}` };
      const refused = await refusal(key.namespace, template.serviceAccountName);
      if (refused !== undefined) return refused;
      const answer = await client.request({
        method: "POST",
        path: kubePath(RESOURCES.jobs, { namespace: key.namespace }),
        query: { fieldManager: "crossfade" },
        body: jobObject(key, template, job),
      });
      if (answer.state === "ok") watcher.put(answer.body);
      // Made by another, or before a watch went silent: it is looked at once, not made again and again (F07).
      if (answer.state === "exists") await watcher.read({ namespace: key.namespace, name: job.ref });
      return answer.state === "ok" || answer.state === "exists" ? { state: "done" } : actionResult(answer);
    },

    watch: (onChange) =>
      watcher.onChange((place) => {
        const job = watcher.get(place);
        if (job !== undefined) onChange(job.key);
      }),

    stop: () => watcher.stop(),
  };
}
