"use client";

import { useEffect } from "react";
import { commandName, toOutcome } from "@/lib/view/outcome.ts";
import { Icon } from "../ui/icon.tsx";
import { TONE_FILL } from "../ui/tone.ts";
import { useCommands } from "./commands.client.tsx";

/** What is done is said by the page itself soon after; the rest stays until somebody has read it. */
const DONE_FOR_MS = 8_000;

/** What became of the last command. */
export function OutcomeToast() {
  const { last, pending, dismiss } = useCommands();
  const done = last?.answer.outcome === "done";
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(dismiss, DONE_FOR_MS);
    return () => clearTimeout(timer);
  }, [done, last, dismiss]);
  const outcome = last ? toOutcome(last.kind, last.answer) : undefined;
  return (
    <div
      role="status"
      className="no-print pointer-events-none fixed inset-x-3 top-24 z-30 flex justify-end sm:inset-x-6 lg:top-auto lg:bottom-6"
    >
      {outcome ? (
        <div
          className={`pointer-events-auto max-h-[40dvh] w-full max-w-md overflow-y-auto rounded-card border border-edge p-3 shadow-lg ${TONE_FILL[outcome.tone]}`}
        >
          <div className="flex items-start gap-2">
            <span className="mt-1">
              <Icon name={outcome.icon} size={16} />
            </span>
            <p className="flex-1 font-semibold">{outcome.title}</p>
            <button
              type="button"
              onClick={dismiss}
              className="grid size-6 place-items-center rounded hover:bg-panel"
              aria-label="Dismiss"
            >
              <Icon name="cross" />
            </button>
          </div>
          {outcome.lines.map((line) => (
            <p key={line} className="mt-1 pl-6 text-sm text-ink">
              {line}
            </p>
          ))}
        </div>
      ) : pending === undefined ? null : (
        <p className="pointer-events-auto rounded-full border border-line bg-panel px-3 py-1.5 text-sm shadow-lg">
          {commandName(pending)}: under way
        </p>
      )}
    </div>
  );
}
