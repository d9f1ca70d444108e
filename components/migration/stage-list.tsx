import { memo } from "react";
import type { StageItem, StageRail } from "@/lib/view/stage-rail.ts";
import { Icon } from "../ui/icon.tsx";
import { GateList } from "./gate-list.tsx";

/** Phases and stages in a row, on a phone in a column, with the present one's bake as a ring. */
function StageListPlain({ stages }: { stages: StageRail }) {
  const count = stages.phases.reduce((sum, phase) => sum + phase.stages.length, 0);
  return (
    <section id="stages" aria-labelledby="stages-title" className="card">
      <h2 id="stages-title" className="sr-only">
        Stages, {stages.position}
      </h2>
      <div
        className="grid gap-y-4 lg:grid-cols-(--columns)"
        style={
          {
            "--columns": stages.phases.map((phase) => `${phase.stages.length}fr`).join(" "),
          } as React.CSSProperties
        }
      >
        {stages.phases.map((phase) => (
          <div key={phase.name} className="min-w-0">
            <h3 className="mb-2.5 truncate text-xs font-normal text-mut" title={phase.title}>
              <b className="font-semibold text-ink">{phase.letter}</b> {phase.title}
            </h3>
            <ol className="grid lg:auto-cols-fr lg:grid-flow-col">
              {phase.stages.map((stage) => (
                <Stage key={stage.name} stage={stage} />
              ))}
            </ol>
          </div>
        ))}
      </div>
      {count === 0 ? (
        <p className="text-mut">The plan cannot be read, so there are no stages to show.</p>
      ) : null}
      <CurrentGates stages={stages} />
    </section>
  );
}

function Stage({ stage }: { stage: StageItem }) {
  const done = stage.state === "done";
  const now = stage.state === "current";
  return (
    <li
      aria-current={now ? "step" : undefined}
      className={`relative flex items-baseline gap-2 pb-3 pl-9 text-xs text-mut lg:block lg:pt-8 lg:pr-1.5 lg:pb-0 lg:pl-0 ${
        done ? "before:border-ink" : "before:border-line"
      } before:absolute before:top-0 before:bottom-0 before:left-2.5 before:border-l-2 last:before:bottom-1/2 lg:before:top-2.5 lg:before:right-0 lg:before:bottom-auto lg:before:left-0 lg:before:border-t-2 lg:before:border-l-0`}
    >
      <Marker stage={stage} />
      <b className="text-base whitespace-nowrap text-ink lg:block">
        {stage.headline}
        <span className="sr-only">{done ? ", done" : now ? ", now" : ", ahead"}</span>
      </b>
      <span className={`min-w-0 lg:block ${now ? "font-semibold text-ink" : "text-ink"}`}>{stage.name}</span>
      <span className="ml-auto whitespace-nowrap lg:ml-0 lg:block">{stage.detail}</span>
      {stage.loses === undefined ? null : <span className="sr-only">{stage.loses}</span>}
    </li>
  );
}

function Marker({ stage }: { stage: StageItem }) {
  const place = "absolute left-0 top-0 grid place-items-center";
  if (stage.oneWay && stage.state !== "current") {
    const done = stage.state === "done";
    return (
      <span
        title={stage.loses}
        className={`${place} size-[22px] rounded-[5px] border-2 ${done ? "border-ink bg-ink text-panel" : "border-edge bg-panel text-mut"}`}
      >
        <Icon name={done ? "check" : "door"} size={12} />
      </span>
    );
  }
  if (stage.state === "done") {
    return (
      <span className={`${place} size-[22px] rounded-full bg-ink text-panel`}>
        <Icon name="check" size={13} />
      </span>
    );
  }
  if (stage.state === "ahead") {
    return <span className={`${place} size-[22px] rounded-full border-2 border-line bg-panel`} />;
  }
  const around = 2 * Math.PI * 9;
  return (
    <span className={`${place} -top-0.5 size-[26px] rounded-full bg-panel text-ink`}>
      <svg viewBox="0 0 24 24" aria-hidden="true" className="absolute inset-0 size-full -rotate-90">
        <circle cx="12" cy="12" r="9" className="fill-panel stroke-line" strokeWidth="3.4" />
        <circle
          cx="12"
          cy="12"
          r="9"
          className={`fill-none ${stage.stopped === "breach" ? "stroke-bad" : stage.held ? "stroke-wait" : "stroke-ink"}`}
          strokeWidth="3.4"
          strokeDasharray={`${stage.baked * around} ${around}`}
        />
      </svg>
      {/* Positioned, or the ring is painted over it. */}
      <span className="relative">
        {stage.held ? (
          <Icon name="pause" size={10} />
        ) : stage.stopped ? (
          <Icon name={stage.stopped === "breach" ? "cross" : "undo"} size={10} />
        ) : null}
      </span>
    </span>
  );
}

/** The gates of the present stage, jobs with their messages. */
function CurrentGates({ stages }: { stages: StageRail }) {
  const current = stages.phases.flatMap((phase) => phase.stages).find((stage) => stage.state === "current");
  const gates = current?.gates.filter((gate) => !gate.gate.startsWith("slo/") && gate.gate !== "bake") ?? [];
  if (!current || gates.length === 0) return null;
  return (
    <div className="mt-4 max-w-2xl border-t border-line pt-3">
      <h3 className="section-title mb-2">Gates of {current.name}</h3>
      <GateList lines={gates} />
    </div>
  );
}

export const StageList = memo(StageListPlain);
