import { z } from "zod";
import type { Effect } from "../../core/engine/effect.ts";
import type { JobRun } from "../../core/engine/observation.ts";
import type { JobTemplate } from "../../core/plan/plan.ts";
import { parseTime } from "../../core/std/time.ts";
import type { Key } from "../../ports/migration-store.ts";

export const JOB_LABELS = {
  migration: "crossfade.dev/migration",
  stage: "crossfade.dev/stage",
  job: "crossfade.dev/job",
  run: "crossfade.dev/run",
  attempt: "crossfade.dev/attempt",
} as const;

type CreateJob = Extract<Effect, { kind: "create-job" }>;

/** The Job to create: one attempt, no longer than its time, found again by its labels. */
export function jobObject(key: Key, template: JobTemplate, job: CreateJob): Record<string, unknown> {
  const labels = {
    [JOB_LABELS.migration]: key.name,
    [JOB_LABELS.stage]: job.stage,
    [JOB_LABELS.job]: job.job,
    [JOB_LABELS.run]: String(job.run),
    [JOB_LABELS.attempt]: String(job.attempt),
  };
  const { image, command, args, env, resources } = template;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: job.ref, namespace: key.namespace, labels },
    spec: {
      // A test that fails once has failed; trying it again is a person's decision, and another attempt.
      backoffLimit: 0,
      activeDeadlineSeconds: Math.max(1, Math.ceil(job.timeoutMs / 1000)),
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          serviceAccountName: template.serviceAccountName,
          containers: [
            {
              name: "job",
              image,
              ...(command.length > 0 ? { command } : {}),
              ...(args.length > 0 ? { args } : {}),
              ...(env.length > 0 ? { env } : {}),
              ...(Object.keys(resources).length > 0 ? { resources } : {}),
              // What a container says last is its result, whether it wrote the file or not.
              terminationMessagePolicy: "FallbackToLogsOnError",
            },
          ],
        },
      },
    },
  };
}

const jobRead = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()),
    creationTimestamp: z.string(),
  }),
  status: z
    .looseObject({
      startTime: z.string().optional(),
      completionTime: z.string().optional(),
      conditions: z
        .array(
          z.looseObject({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
            lastTransitionTime: z.string().optional(),
          }),
        )
        .nullish(),
    })
    .optional(),
});

export type SeenJob = { key: Key; run: JobRun };

/** Undefined for a Job that is none of ours. */
export function parseJob(object: unknown): SeenJob | undefined {
  const read = jobRead.safeParse(object);
  if (!read.success) return undefined;
  const { metadata, status } = read.data;
  const label = (name: keyof typeof JOB_LABELS): string | undefined => metadata.labels[JOB_LABELS[name]];
  const [migration, stage, job] = [label("migration"), label("stage"), label("job")];
  const [run, attempt] = [Number(label("run")), Number(label("attempt"))];
  if (migration === undefined || stage === undefined || job === undefined) return undefined;
  if (!Number.isInteger(run) || !Number.isInteger(attempt)) return undefined;
  const ended = status?.conditions?.find(
    ({ type, status: held }) => held === "True" && (type === "Complete" || type === "Failed"),
  );
  const startedAt = timeOf(status?.startTime) ?? timeOf(metadata.creationTimestamp) ?? 0;
  const finishedAt = timeOf(status?.completionTime) ?? timeOf(ended?.lastTransitionTime);
  const message = ended?.type === "Failed" ? (ended.message ?? ended.reason) : undefined;
  return {
    key: { namespace: metadata.namespace, name: migration },
    run: {
      ref: metadata.name,
      job,
      stage,
      run,
      attempt,
      state: ended === undefined ? "running" : ended.type === "Complete" ? "succeeded" : "failed",
      startedAt,
      ...(ended === undefined || finishedAt === undefined ? {} : { finishedAt }),
      ...(message === undefined ? {} : { message }),
    },
  };
}

function timeOf(text: string | undefined): number | undefined {
  const parsed = text === undefined ? undefined : parseTime(text);
  return parsed?.ok === true ? parsed.value : undefined;
}
