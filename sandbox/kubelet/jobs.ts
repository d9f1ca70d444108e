import { randomBytes } from "node:crypto";
import type { KubeObject } from "../kube-client.ts";
import type { Writer } from "./api.ts";
import { type Job, type JobPhase, jobStatusOf, toJob } from "./job.ts";
import { jobPod, jobPodStatus } from "./job-pod.ts";
import { findProgram, type JobRun, type JobWorld, runJob } from "./job-runner.ts";

type Attempt = { podName: string; run: JobRun | undefined };
type Known = { attempts: Attempt[]; startedAt: string };

/**
 * Jobs that are created together start one after the other, as if their images had to be pulled: three programs that
 * start at once keep two cores busy for longer than a message may take.
 */
const betweenStartsMs = 1500;

/** Runs Jobs: one pod and one process an attempt, as many attempts as `backoffLimit` allows. */
export class Jobs {
  readonly #writer: Writer;
  readonly #world: JobWorld;
  readonly #onChange: () => void;
  /** By the uid of the Job. */
  readonly #known = new Map<string, Known>();
  #lastStart = 0;

  constructor(writer: Writer, world: JobWorld, onChange: () => void) {
    this.#writer = writer;
    this.#world = world;
    this.#onChange = onChange;
  }

  pids(): Array<[string, number | undefined]> {
    return [...this.#known.values()].flatMap(({ attempts }) =>
      attempts
        .filter(({ run }) => run !== undefined && run.end === undefined)
        .map(({ podName, run }): [string, number | undefined] => [podName, run?.pid]),
    );
  }

  stop(): void {
    for (const { attempts } of this.#known.values())
      for (const { run } of attempts) if (run?.end === undefined) run?.stop();
  }

  async reconcile(objects: KubeObject[], pods: KubeObject[]): Promise<void> {
    const jobs = objects.flatMap((object) => toJob(object) ?? []);
    const uids = new Set(jobs.map((job) => job.object.metadata.uid ?? ""));
    for (const [uid, known] of this.#known) {
      if (uids.has(uid)) continue;
      for (const { run } of known.attempts) if (run?.end === undefined) run?.stop();
      this.#known.delete(uid);
    }
    await Promise.all(
      jobs.filter((job) => !job.finished && job.spec.suspend !== true).map((job) => this.#one(job, pods)),
    );
  }

  async #one(job: Job, pods: KubeObject[]): Promise<void> {
    const { uid = "", name, namespace = "default" } = job.object.metadata;
    let known = this.#known.get(uid);
    if (known === undefined) {
      known = { attempts: [], startedAt: new Date().toISOString() };
      this.#known.set(uid, known);
    }
    const failures = known.attempts.filter(({ run }) => run?.end !== undefined && run.end.exitCode !== 0);
    const last = known.attempts.at(-1);
    const retry =
      last?.run?.end !== undefined &&
      failures.includes(last) &&
      this.#mayRetry(job, last.run, failures.length);
    let current = last;
    if (current === undefined || retry) {
      current = { podName: `${name}-${randomBytes(3).toString("hex").slice(0, 5)}`, run: undefined };
      known.attempts.push(current);
      await this.#writer.create("Pod", namespace, jobPod(job, current.podName));
    }
    const pod = pods.find(
      (one) => one.metadata.name === current.podName && one.metadata.namespace === namespace,
    );
    if (pod !== undefined) await this.#runPod(job, pod, current);
    // Not there yet: its appearance wakes us. Deleted while it ran: its process goes too, and its end wakes us.
    else if (current.run?.end === undefined) return current.run?.stop();
    await this.#writer.status("Job", job.object, jobStatusOf(phaseOf(job, known, current, failures.length)));
  }

  async #runPod(job: Job, pod: KubeObject, attempt: Attempt): Promise<void> {
    const ip = "10.42.3.2";
    const program = findProgram(job.spec, this.#world.programs);
    if ("missing" in program)
      return this.#writer.status(
        "Pod",
        pod,
        jobPodStatus(pod, { kind: "waiting", message: program.missing }, ip),
      );
    const { namespace = "default" } = job.object.metadata;
    if (attempt.run === undefined && !this.#mayStart()) return;
    attempt.run ??= runJob(job.spec, namespace, program.file, this.#world, this.#onChange);
    await this.#writer.status("Pod", pod, jobPodStatus(pod, { kind: "run", run: attempt.run }, ip));
  }

  /** Whether it is time for another one; if not, wakes when it is. */
  #mayStart(): boolean {
    const waitMs = this.#lastStart + betweenStartsMs - Date.now();
    if (waitMs > 0) setTimeout(this.#onChange, waitMs).unref();
    else this.#lastStart = Date.now();
    return waitMs <= 0;
  }

  #mayRetry(job: Job, run: JobRun, failures: number): boolean {
    return run.end?.deadline !== true && failures <= job.spec.backoffLimit;
  }
}

function phaseOf(job: Job, known: Known, current: Attempt, failures: number): JobPhase {
  const { startedAt } = known;
  const end = current.run?.end;
  if (end === undefined && (current.run !== undefined || !isOverdue(job, startedAt)))
    return { phase: "running", startedAt, failures };
  if (end === undefined) return overdue(startedAt, new Date().toISOString(), failures);
  const { finishedAt } = end;
  if (end.exitCode === 0) return { phase: "succeeded", startedAt, finishedAt, failures };
  if (end.deadline) return overdue(startedAt, finishedAt, Math.max(1, failures));
  const [reason, message] = ["BackoffLimitExceeded", "Job has reached the specified backoff limit"];
  return { phase: "failed", startedAt, finishedAt, failures: Math.max(1, failures), reason, message };
}

const overdue = (startedAt: string, finishedAt: string, failures: number): JobPhase => ({
  phase: "failed",
  startedAt,
  finishedAt,
  failures,
  reason: "DeadlineExceeded",
  message: "Job was active longer than specified deadline",
});

/** For a Job whose program cannot even be started: one that runs has a timer of its own. */
function isOverdue(job: Job, startedAt: string): boolean {
  const { activeDeadlineSeconds } = job.spec;
  return (
    activeDeadlineSeconds !== undefined && Date.now() - Date.parse(startedAt) > activeDeadlineSeconds * 1000
  );
}
