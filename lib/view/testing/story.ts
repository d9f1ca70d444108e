import type { Entry, EntryKind } from "../../core/journal/entry.ts";
import { GENESIS, link } from "../../core/journal/chain.ts";
import { stagesOf } from "../../core/plan/stages.ts";
import type { DocumentInput } from "../to-document/seen.ts";
import { emqxPlan } from "./emqx.ts";
import { bakingSlos } from "./input.ts";

type Told = { kind: EntryKind; actor: string; at: number } & Partial<
  Pick<Entry, "from" | "to" | "reason" | "evidence" | "stage">
>;

/** The journal that a scene's status is the end of: its stages, approvals, drift, hold and rollback, in the order in which they happened. */
export function storyOf({ stored, status }: DocumentInput): Entry[] {
  const told = [...stagesTold(status), ...approvalsTold(status), ...troubleTold(status)];
  let chain = { length: 0, head: GENESIS };
  return told
    .sort((one, other) => one.at - other.at)
    .map(({ stage = status.stage, ...rest }) => {
      const linked = link(stored.key.name, chain, { stage, ...rest });
      chain = linked.chain;
      return linked.entry;
    });
}

const weightOf = (stage: string): number =>
  stagesOf(emqxPlan).find(({ name }) => name === stage)?.weight ?? 0;

function stagesTold({ stages }: DocumentInput["status"]): Told[] {
  return stages.flatMap((run, index) => {
    const before = stages[index - 1];
    const [from, to] = [weightOf(before?.name ?? ""), weightOf(run.name)];
    const at = run.enteredAt;
    const stage = run.name;
    const evidence = {
      slos:
        from === 0
          ? []
          : bakingSlos().map(({ name, side, verdict, value = "", samples = 0 }) => ({
              name,
              side,
              verdict,
              value,
              samples,
            })),
    };
    const begun: Told = before
      ? {
          kind: "advance",
          actor: run.by,
          at: at - 2,
          from: before.name,
          to: run.name,
          stage: before.name,
          evidence,
        }
      : { kind: "start", actor: run.by, at: at - 2, to: run.name, stage: "" };
    const moved: Told[] =
      from === to ? [] : [{ kind: "weight", actor: "crossfade", at: at - 1, from, to, stage }];
    return [
      begun,
      ...moved,
      { kind: "stage", actor: "crossfade", at, from: before?.name ?? run.name, to: run.name, stage },
    ];
  });
}

const approvalsTold = ({ approvals }: DocumentInput["status"]): Told[] =>
  approvals.map(({ name, by, at, stage }) => ({
    kind: "approve",
    actor: by,
    at,
    stage,
    evidence: { approval: name },
  }));

function troubleTold({ drift, hold, rollback, weight = 0 }: DocumentInput["status"]): Told[] {
  const told: Told[] = [];
  if (drift) told.push({ kind: "drift", actor: drift.by, at: drift.at, from: drift.from, to: drift.to });
  if (hold) told.push({ kind: "hold", actor: hold.by, at: hold.since, reason: hold.reason });
  if (rollback) {
    const { at, by, reason, from } = rollback;
    if (by === "crossfade")
      told.push({
        kind: "verdict",
        actor: by,
        at: at - 90,
        evidence: {
          slo: "publish-latency",
          side: "green",
          verdict: "breach",
          why: "96 of 1,204 were over 100 ms",
        },
      });
    told.push({ kind: "rollback", actor: by, at, reason });
    told.push({ kind: "weight", actor: "crossfade", at: at + 9, from, to: weight });
  }
  return told;
}
