import type { ReactNode } from "react";
import type { RollingBackView } from "@/lib/view/rolling-back.ts";
import { CheckRow } from "../ui/check-row.tsx";
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
      <ul className="grid gap-1.5">
        {view.steps.map((step) => (
          <CheckRow
            key={step.text}
            icon={step.done ? "check" : "clock"}
            word={step.done ? "done:" : "under way:"}
            text={step.text}
            detail={
              <>
                {step.at === undefined ? null : <When at={step.at} style="second" near={near} />}
                {step.at !== undefined && step.detail !== undefined ? ", " : ""}
                {step.detail}
              </>
            }
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2">{incident}</div>
      {over ? null : <p className="text-xs text-mut">{view.after}</p>}
    </>
  );
}
