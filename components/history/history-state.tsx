import type { ReactNode } from "react";
import { gapOf } from "@/lib/view/history.ts";
import type { TimeRange } from "@/lib/view/history-range.ts";
import { Icon } from "../ui/icon.tsx";
import { When } from "../ui/when.client.tsx";
import type { Fetched } from "./use-history-answer.ts";

/** What is not to be seen, and why: the charts below show what there is. */
export function HistoryState({ fetched: { old, state }, range }: { fetched: Fetched; range: TimeRange }) {
  if (state === "signed-out")
    return (
      <Line tone="wait">
        You are not signed in any more.{" "}
        <a href={signInPath()} className="underline underline-offset-2">
          Sign in
        </a>
      </Line>
    );
  if (state === "gone") return <Line tone="wait">This migration is gone, or not yours to see any more.</Line>;
  if (state === "failed")
    return (
      <Line tone="wait">
        Crossfade does not answer{old ? "; what is drawn is what was seen last" : ""}. It is asked again every
        few seconds.
      </Line>
    );
  if (!old) return null;
  const gap = gapOf(old);
  switch (gap.kind) {
    case "none":
      return null;
    case "down":
      return (
        <Line tone="blind">
          Nothing is known of this time. {gap.why}. It is asked again every few seconds.
        </Line>
      );
    case "empty":
      return (
        <Line tone="blind">
          Prometheus answers, and has no samples of this time: it keeps them for less long, or did not run
          then. What was decided, and on which evidence, stays in the journal.
        </Line>
      );
    case "shorter":
      return (
        <Line tone="blind">
          Prometheus has samples from <When at={gap.since} style="day" near={range.to} /> on, and nothing of
          before: it keeps them for less long than the run, or did not run then.
        </Line>
      );
  }
}

const signInPath = () => `/signin?to=${encodeURIComponent(`${location.pathname}${location.search}`)}`;

function Line({ tone, children }: { tone: "wait" | "blind"; children: ReactNode }) {
  const fill = tone === "wait" ? "bg-wait-bg text-wait" : "bg-blind-bg text-blind";
  return (
    <p role="status" className={`flex gap-2 rounded-card px-3 py-2 text-sm ${fill}`}>
      <span className="mt-0.5">
        <Icon name={tone === "wait" ? "alert" : "eye-off"} />
      </span>
      <span>{children}</span>
    </p>
  );
}
