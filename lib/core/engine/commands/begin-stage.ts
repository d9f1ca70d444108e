import type { FlatStage } from "../../plan/stages.ts";
import type { Intent, Reason } from "../../status/status.ts";
import type { Command } from "../command.ts";
import { type Draft, log } from "../draft.ts";
import { obstaclesOf } from "../obstacles.ts";
import { entryOf } from "./handler.ts";

/** Makes the intent to enter a stage, with its entry. The leader carries it out. Returns the entry's number. */
export function beginStage(
  draft: Draft,
  command: Command | undefined,
  kind: Intent["kind"],
  stage: FlatStage,
  evidence: unknown,
): number {
  const { status, observation, now } = draft;
  const said = command
    ? entryOf(command)
    : { kind: kind as "advance", actor: "crossfade", reason: "the plan advances by itself" };
  const seq = log(draft, { ...said, from: status.stage, to: stage.name, evidence });
  const { state, phase, stageStartedAt, run, enteredBy, oneWay, adopted } = status;
  const before = status.stages.find((one) => one.name === stage.name);
  status.approvals = status.approvals.map((one) =>
    one.stage === status.stage && one.usedAt === undefined ? { ...one, usedAt: now } : one,
  );
  status.stages = [
    ...status.stages
      .filter((one) => one.name !== stage.name)
      .map((one) =>
        one.name === status.stage && one.leftAt === undefined
          ? { ...one, leftAt: now, bakedMs: status.bakedMs }
          : one,
      ),
    { name: stage.name, enteredAt: now, bakedMs: 0, by: said.actor },
  ];
  status.intent = {
    seq,
    kind,
    ...(command && { commandId: command.body.id }),
    actor: said.actor,
    stage: stage.name,
    from: status.route?.weight ?? 0,
    to: stage.weight,
    routerVersion: observation.route.state === "known" ? observation.route.value.resourceVersion : "",
    at: now,
    step: 0,
    left: {
      state,
      phase,
      stage: status.stage,
      run,
      ...(stageStartedAt !== undefined && { startedAt: stageStartedAt }),
      ...(enteredBy !== undefined && { enteredBy }),
      ...(oneWay && { oneWay }),
      ...(adopted !== undefined && { adopted }),
      ...(before && { before }),
    },
  };
  status.state = "Entering";
  status.phase = stage.phase;
  status.stage = stage.name;
  status.stageStartedAt = now;
  status.run = seq;
  status.enteredBy = said.actor;
  status.gates = [];
  delete status.jobRetries;
  delete status.adopted;
  delete status.drain;
  // A one-way door is one from the intent on: what is behind it may have been touched.
  status.oneWay ||= stage.irreversible;
  return seq;
}

export const obstacles = ({ status, observation, now, migration }: Draft): Reason[] =>
  obstaclesOf(status, observation, now, migration);
