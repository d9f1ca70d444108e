import { z } from "zod";
import type { KubeObject } from "../kube-client.ts";
import { seconds } from "./pod-object.ts";

const jobSpec = z.looseObject({
  activeDeadlineSeconds: z.number().optional(),
  backoffLimit: z.number().default(6),
  suspend: z.boolean().optional(),
  template: z.looseObject({
    metadata: z
      .looseObject({
        labels: z.record(z.string(), z.string()).optional(),
        annotations: z.record(z.string(), z.string()).optional(),
      })
      .optional(),
    spec: z.looseObject({
      serviceAccountName: z.string().optional(),
      restartPolicy: z.string().optional(),
      containers: z
        .array(
          z.looseObject({
            name: z.string(),
            image: z.string().optional(),
            command: z.array(z.string()).optional(),
            args: z.array(z.string()).optional(),
            env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
          }),
        )
        .min(1),
    }),
  }),
});
export type JobSpec = z.infer<typeof jobSpec>;

const jobStatus = z.looseObject({
  conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
});

export type Job = { object: KubeObject; spec: JobSpec; finished: boolean };

export function toJob(object: KubeObject): Job | undefined {
  const spec = jobSpec.safeParse(object["spec"]);
  if (!spec.success || object.metadata.deletionTimestamp !== undefined) return undefined;
  const conditions = jobStatus.safeParse(object["status"]).data?.conditions ?? [];
  const finished = conditions.some(
    ({ type, status }) => (type === "Complete" || type === "Failed") && status === "True",
  );
  return { object, spec: spec.data, finished };
}

/** `registry.example.com/emqx-go-k6:1.0.0` is the program `emqx-go-k6`; undefined for what is no image name. */
export function programOf(image: string): string | undefined {
  const name = image.split("@")[0]?.split("/").at(-1)?.split(":")[0] ?? "";
  return /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/.test(name) ? name : undefined;
}

export type JobPhase =
  | { phase: "running"; startedAt: string; failures: number }
  | { phase: "succeeded"; startedAt: string; finishedAt: string; failures: number }
  | {
      phase: "failed";
      startedAt: string;
      finishedAt: string;
      failures: number;
      reason: string;
      message: string;
    };

/** The status of a Job. A finished one carries the criterion's condition too: newer API servers insist on it. */
export function jobStatusOf(job: JobPhase): object {
  const base = { startTime: seconds(job.startedAt), ...(job.failures > 0 ? { failed: job.failures } : {}) };
  if (job.phase === "running") return { ...base, active: 1, ready: 1 };
  const at = seconds(job.finishedAt);
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: "True",
    reason,
    message,
    lastProbeTime: at,
    lastTransitionTime: at,
  });
  if (job.phase === "succeeded")
    return {
      ...base,
      active: null,
      ready: null,
      succeeded: 1,
      completionTime: at,
      conditions: [
        condition("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods"),
        condition("Complete", "CompletionsReached", "Reached expected number of succeeded pods"),
      ],
    };
  return {
    ...base,
    active: null,
    ready: null,
    conditions: [
      condition("FailureTarget", job.reason, job.message),
      condition("Failed", job.reason, job.message),
    ],
  };
}

/** The last line of what a program said, fit for a container's termination message: printable and at most 4 KiB. */
export function terminationMessage(stdout: string): string {
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  return line
    .replace(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, 4096);
}
