import { nextStage, stageNamed } from "../plan/stages.ts";
import { sha256Hex } from "../std/canonical.ts";
import { type Draft, note } from "./draft.ts";
import { hasPassed, jobsRun, lastRun } from "./gates.ts";
import type { JobRun } from "./observation.ts";

const NAME_MAX = 63;

/** Deterministic name of a Job, so that creating it twice creates one. At most 63 characters. */
export function jobRef(migration: string, job: string, run: number, attempt: number): string {
  const whole = `${migration}-${job}-${run}-${attempt}`;
  if (whole.length <= NAME_MAX) return whole;
  return `${whole.slice(0, NAME_MAX - 9).replace(/-+$/, "")}-${sha256Hex(whole).slice(0, 8)}`;
}

/** Starts the jobs of the present stage's gates (and of a one-way stage ahead), and repeats those with `every`. */
export function runGateJobs(draft: Draft): void {
  const { status, plan, observation, migration, now } = draft;
  if (status.state !== "Baking" && status.state !== "Ready") return;
  const stage = stageNamed(plan, status.stage);
  if (!stage || observation.jobs.state === "unknown") return;
  const next = nextStage(plan, stage.name);
  const run = jobsRun(status);
  const owners = [...(stage.irreversible ? [] : [stage]), ...(next?.irreversible ? [next] : [])];
  for (const owner of owners) {
    for (const gate of owner.gates) {
      if (gate.kind !== "job") continue;
      const last = lastRun(observation.jobs.value, owner.name, gate.name, run);
      // Cleaned up after it had passed: the result stands, and nothing is run to find it again.
      if (last === undefined && hasPassed(status, owner.name, gate.name) && gate.everyMs === undefined)
        continue;
      const attempt = nextAttempt(last, gate.everyMs, status.jobRetries?.[gate.name] ?? 0, now);
      if (attempt === undefined) continue;
      const ref = jobRef(migration.name, gate.name, run, attempt);
      draft.effects.push({
        kind: "create-job",
        ref,
        job: gate.name,
        template: gate.template,
        stage: owner.name,
        run,
        attempt,
        timeoutMs: gate.timeoutMs,
        gate: true,
      });
    }
  }
}

/** The first attempt, one more after each `retry`, and one more each time `every` has passed since the last began. */
function nextAttempt(
  last: JobRun | undefined,
  everyMs: number | undefined,
  retries: number,
  now: number,
): number | undefined {
  if (last === undefined) return 1;
  if (last.state === "running") return undefined;
  if (last.state === "failed") return last.attempt <= retries ? last.attempt + 1 : undefined;
  return everyMs !== undefined && now - last.startedAt >= everyMs ? last.attempt + 1 : undefined;
}

/** Carries gate states into the status and journals jobs that ended. */
export function recordGates(draft: Draft): void {
  const { status, assessment, now, observation, plan } = draft;
  if (!["Baking", "Ready", "Held"].includes(status.state)) return;
  const next = nextStage(plan, status.stage);
  const ahead = new Set(
    (next?.irreversible ? next.gates : []).map((gate) => ("name" in gate ? `${gate.kind}/${gate.name}` : "")),
  );
  status.gates = assessment.gates.map((gate) => {
    const stage = ahead.has(gate.gate) && next ? next.name : status.stage;
    const known = status.gates.find((one) => one.stage === stage && one.gate === gate.gate);
    const job =
      gate.gate.startsWith("job/") && observation.jobs.state === "known"
        ? lastRun(observation.jobs.value, stage, gate.gate.slice(4), jobsRun(status))
        : undefined;
    const changed = known?.state !== gate.state || (job !== undefined && known?.ref !== job.ref);
    if (changed && job && job.state !== "running") {
      note(draft, {
        kind: "gate",
        actor: "crossfade",
        reason: `${job.job} ${job.state}: ${gate.why}`,
        evidence: { job: job.ref, state: job.state },
      });
    }
    const ref = job?.ref ?? known?.ref;
    return {
      stage,
      gate: gate.gate,
      state: gate.state,
      since: known?.state === gate.state ? known.since : now,
      ...(ref !== undefined && { ref }),
    };
  });
}
