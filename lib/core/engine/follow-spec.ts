import { type Draft, setCondition } from "./draft.ts";

/** While pending, the plan follows `spec`; from `start` on it is pinned and a change is shown. */
export function followSpec(draft: Draft): void {
  const { status, offered } = draft;
  setCondition(
    draft,
    "PlanValid",
    offered.plan.ok ? "True" : "False",
    offered.plan.ok ? "Valid" : "Invalid",
    offered.plan.ok ? "the plan is valid" : issuesOf(offered.plan.error),
  );
  if (status.state === "Pending" || status.planHash === "") {
    status.plan = offered.spec;
    status.planHash = offered.hash;
    status.observedGeneration = offered.generation;
  }
  const changed = status.planHash !== offered.hash;
  setCondition(
    draft,
    "PlanChanged",
    changed ? "True" : "False",
    changed ? "SpecDiffers" : "Same",
    changed
      ? `spec has hash ${offered.hash}, the run is pinned to ${status.planHash}`
      : "the run follows spec",
  );
}

export const issuesOf = (issues: readonly { path: string; message: string }[]): string =>
  issues
    .map((issue) => `${issue.path}: ${issue.message}`)
    .join("; ")
    .slice(0, 2_000);
