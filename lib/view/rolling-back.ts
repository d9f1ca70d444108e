import type { MigrationDocument } from "./document.ts";
import { formatCount, formatPercent, formatSpan, plural, shortActor } from "./format.ts";
import { readStatus } from "./status-view.ts";

/** The countdown that takes the place of the next step while traffic goes back to blue. */
export type RollingBackView = {
  /** 0 to 100. Absent when nobody knows how many clients there were. */
  progress?: number;
  counted: string;
  /** When the last client is back at the latest; absent when the router closes nothing by itself. */
  lastBy?: number;
  /** Said where no time can be promised. */
  lastText?: string;
  steps: { done: boolean; text: string; at?: number; detail?: string }[];
  canDrain: { allowed: boolean; why?: string };
  after: string;
};

/** Whether Crossfade rolled back by itself, on a breach, and no person did. */
export const isOwnRollback = ({ rolledBack }: MigrationDocument): boolean => rolledBack?.by === "crossfade";

export function toRollingBack(document: MigrationDocument): RollingBackView {
  const run = document.rolledBack;
  const left = document.traffic.connections?.green;
  const total = Math.max(run?.clients ?? 0, left ?? 0);
  const back = left === undefined ? undefined : total - left;
  const all = back !== undefined && back === total;
  const weightDown = document.traffic.weight === 0;
  return {
    ...(back === undefined || total === 0 ? {} : { progress: Math.round((100 * back) / total) }),
    counted: countedText(back, total, left),
    ...lastOne(document, all),
    steps: [
      {
        done: weightDown,
        text: weightDown
          ? "Weight 0 on the route"
          : `Weight ${formatPercent(document.traffic.weight ?? 0)} on the route`,
        ...(run?.weightAt === undefined
          ? {}
          : {
              at: Date.parse(run.weightAt),
              detail: `read back after ${formatSpan(Math.max(0, Date.parse(run.weightAt) - Date.parse(run.at)))}`,
            }),
      },
      {
        done: all,
        text: "Clients back on blue",
        detail: back === undefined ? "not known" : `${formatCount(back)} of ${formatCount(total)}`,
      },
    ],
    canDrain: drainable(document, left),
    after: afterText(document),
  };
}

function countedText(back: number | undefined, total: number, left: number | undefined): string {
  if (back === undefined || left === undefined) return "How many clients are still on green is not known.";
  if (total === 0) return "No client is on green.";
  if (left === 0)
    return total === 1
      ? "The one client is back on blue."
      : `All ${plural(total, "client")} are back on blue.`;
  return `${formatCount(back)} of ${plural(total, "client")} ${back === 1 || total === 1 ? "is" : "are"} back on blue.`;
}

function lastOne(document: MigrationDocument, all: boolean): Pick<RollingBackView, "lastBy" | "lastText"> {
  if (all) return {};
  const by = document.rolledBack?.lastBackBy;
  if (by !== undefined) return { lastBy: Date.parse(by) };
  const drain = document.plan?.drain;
  return {
    lastText:
      document.plan?.traffic.existingConnections === "sticky"
        ? drain !== undefined && drain !== "none"
          ? "This router keeps open connections; the plan closes those on green."
          : "This router keeps open connections: close them to move the rest."
        : "The router closes the old connections when its drain time is over.",
  };
}

function drainable(document: MigrationDocument, left: number | undefined): RollingBackView["canDrain"] {
  if (!document.can.rollback) return { allowed: false, why: "You may look, but not close connections." };
  if (left === 0) return { allowed: false, why: "Nobody is on green any more." };
  return { allowed: true };
}

function afterText(document: MigrationDocument): string {
  const entered = document.stages.filter((stage) => stage.state !== "ahead" && stage.weight > 0);
  const first = entered[0]?.name;
  return first === undefined
    ? "When it is done: retry a stage, or end the migration."
    : `When it is done: retry from ${first}, or end the migration.`;
}

/**
 * Stages that a rolled-back migration may be retried from, the likeliest first: the present one, unless jobs that guard it have not run since the
 * rollback. Then it would be refused, and the stage before it runs them.
 */
export function retryTargets(document: MigrationDocument): { name: string; label: string }[] {
  const { stages } = document;
  const at = stages.findIndex(({ state }) => state === "current");
  const isUnproven = stages[at]?.gates.some(({ gate, state }) => gate.startsWith("job/") && state !== "pass");
  const likeliest = isUnproven ? stages[at - 1]?.name : undefined;
  return stages
    .filter((stage) => stage.startedAt !== undefined)
    .reverse()
    .sort((one, other) => Number(other.name === likeliest) - Number(one.name === likeliest))
    .map((stage) => ({ name: stage.name, label: `${stage.name}, ${formatPercent(stage.weight)}` }));
}

/** The incident as text for a ticket or a chat. Times are UTC. */
export function incidentText(document: MigrationDocument): string {
  const run = document.rolledBack;
  const { namespace, name } = document.migration.metadata;
  const status = readStatus(document);
  const lines = [
    `${document.plan?.title ?? name} (${namespace}/${name}): ${status.state} in ${status.stage || "no stage"}`,
    ...(run
      ? [
          `Rolled back from ${run.from} % at ${run.at} by ${shortActor(run.by)}: ${run.reason}`,
          ...(run.weightAt === undefined ? [] : [`Weight 0 read back at ${run.weightAt}`]),
        ]
      : []),
    ...(document.breach
      ? [`Breach: ${document.breach.slo} on ${document.breach.side}: ${document.breach.why}`]
      : []),
    ...document.slos
      .filter((slo) => slo.side === "green")
      .map(
        (slo) =>
          `${slo.title}: ${slo.verdict}, ${slo.value ?? "no value"} ${slo.unit}, objective ${slo.objective}`,
      ),
    `As of ${document.asOf}, evidence ${document.evidence}`,
  ];
  return lines.join("\n");
}
