import { stageNamed, stagesOf } from "../../plan/stages.ts";
import type { Reason } from "../../status/status.ts";
import { gatesForEntry } from "../assess.ts";
import type { Gate } from "../assessment.ts";
import { log } from "../draft.ts";
import { jobsRun } from "../gates.ts";
import type { JobRun } from "../observation.ts";
import { ownApprovals } from "./advance.ts";
import { beginStage, obstacles } from "./begin-stage.ts";
import { entryOf, type Handled, type Handler, refused } from "./handler.ts";

/** Enters a stage again after a rollback, or repeats a failed job of the present stage. */
export const retry: Handler = (draft, command) => {
  const { to } = command.body;
  if (to?.startsWith("job/")) return retryJob(draft, command, to.slice(4));
  return retryStage(draft, command, to ?? draft.status.stage);
};

function retryStage(draft: Parameters<Handler>[0], command: Parameters<Handler>[1], to: string): Handled {
  const { status, plan, assessment } = draft;
  if (status.state !== "RolledBack")
    return refused("state", `a stage is retried after a rollback, not in ${status.state}`);
  const stage = stageNamed(plan, to);
  if (!stage) return refused("state", `the plan has no stage ${to}`);
  if (!status.stages.some((one) => one.name === to))
    return refused("state", `stage ${to} was not entered before`);
  const reasons = obstacles(draft);
  const gates = gatesForEntry({ ...draft, slos: assessment.slos }, stage);
  const settling = gates.some(isOfSettling) ? settlingReason(draft) : undefined;
  if (settling) reasons.push(settling);
  for (const gate of gates) {
    if (gate.state === "pass" || (settling && isOfSettling(gate))) continue;
    reasons.push({ code: "gate", message: `${gate.gate} is ${gate.state}: ${gate.why}` });
  }
  const before = stage.weight === 0 ? undefined : stagesOf(plan)[stage.index - 1];
  reasons.push(...ownApprovals(draft, command, before?.gates ?? []));
  if (reasons.length > 0) return { state: "refused", reasons };
  const entry = beginStage(draft, command, "retry", stage, {
    digest: assessment.evidence,
    gates: gates.map((gate) => [gate.gate, gate.state]),
  });
  return { state: "underWay", entry };
}

/** One reason that says when, in place of one for each objective that says that it cannot be told now. */
function settlingReason({ status, now }: Parameters<Handler>[0]): Reason | undefined {
  const leftMs = (status.evidenceSince ?? now) - now;
  if (leftMs <= 0) return undefined;
  const seconds = Math.ceil(leftMs / 1_000);
  return {
    code: "gate",
    message: `the weight is settling for ${seconds} s more; after that each objective needs its samples anew`,
  };
}

const isOfSettling = ({ gate, state }: Gate): boolean => gate.startsWith("slo/") && state === "insufficient";

function retryJob(draft: Parameters<Handler>[0], command: Parameters<Handler>[1], job: string): Handled {
  const { status, observation } = draft;
  if (!["Baking", "Ready"].includes(status.state))
    return refused(status.state === "Held" ? "held" : "state", `no job is repeated in ${status.state}`);
  if (observation.jobs.state === "unknown") return refused("state", observation.jobs.why);
  const known = observation.jobs.value.filter((one) => one.job === job && one.run === jobsRun(status));
  const last = known.reduce<JobRun | undefined>(
    (newest, one) => (newest && newest.attempt > one.attempt ? newest : one),
    undefined,
  );
  if (last?.state !== "failed")
    return refused(
      "state",
      last ? `job ${job} has not failed: it is ${last.state}` : `job ${job} has not run in this stage`,
    );
  const entry = log(draft, {
    ...entryOf(command),
    from: status.stage,
    to: status.stage,
    evidence: { job, failed: last.ref },
  });
  status.jobRetries = { ...status.jobRetries, [job]: last.attempt };
  return { state: "done", entry };
}
