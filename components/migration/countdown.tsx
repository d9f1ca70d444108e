import type { ReactNode } from "react";
import type { RollingBackView } from "@/lib/view/rolling-back.ts";
import { Icon } from "../ui/icon.tsx";
import { Meter } from "../ui/meter.tsx";
import { When } from "../ui/when.client.tsx";

/** Who is back, and when the last one will be: it stands with the buttons, under the eye. */
export function Countdown({
  view,
  near,
  left,
  over,
}: {
  view: RollingBackView;
  near: number;
  /** Seconds left, ticking. */
  left: ReactNode;
  over: boolean;
}) {
  return (
    <div className="grid gap-2">
      {view.progress === undefined ? null : (
        <Meter filled={view.progress / 100} label="Clients back on blue" wide />
      )}
      <p>
        <span role="status">{view.counted}</span>
        {over ? null : view.lastBy === undefined ? (
          <> {view.lastText}</>
        ) : (
          <>
            {" "}
            The last one is back at <When at={view.lastBy} style="second" near={near} /> at the latest{left}.
          </>
        )}
      </p>
    </div>
  );
}

/** What a rollback is made of, and what comes after it. */
export function RollbackSteps({
  view,
  near,
  over,
  incident,
}: {
  view: RollingBackView;
  near: number;
  over: boolean;
  incident: ReactNode;
}) {
  return (
    <>
      <ul className="grid gap-1.5 text-sm">
        {view.steps.map((step) => (
          <li key={step.text} className="grid grid-cols-[18px_1fr] gap-x-1.5 sm:grid-cols-[18px_1fr_auto]">
            <span className="mt-1">
              <Icon name={step.done ? "check" : "clock"} word={step.done ? "done:" : "under way:"} />
            </span>
            <span>{step.text}</span>
            <span className="col-start-2 text-mut sm:col-start-3">
              {step.at === undefined ? null : <When at={step.at} style="second" near={near} />}
              {step.at !== undefined && step.detail !== undefined ? ", " : ""}
              {step.detail}
            </span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2">{incident}</div>
      {over ? null : <p className="text-xs text-mut">{view.after}</p>}
    </>
  );
}
